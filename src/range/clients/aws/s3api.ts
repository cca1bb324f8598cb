import {
  bucketSpec,
  isUpload,
  keysWithVersions,
  listObjects,
  putVersion,
  removeVersion,
  versionsOf,
} from '../../world/buckets.ts'
import type { Json } from './json.ts'
import { iso } from './rds-views.ts'
import { type AwsRequest, AwsServiceError, isSet, loadParameter, type Operation, option, structure } from './request.ts'
import { fileAt } from './s3-local.ts'
import { bucketNamed, Deletion, etagOf } from './s3-objects.ts'

/** The operations of S3 itself: objects with their versions, policies, versioning. */

const OWNER = { DisplayName: 'team', ID: 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184' }

const named = (request: AwsRequest) => bucketNamed(request, option(request, 'bucket') ?? '')

const listBuckets: Operation = ({ world }) => ({
  Buckets: Object.keys(world.aws.buckets)
    .sort()
    .map((Name) => ({ Name, CreationDate: iso(world.origin - 400 * 86_400_000) })),
  Owner: OWNER,
})

const listObjectVersions: Operation = (request) => {
  const { world, system } = request
  const bucket = named(request)
  const prefix = option(request, 'prefix') ?? ''
  const most = Number(option(request, 'max-items') ?? 10_000)
  const versions: Json[] = []
  const markers: Json[] = []
  for (const key of keysWithVersions(world, system, bucket.name, prefix)) {
    const all = versionsOf(world, system, bucket.name, key).toReversed()
    for (const [n, v] of all.entries()) {
      if (versions.length + markers.length >= most) break
      const common = { Key: key, VersionId: v.id, IsLatest: n === 0, LastModified: iso(v.at), Owner: OWNER }
      if (v.marker) markers.push(common)
      else
        versions.push({
          ETag: `"${v.etag}"`,
          Size: v.bytes,
          StorageClass: 'STANDARD',
          ...common,
        })
    }
  }
  return {
    ...(versions.length > 0 ? { Versions: versions } : {}),
    ...(markers.length > 0 ? { DeleteMarkers: markers } : {}),
    RequestCharged: null,
    ...(option(request, 'prefix') === null ? {} : { Prefix: prefix }),
  }
}

const listObjectsV2: Operation = (request) => {
  const { world, system } = request
  const bucket = named(request)
  const prefix = option(request, 'prefix') ?? ''
  const objects = listObjects(world, system, bucket.name, prefix).slice(
    0,
    Number(option(request, 'max-items') ?? 10_000),
  )
  if (objects.length === 0) return { RequestCharged: null, ...(prefix === '' ? {} : { Prefix: prefix }) }
  return {
    Contents: objects.map(({ key, version }) => ({
      Key: key,
      LastModified: iso(version.at),
      ETag: `"${version.etag}"`,
      Size: version.bytes,
      StorageClass: 'STANDARD',
    })),
    RequestCharged: null,
    ...(prefix === '' ? {} : { Prefix: prefix }),
  }
}

/** The version a call is about. @throws AwsServiceError as S3 says that it is not there */
function versionOf(request: AwsRequest, code: string) {
  const { world, system } = request
  const bucket = named(request)
  const key = option(request, 'key') ?? ''
  const id = option(request, 'version-id')
  const all = versionsOf(world, system, bucket.name, key)
  const version = id === null ? all.at(-1) : all.find((v) => v.id === id)
  if (id !== null && version === undefined) throw new AwsServiceError('InvalidArgument', 'Invalid version id specified')
  if (version === undefined || version.marker)
    throw new AwsServiceError(code, code === '404' ? 'Not Found' : 'The specified key does not exist.')
  return version
}

const headObject: Operation = (request) => {
  const version = versionOf(request, '404')
  return {
    AcceptRanges: 'bytes',
    LastModified: iso(version.at),
    ContentLength: version.bytes,
    ETag: `"${version.etag}"`,
    ...(version.id === 'null' ? {} : { VersionId: version.id }),
    ContentType: 'binary/octet-stream',
    ServerSideEncryption: 'AES256',
    Metadata: {},
  }
}

const copyObject: Operation = (request) => {
  const { world, system, scene } = request
  const bucket = named(request)
  const key = option(request, 'key') ?? ''
  const [path = '', query] = (option(request, 'copy-source') ?? '').replace(/^\//, '').split('?')
  const from = decodeURIComponent(path)
  const source = bucketNamed(request, from.split('/')[0] ?? '')
  const sourceKey = from.slice(source.name.length + 1)
  const id = /(?:^|&)versionId=([^&]*)/.exec(query ?? '')?.[1] ?? null
  const all = versionsOf(world, system, source.name, sourceKey)
  const version = id === null ? all.at(-1) : all.find((v) => v.id === id)
  if (id !== null && version === undefined) throw new AwsServiceError('InvalidArgument', 'Invalid version id specified')
  if (version === undefined || (version.marker && id === null))
    throw new AwsServiceError('NoSuchKey', 'The specified key does not exist.')
  if (version.marker)
    throw new AwsServiceError(
      'InvalidRequest',
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    )
  if (id === null && source.name === bucket.name && sourceKey === key)
    throw new AwsServiceError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
  scene.write()
  const { bytes, etag, text, spoilt } = version
  const added = putVersion(world, system, bucket, key, { bytes, etag, text, spoilt, marker: false })
  return {
    ...(source.versioning ? { CopySourceVersionId: version.id } : {}),
    ...(bucket.versioning ? { VersionId: added.id } : {}),
    ServerSideEncryption: 'AES256',
    CopyObjectResult: { ETag: `"${etag}"`, LastModified: iso(added.at) },
  }
}

const putObject: Operation = (request) => {
  const { world, system, scene } = request
  const bucket = named(request)
  const path = option(request, 'body')
  const file = path === null ? { bytes: 0, text: '' } : fileAt(request, path)
  if (file === null) throw new AwsServiceError('ParamValidation', `Blob values must be a path to a file: ${path}`)
  scene.write()
  const etag = etagOf(file.text, file.bytes)
  const key = option(request, 'key') ?? ''
  const added = putVersion(world, system, bucket, key, {
    bytes: file.bytes,
    etag,
    text: file.text,
    spoilt: false,
    marker: false,
  })
  return { ETag: `"${etag}"`, ServerSideEncryption: 'AES256', ...(bucket.versioning ? { VersionId: added.id } : {}) }
}

/** Without a version it hides the object behind a marker; with one, that version goes for good. */
const deleteObjectOperation: Operation = (request) => {
  const bucket = named(request)
  request.scene.write()
  return deleteOne(request, bucket.name, option(request, 'key') ?? '', option(request, 'version-id'))
}

function deleteOne(request: AwsRequest, name: string, key: string, id: string | null): { [key: string]: Json } {
  const { world, system, scene } = request
  const bucket = bucketNamed(request, name)
  if (id !== null) {
    const version = versionsOf(world, system, name, key).find((v) => v.id === id)
    const good = version !== undefined && !version.marker && !version.spoilt
    if (good && isUpload(system, name, key)) {
      const text = `the version ${id} of ${name}/${key} was deleted for good`
      world.violations.push({ at: world.now, invariant: 'nothing-lost', workload: name, command: scene.command, text })
    }
    removeVersion(world, system, bucket, key, id)
    return { ...(version?.marker === true ? { DeleteMarker: true } : {}), VersionId: id }
  }
  const object = listObjects(world, system, name, key).find((o) => o.key === key)
  if (object === undefined) return {}
  const deletion = new Deletion(request, bucket)
  deletion.remove(object)
  deletion.note()
  const marker = versionsOf(world, system, name, key).at(-1)
  return bucket.versioning && marker !== undefined ? { DeleteMarker: true, VersionId: marker.id } : {}
}

const deleteObjects: Operation = (request) => {
  const bucket = named(request)
  const given = structure(request, 'delete') as {
    Objects?: { Key: string; VersionId?: string }[]
    Quiet?: boolean
  } | null
  request.scene.write()
  const deleted = (given?.Objects ?? []).map(({ Key, VersionId }) => ({
    Key,
    ...deleteOne(request, bucket.name, Key, VersionId ?? null),
  }))
  return given?.Quiet === true ? {} : { Deleted: deleted }
}

const getBucketPolicy: Operation = (request) => {
  const { policy } = named(request)
  if (policy === null) throw new AwsServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist')
  return { Policy: policy }
}

const putBucketPolicy: Operation = (request) => {
  const bucket = named(request)
  const text = loadParameter(request, option(request, 'policy') ?? '')
  let parsed: { Statement?: unknown; Version?: unknown }
  try {
    parsed = JSON.parse(text) as { Statement?: unknown }
  } catch {
    throw new AwsServiceError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'")
  }
  if (parsed.Statement === undefined) throw new AwsServiceError('MalformedPolicy', 'Missing required field Statement')
  request.scene.write()
  bucket.policy = text.trim()
  return null
}

const deleteBucketPolicy: Operation = (request) => {
  const bucket = named(request)
  request.scene.write()
  bucket.policy = null
  return null
}

const getVersioning: Operation = (request) => (named(request).versioning ? { Status: 'Enabled' } : {})

const putVersioning: Operation = (request) => {
  const bucket = named(request)
  const given = structure(request, 'versioning-configuration') as { Status?: string } | null
  request.scene.write()
  bucket.versioning = given?.Status === 'Enabled'
  return null
}

const headBucket: Operation = (request) => {
  const name = option(request, 'bucket') ?? ''
  const spec = bucketSpec(request.system, name)
  if (request.world.aws.buckets[name] === undefined) throw new AwsServiceError('404', 'Not Found')
  const region = spec?.region ?? request.system.region
  return { BucketArn: `arn:aws:s3:::${name}`, BucketRegion: region, AccessPointAlias: false }
}

const getReplication: Operation = (request) => {
  const bucket = named(request)
  const copy = request.system.aws.buckets.find((b) => b.copyOf?.bucket === bucket.name)
  if (copy === undefined || !isSet(request, 'bucket'))
    throw new AwsServiceError('ReplicationConfigurationNotFoundError', 'The replication configuration was not found')
  return {
    ReplicationConfiguration: {
      Role: `arn:aws:iam::${request.system.account}:role/s3-replication`,
      Rules: [
        {
          ID: 'backup',
          Priority: 1,
          Filter: {},
          Status: 'Disabled',
          Destination: { Bucket: `arn:aws:s3:::${copy.name}` },
          DeleteMarkerReplication: { Status: 'Disabled' },
        },
      ],
    },
  }
}

export const S3API: Record<string, Operation> = {
  's3api copy-object': copyObject,
  's3api delete-bucket-policy': deleteBucketPolicy,
  's3api delete-object': deleteObjectOperation,
  's3api delete-objects': deleteObjects,
  's3api get-bucket-policy': getBucketPolicy,
  's3api get-bucket-replication': getReplication,
  's3api get-bucket-versioning': getVersioning,
  's3api head-bucket': headBucket,
  's3api head-object': headObject,
  's3api list-buckets': listBuckets,
  's3api list-object-versions': listObjectVersions,
  's3api list-objects-v2': listObjectsV2,
  's3api put-bucket-policy': putBucketPolicy,
  's3api put-bucket-versioning': putVersioning,
  's3api put-object': putObject,
}

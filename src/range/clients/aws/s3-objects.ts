import type { BucketState } from '../../world/aws-state.ts'
import { deleteObject, isUpload, putVersion, type StoredObject, versionsOf } from '../../world/buckets.ts'
import { HEX, randomText } from '../../world/random.ts'
import { type AwsRequest, AwsServiceError } from './request.ts'

/** What S3's commands have in common. */

export function bucketNamed(request: AwsRequest, name: string): BucketState {
  const bucket = request.world.aws.buckets[name]
  if (bucket === undefined) {
    const listed = request.call.service === 's3' ? 'ListObjectsV2' : null
    throw new AwsServiceError('NoSuchBucket', 'The specified bucket does not exist', listed)
  }
  return bucket
}

/** `s3://bucket/key`; the key may be empty. Null for a local path. */
export function s3Path(text: string): { bucket: string; key: string } | null {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(text) ?? []
  return bucket === undefined ? null : { bucket, key: key ?? '' }
}

/** Puts a copy of an object somewhere. The same bytes again leave things as they are. */
export function copyTo(
  { world, system }: AwsRequest,
  bucket: BucketState,
  key: string,
  from: { bytes: number; etag: string; text: string | null; spoilt: boolean },
): void {
  const present = versionsOf(world, system, bucket.name, key).at(-1)
  if (present !== undefined && !present.marker && present.etag === from.etag) return
  const { bytes, etag, text, spoilt } = from
  putVersion(world, system, bucket, key, { bytes, etag, text, spoilt, marker: false })
}

/** The bytes of an uploaded file, as an ETag knows them. */
export function etagOf(text: string | null, bytes: number): string {
  return randomText(HEX, 32, text ?? '', bytes, 'etag')
}

/** Deletes, and notes what people had put there: one note for a whole command. */
export class Deletion {
  readonly #request: AwsRequest
  readonly #bucket: BucketState
  #lost: StoredObject[] = []

  constructor(request: AwsRequest, bucket: BucketState) {
    this.#request = request
    this.#bucket = bucket
  }

  remove(object: StoredObject): void {
    const { world, system } = this.#request
    deleteObject(world, system, this.#bucket, object.key)
    if (isUpload(system, this.#bucket.name, object.key) && !object.version.spoilt) this.#lost.push(object)
  }

  /** @returns how many uploads were lost. */
  note(): number {
    const count = this.#lost.length
    const { world, scene } = this.#request
    if (count === 0) return 0
    const newest = this.#lost.reduce((a, b) => (a.version.at > b.version.at ? a : b))
    const age = Math.round((world.now - newest.version.at) / 60_000)
    const how = this.#bucket.versioning ? 'deleted (older versions stay)' : 'deleted for good'
    world.violations.push({
      at: world.now,
      invariant: 'nothing-lost',
      workload: this.#bucket.name,
      command: scene.command,
      text: `${count} objects that people had uploaded to ${this.#bucket.name} were ${how}, the newest ${age} minutes old`,
    })
    return count
  }
}

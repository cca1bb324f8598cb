import { listObjects, type StoredObject } from '../../world/buckets.ts'
import { HEX, randomText } from '../../world/random.ts'
import { Unanswerable } from '../client.ts'
import { type AwsRequest, AwsServiceError, isSet, type Operation, option, Printed } from './request.ts'
import { fileAt, filesUnder, type LocalFile } from './s3-local.ts'
import { bucketNamed, copyTo, Deletion, etagOf, s3Path } from './s3-objects.ts'

/** The CLI's own S3 commands: `ls`, `cp`, `mv`, `rm`, `sync`, `presign`, `mb`. They print lines, whatever `--output` says. */

const two = (n: number) => String(n).padStart(2, '0')

/** The local time, which is UTC in the range. */
function stamp(ms: number): string {
  const d = new Date(ms)
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
}

function size(request: AwsRequest, bytes: number): string {
  if (!isSet(request, 'human-readable')) return String(bytes)
  if (bytes < 1_024) return `${bytes} Bytes`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes / 1_024
  let unit = 0
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit]}`
}

const ls: Operation = (request) => {
  const { world } = request
  const where = request.call.positionals[0]
  if (where === undefined || where === 's3://') {
    const names = Object.keys(world.aws.buckets).sort()
    return new Printed(names.map((n) => `${stamp(world.origin - 400 * 86_400_000)} ${n}\n`).join(''))
  }
  const target = s3Path(where.startsWith('s3://') ? where : `s3://${where}`)
  if (target === null) throw new Unanswerable(`aws s3 ls ${where}`)
  const { bucket, key } = target
  bucketNamed(request, bucket)
  const objects = listObjects(world, request.system, bucket, key)
  const deep = isSet(request, 'recursive')
  const shown = deep ? { prefixes: [], own: objects } : grouped(objects, key)
  const lines = [
    ...shown.prefixes.map((p) => `${'PRE'.padStart(30)} ${p}`),
    ...shown.own.map(
      ({ key: k, version }) =>
        `${stamp(version.at)} ${size(request, version.bytes).padStart(10)} ${deep ? k : k.slice(key.lastIndexOf('/') + 1)}`,
    ),
  ]
  if (isSet(request, 'summarize')) {
    const total = objects.reduce((sum, o) => sum + o.version.bytes, 0)
    lines.push('', `Total Objects: ${objects.length}`, `   Total Size: ${size(request, total)}`)
  }
  // A prefix under which nothing lies ends with 1, and says nothing.
  return new Printed(lines.map((l) => `${l}\n`).join(''), '', objects.length === 0 && key !== '' ? 1 : 0)
}

/** Objects right under a prefix, and the folders there. */
function grouped(objects: StoredObject[], prefix: string): { prefixes: string[]; own: StoredObject[] } {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const prefixes = new Set<string>()
  const own: StoredObject[] = []
  for (const object of objects) {
    const rest = object.key.slice(base.length)
    const slash = rest.indexOf('/')
    if (slash === -1) own.push(object)
    else prefixes.add(rest.slice(0, slash + 1))
  }
  return { prefixes: [...prefixes].sort(), own }
}

/** One object on its way. */
interface Move {
  what: 'copy' | 'upload' | 'delete' | 'move'
  from: { bucket: string; object: StoredObject } | { file: LocalFile; shown: string } | null
  to: { bucket: string; key: string }
}

function wanted(request: AwsRequest): (path: string) => boolean {
  const rules: { keep: boolean; pattern: RegExp }[] = []
  // The CLI applies them in the order they were written; the range's grammar keeps them by name: excludes come first.
  for (const text of request.call.options.exclude ?? []) rules.push({ keep: false, pattern: glob(text) })
  for (const text of request.call.options.include ?? []) rules.push({ keep: true, pattern: glob(text) })
  return (path) => rules.reduce((keep, rule) => (rule.pattern.test(path) ? rule.keep : keep), true)
}

function glob(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}

/** What lies at a place, by its path under it. */
function under(request: AwsRequest, place: string): Map<string, { object?: StoredObject; file?: LocalFile }> {
  const target = s3Path(place)
  const found = new Map<string, { object?: StoredObject; file?: LocalFile }>()
  if (target === null) {
    for (const file of filesUnder(request, place)) found.set(file.path, { file })
    return found
  }
  bucketNamed(request, target.bucket)
  const prefix = target.key === '' || target.key.endsWith('/') ? target.key : `${target.key}/`
  for (const object of listObjects(request.world, request.system, target.bucket, prefix))
    found.set(object.key.slice(prefix.length), { object })
  return found
}

const sync = (request: AwsRequest): Printed => {
  const [from = '', to = ''] = request.call.positionals
  const target = s3Path(to)
  if (target === null) throw new Unanswerable(`aws s3 sync to ${to}: a folder of the caller's machine`)
  const source = under(request, from)
  if (s3Path(from) === null && source.size === 0)
    return new Printed('', `\nThe user-provided path ${from} does not exist.\n`, 255)
  const present = under(request, to)
  const keep = wanted(request)
  const prefix = target.key === '' || target.key.endsWith('/') ? target.key : `${target.key}/`
  const moves: Move[] = []
  for (const [path, { object, file }] of source) {
    if (!keep(path)) continue
    const other = present.get(path)?.object?.version
    const mine = object?.version ?? (file === undefined ? null : { bytes: file.bytes, at: file.at })
    if (mine === null) continue
    const differs =
      other === undefined || other.bytes !== mine.bytes || (!isSet(request, 'size-only') && mine.at > other.at)
    if (!differs) continue
    const bucket = s3Path(from)?.bucket ?? ''
    if (object !== undefined)
      moves.push({ what: 'copy', from: { bucket, object }, to: { bucket: target.bucket, key: prefix + path } })
    else if (file !== undefined)
      moves.push({
        what: 'upload',
        from: { file, shown: join(from, path) },
        to: { bucket: target.bucket, key: prefix + path },
      })
  }
  if (isSet(request, 'delete'))
    for (const [path, { object }] of present)
      if (!source.has(path) && keep(path) && object !== undefined)
        moves.push({
          what: 'delete',
          from: { bucket: target.bucket, object },
          to: { bucket: target.bucket, key: object.key },
        })
  return carryOut(request, moves)
}

const join = (folder: string, path: string) => `${folder.replace(/\/$/, '')}/${path}`

function carryOut(request: AwsRequest, moves: readonly Move[]): Printed {
  const dry = isSet(request, 'dryrun')
  if (!dry && moves.length > 0) request.scene.write()
  const deletions = new Map<string, Deletion>()
  const lines: string[] = []
  for (const move of moves) {
    lines.push(`${dry ? '(dryrun) ' : ''}${said(move)}`)
    if (dry) continue
    const bucket = bucketNamed(request, move.to.bucket)
    if (move.what === 'delete' && move.from !== null && 'object' in move.from) {
      const deletion = deletions.get(bucket.name) ?? new Deletion(request, bucket)
      deletions.set(bucket.name, deletion)
      deletion.remove(move.from.object)
      continue
    }
    if (move.from === null) continue
    const data =
      'object' in move.from
        ? move.from.object.version
        : {
            bytes: move.from.file.bytes,
            etag: etagOf(move.from.file.text, move.from.file.bytes),
            text: move.from.file.text,
            spoilt: false,
          }
    copyTo(request, bucket, move.to.key, data)
    if (move.what === 'move' && 'object' in move.from) {
      const source = bucketNamed(request, move.from.bucket)
      new Deletion(request, source).remove(move.from.object)
    }
  }
  for (const deletion of deletions.values()) deletion.note()
  const quiet = isSet(request, 'quiet') || (isSet(request, 'only-show-errors') && !dry)
  // A copy takes its time: fifty objects a second.
  if (!dry) request.scene.wait(moves.length * 20)
  return new Printed(quiet ? '' : lines.map((l) => `${l}\n`).join(''))
}

function said({ what, from, to }: Move): string {
  const target = `s3://${to.bucket}/${to.key}`
  if (what === 'delete') return `delete: ${target}`
  const source = from === null ? '' : 'object' in from ? `s3://${from.bucket}/${from.object.key}` : from.shown
  return `${what}: ${source} to ${target}`
}

const cp = (request: AwsRequest): Printed => transfer(request, 'copy')
const mv = (request: AwsRequest): Printed => transfer(request, 'move')

function transfer(request: AwsRequest, how: 'copy' | 'move'): Printed {
  const { world, system } = request
  const [from = '', to = ''] = request.call.positionals
  const source = s3Path(from)
  const target = s3Path(to)
  const keep = wanted(request)
  if (source !== null && target === null) return download(request, source, to)
  if (target === null) throw new Unanswerable(`aws s3 cp ${from} ${to}`)
  bucketNamed(request, target.bucket)
  if (isSet(request, 'recursive')) {
    const prefix = target.key === '' || target.key.endsWith('/') ? target.key : `${target.key}/`
    const moves: Move[] = []
    for (const [path, { object, file }] of under(request, from)) {
      if (!keep(path)) continue
      const dest = { bucket: target.bucket, key: prefix + path }
      if (object !== undefined) moves.push({ what: how, from: { bucket: source?.bucket ?? '', object }, to: dest })
      else if (file !== undefined) moves.push({ what: 'upload', from: { file, shown: join(from, path) }, to: dest })
    }
    return carryOut(request, moves)
  }
  const name = from.split('/').at(-1) ?? ''
  const key = target.key === '' || target.key.endsWith('/') ? target.key + name : target.key
  const dest = { bucket: target.bucket, key }
  if (source === null) {
    const file = fileAt(request, from)
    if (file === null) return new Printed('', `\nThe user-provided path ${from} does not exist.\n`, 255)
    return carryOut(request, [
      {
        what: 'upload',
        from: { file, shown: from.startsWith('/') ? from : `./${from.replace(/^\.\//, '')}` },
        to: dest,
      },
    ])
  }
  bucketNamed(request, source.bucket)
  const object = listObjects(world, system, source.bucket, source.key).find((o) => o.key === source.key)
  if (object === undefined) return missing(from)
  return carryOut(request, [{ what: how, from: { bucket: source.bucket, object }, to: dest }])
}

function missing(from: string): Printed {
  return new Printed(
    '',
    '\nfatal error: An error occurred (404) when calling the HeadObject operation: Key "' +
      (s3Path(from)?.key ?? '') +
      '" does not exist\n',
    1,
  )
}

/** To standard output; to a file it would have to write on the caller's machine. */
function download(request: AwsRequest, source: { bucket: string; key: string }, to: string): Printed {
  const { world, system } = request
  bucketNamed(request, source.bucket)
  const object = listObjects(world, system, source.bucket, source.key).find((o) => o.key === source.key)
  if (object === undefined) return missing(`s3://${source.bucket}/${source.key}`)
  if (to !== '-' || object.version.text === null)
    throw new Unanswerable(`aws s3 cp s3://${source.bucket}/${source.key} to ${to}: the range writes no files`)
  return new Printed(object.version.text)
}

const rm = (request: AwsRequest): Printed => {
  const { world, system } = request
  const target = s3Path(request.call.positionals[0] ?? '')
  if (target === null) throw new Unanswerable('aws s3 rm of a local path')
  bucketNamed(request, target.bucket)
  const keep = wanted(request)
  const objects = listObjects(world, system, target.bucket, target.key).filter(({ key }) =>
    isSet(request, 'recursive') ? keep(key.slice(target.key.length)) : key === target.key,
  )
  const to = (key: string) => ({ bucket: target.bucket, key })
  return carryOut(
    request,
    objects.map((object) => ({ what: 'delete', from: { bucket: target.bucket, object }, to: to(object.key) })),
  )
}

/** A signed link: nobody is asked, so that it is made also for what is not there. */
const presign: Operation = (request) => {
  const { world, system, region } = request
  const given = request.call.positionals[0] ?? ''
  const target = s3Path(given.startsWith('s3://') ? given : `s3://${given}`)
  if (target === null) throw new Unanswerable(`aws s3 presign ${given}`)
  const date = new Date(world.now).toISOString().replace(/[-:]|\.\d+/g, '')
  const day = date.slice(0, 8)
  const credential = encodeURIComponent(`ASIAEXAMPLE${system.account}/${day}/${region}/s3/aws4_request`)
  const signature = randomText(HEX, 64, world.seed, given, world.now)
  const path = target.key.split('/').map(encodeURIComponent).join('/')
  return new Printed(
    `https://${target.bucket}.s3.${region}.amazonaws.com/${path}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${date}&X-Amz-Expires=${option(request, 'expires-in') ?? '3600'}&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}\n`,
  )
}

/** The commands that move objects end with 1, and in words of their own. */
const fatal =
  (operation: (request: AwsRequest) => Printed): Operation =>
  (request) => {
    try {
      return operation(request)
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error
      const { code, message } = error
      return new Printed(
        '',
        `fatal error: An error occurred (${code}) when calling the ${error.operation} operation: ${message}\n`,
        1,
      )
    }
  }

export const S3: Record<string, Operation> = {
  's3 cp': fatal(cp),
  's3 ls': ls,
  's3 mv': fatal(mv),
  's3 presign': presign,
  's3 rm': fatal(rm),
  's3 sync': fatal(sync),
}

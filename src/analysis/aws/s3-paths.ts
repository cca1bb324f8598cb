/** Options that need each other. */
const KEYS = [
  ['sse-c', 'sse-c-key'],
  ['sse-c-copy-source', 'sse-c-copy-source-key'],
] as const

/**
 * What `aws s3` minds about its paths before it sends anything: two local ones to copy between, a key where a bucket belongs.
 * Paths the shell has yet to expand are taken for right.
 */
export function checkS3Paths(
  operation: string,
  paths: readonly string[],
  options: Readonly<Record<string, readonly string[]>>,
): string[] {
  if (paths.some((path) => /[$`<]/.test(path))) return []
  const remote = (path: string | undefined) => path?.startsWith('s3://') ?? false
  const [first, second] = paths
  // `ls` and `website` take a bucket without `s3://`, and what stands after it for its key.
  if (operation === 'website' && /^(s3:\/\/)?($|[^/]+\/.)/.test(first ?? '')) return [badBucket(first ?? '')]
  // Those two and `presign` take it so; elsewhere what has no `s3://` is a local path.
  for (const path of paths) {
    const bucket = /^(s3:\/\/)?([^/]*)/.exec(path)?.[2] ?? ''
    const isBucket = remote(path) || operation === 'ls' || operation === 'presign'
    if (isBucket && bucket !== '' && !/^[a-zA-Z0-9.\-_]{1,255}$|^arn:/.test(bucket)) return [badBucket(bucket)]
  }
  // A list of all buckets has no name; what copies from one to the other asks the source first.
  const named = operation === 'ls' || (second !== undefined && remote(first)) ? [first] : paths
  if (operation !== 'ls' && named.includes('s3://')) return [badBucket('')]
  if (/^(cp|mv|sync)$/.test(operation)) {
    if (operation === 'mv' && first === second && remote(first))
      return [`Cannot mv a file onto itself: ${first} - ${second}`]
    // One slash too few, or a capital, makes it the name of a local file.
    if (!remote(first) && /^s3:/i.test(first ?? '')) return [`The user-provided path ${first} does not exist.`]
    if (second === undefined) return []
    if (first === '-' && (operation !== 'cp' || options.recursive))
      return ['Streaming currently is only compatible with non-recursive cp commands']
    for (const [one, other] of [...KEYS, ...KEYS.map(([a, b]) => [b, a] as const)])
      if (options[one] && !options[other]) return [`It --${one} is specified, --${other} must be specified as well.`]
    if (options.grants?.some((grant) => !/[$`<=]/.test(grant)))
      return ['fatal error: grants should be of the form permission=principal']
    const down = remote(first) && !remote(second)
    if (options['checksum-mode'] && !down) return [wrongFormat('checksum-mode', '<S3Uri> <LocalPath>', paths)]
    if (options['checksum-algorithm'] && down)
      return [wrongFormat('checksum-algorithm', '<LocalPath> <S3Uri>, <S3Uri> <S3Uri>', paths)]
    if (remote(first) || remote(second)) return []
    const usage = '<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>'
    return [`usage: aws s3 ${operation} ${usage}\nError: Invalid argument type`]
  }
  if (/^(rm|rb|mb)$/.test(operation) && !remote(first))
    return operation === 'rm'
      ? ['usage: aws s3 rm <S3Uri>\nError: Invalid argument type']
      : [`<S3Uri>\nError: Invalid argument type`]
  const key = first?.replace(/^s3:\/\/[^/]*\/?/, '') ?? ''
  if (/^(rb|mb)$/.test(operation) && key !== '')
    return operation === 'rb' ? ['Please specify a valid bucket name only. E.g. s3://logs-bucket'] : []
  if (operation === 'presign' && key === '')
    return ['Parameter validation failed:\nInvalid length for parameter Key, value: 0, valid min length: 1']
  return []
}

function wrongFormat(option: string, expected: string, paths: readonly string[]): string {
  const given = paths.map((path) => (path.startsWith('s3://') ? '<S3Uri>' : '<LocalPath>')).join(' ')
  return `Expected ${option} parameter to be used with one of following path formats: ${expected}. Instead, received ${given}.`
}

function badBucket(name: string): string {
  return `Parameter validation failed:\nInvalid bucket name "${name}": Bucket name must match the regex "^[a-zA-Z0-9.\\-_]{1,255}$"`
}

/**
 * What `aws s3` minds about its paths before it sends anything: two local ones to copy between, a key where a bucket belongs.
 * Paths the shell has yet to expand are taken for right.
 */
export function checkS3Paths(operation: string, paths: readonly string[]): string[] {
  if (paths.some((path) => /[$`<]/.test(path))) return []
  const remote = (path: string | undefined) => path?.startsWith('s3://') ?? false
  const [first, second] = paths
  if (/^(cp|mv|sync)$/.test(operation)) {
    if (operation === 'mv' && first === second && remote(first))
      return [`Cannot mv a file onto itself: ${first} - ${second}`]
    if (remote(first) || remote(second) || second === undefined) return []
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

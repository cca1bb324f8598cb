import { isAbsolute, join } from 'node:path/posix'
import type { AwsRequest } from './request.ts'

/** Files of the caller's that `s3 cp` and `s3 sync` read: those of the world's machine, and those of the run's folder. */
export interface LocalFile {
  /** Relative to what was named. */
  path: string
  bytes: number
  at: number
  text: string | null
}

/** A folder's files; none when there is no such folder. */
export function filesUnder({ world }: AwsRequest, folder: string): LocalFile[] {
  const root = folder.endsWith('/') ? folder : `${folder}/`
  return Object.entries(world.files)
    .filter(([path]) => path.startsWith(root))
    .map(([path, file]) => ({ path: path.slice(root.length), bytes: file.bytes, at: file.modifiedAt, text: null }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** One file; null when it is not there. */
export function fileAt({ world, scene }: AwsRequest, path: string): LocalFile | null {
  const known = isAbsolute(path) ? world.files[join(path)] : undefined
  if (known !== undefined) return { path, bytes: known.bytes, at: known.modifiedAt, text: null }
  try {
    const text = scene.readFile(path)
    return { path, bytes: Buffer.byteLength(text), at: world.now, text }
  } catch {
    return null
  }
}

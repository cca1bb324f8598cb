import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder, and those above it that are missing. Does nothing when it is there.
 *
 * Instead of Node's own `recursive`: where a folder is there but takes no other, as `/proc`, the kernel says ENOENT, and Node
 * 24 tries again without end and cannot be interrupted.
 *
 * @throws {NodeJS.ErrnoException} as `mkdir` does; EEXIST when a file is in the way.
 */
export function makeFolder(folder: string, mode?: number): void {
  const path = resolve(folder)
  const missing: string[] = []
  for (let each = path; !isThere(each); each = dirname(each)) missing.push(each)
  if (missing.length === 0 && !statSync(path).isDirectory()) makeOne(path, mode)
  for (const each of missing.reverse()) makeOne(each, mode)
}

function makeOne(path: string, mode: number | undefined): void {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // Another process was faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    // A file where a folder would have to be: `mkdir` says so.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw error
  }
}

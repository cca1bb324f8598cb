import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../core/errors.ts'
import { makeFolder } from '../core/make-folder.ts'

/**
 * Writes a file that a person asked for, and makes its folder.
 *
 * @param hint - What to do when it cannot be written.
 * @throws {AppError} `cannot-write`
 */
export function writeFile(file: string, content: string | Uint8Array, hint: string, mode?: number): void {
  try {
    makeFolder(dirname(file))
    writeFileSync(file, content, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError('cannot-write', `'${file}' cannot be written (${code})`, hint, { cause: error })
  }
}

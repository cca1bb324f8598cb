import { readFileSync, type Stats, statSync } from 'node:fs'
import { extname } from 'node:path'
import { AppError } from '../core/errors.ts'

export interface RunbookSource {
  /** As the person wrote it. */
  file: string
  text: string
}

const MARKDOWN_EXTENSIONS = ['.md', '.markdown', '.mdown', '.mkd', '.mdx', '.txt', '']

/**
 * Reads a runbook's text; `-` is standard input.
 *
 * @throws {AppError} when there is no such file, it is no file, it cannot be read, or it is not Markdown.
 */
export function readRunbook(file: string): RunbookSource {
  const bytes = file === '-' ? readBytes(file, 0) : readBytes(file, checkedPath(file))
  return { file: file === '-' ? 'stdin' : file, text: decode(file, bytes) }
}

/**
 * Splits `docs/runbook.md#high-error-rate`.
 *
 * @throws {AppError} `no-procedure-named` when there is no `#`.
 */
export function splitProcedureReference(reference: string): { file: string; procedure: string | null } {
  const hash = reference.lastIndexOf('#')
  // A file may have a `#` in its name; what exists as it is written is the file.
  if (hash === -1 || exists(reference)) return { file: reference, procedure: null }
  const procedure = reference.slice(hash + 1).trim()
  return { file: reference.slice(0, hash), procedure: procedure === '' ? null : procedure }
}

function checkedPath(file: string): string {
  const stats = statOf(file)
  if (stats.isDirectory())
    throw new AppError(
      'not-a-file',
      `'${file}' is a directory`,
      `name a Markdown file in it, such as ${file.replace(/\/+$/, '')}/runbook.md`,
    )
  // A pipe is fine: `standby show <(curl …)`. A device may never end.
  if (!stats.isFile() && !stats.isFIFO())
    throw new AppError('not-a-file', `'${file}' is not a regular file`, 'name a Markdown file')
  if (stats.isFile() && !MARKDOWN_EXTENSIONS.includes(extname(file).toLowerCase()))
    throw new AppError(
      'not-markdown',
      `'${file}' is not Markdown`,
      'Standby reads runbooks in Markdown: name a .md file',
    )
  return file
}

function statOf(file: string): Stats {
  try {
    return statSync(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError(
        'no-such-file',
        `there is no file '${file}'`,
        'check the path; it is relative to the current folder',
      )
    throw unreadable(file, error)
  }
}

function readBytes(file: string, source: string | number): Buffer {
  try {
    return readFileSync(source)
  } catch (error) {
    throw unreadable(file, error)
  }
}

function decode(file: string, bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Falls through: bytes that are no UTF-8.
  }
  // What Windows calls Unicode begins so.
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  throw new AppError(
    'not-markdown',
    `'${file}' is not Markdown in UTF-8: it is ${isUtf16 ? 'UTF-16' : 'no UTF-8 text'}`,
    isUtf16
      ? `save it as UTF-8: iconv -f utf-16 -t utf-8 '${file}'`
      : 'Standby reads runbooks in Markdown: name a .md file in UTF-8',
  )
}

function unreadable(file: string, error: unknown): AppError {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error)
  return new AppError('unreadable-file', `'${file}' cannot be read (${reason})`, 'check that you may read it', {
    cause: error,
  })
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

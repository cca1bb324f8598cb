import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AppError } from '../core/errors.ts'
import { readRunbook, splitProcedureReference } from './read-runbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'standby-read-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const REFUSED: [string, () => string, string][] = [
  ['a file that is not there', () => join(folder, 'nothing.md'), 'no-such-file'],
  ['a path through a file', () => join(write('f.md', 'x'), 'deeper.md'), 'no-such-file'],
  ['a folder', () => folder, 'not-a-file'],
  ['a device', () => '/dev/zero', 'not-a-file'],
  ['another kind of file', () => write('data.json', '{}'), 'not-markdown'],
  ['bytes that are no text', () => write('image.md', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff])), 'not-markdown'],
  ['text with zero bytes', () => write('zero.md', 'a\0b'), 'not-markdown'],
]

for (const [what, path, code] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => readRunbook(path()),
      (error) => error instanceof AppError && error.code === code && error.hint !== '',
    )
  })
}

test('a runbook is read as it is, with its BOM and CRLF', () => {
  const file = write('crlf.md', '\ufeff# A\r\n')
  assert.deepEqual(readRunbook(file), { file, text: '\ufeff# A\r\n' })
})

test('a procedure is named after the last #; a file may have one in its name', () => {
  assert.deepEqual(splitProcedureReference('a/b.md#high-error-rate'), { file: 'a/b.md', procedure: 'high-error-rate' })
  assert.deepEqual(splitProcedureReference('a/b.md'), { file: 'a/b.md', procedure: null })
  assert.deepEqual(splitProcedureReference('a/b.md#'), { file: 'a/b.md', procedure: null })
  const odd = write('c#.md', 'x')
  assert.deepEqual(splitProcedureReference(odd), { file: odd, procedure: null })
  assert.deepEqual(splitProcedureReference(`${odd}#3a`), { file: odd, procedure: '3a' })
})

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

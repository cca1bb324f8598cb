import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeFolder } from './make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'standby-folders-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('folders that are missing are made, and one that is there stays', () => {
  const deep = join(folder, 'a/b/c')
  makeFolder(deep, 0o700)
  makeFolder(deep)
  assert.equal(statSync(deep).mode & 0o777, 0o700)
})

test('a folder that takes no other is refused at once', { skip: process.platform !== 'linux' && 'no /proc' }, () => {
  assert.throws(() => makeFolder('/proc/standby/data'), { code: 'ENOENT' })
})

test('a file in the way is refused, be it the last or not', () => {
  writeFileSync(join(folder, 'file'), '')
  assert.throws(() => makeFolder(join(folder, 'file')), { code: 'EEXIST' })
  assert.throws(() => makeFolder(join(folder, 'file/below')), { code: 'ENOTDIR' })
})

test('a folder below one that may not be written is refused', { skip: process.getuid?.() === 0 && 'root may' }, () => {
  mkdirSync(join(folder, 'closed'), { mode: 0o500 })
  assert.throws(() => makeFolder(join(folder, 'closed/below')), { code: 'EACCES' })
})

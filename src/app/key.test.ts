import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readKey } from './key.ts'

test('the key is made once, for the owner alone, and STANDBY_KEY goes before it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'standby-key-'))
  const made = readKey(folder, {})
  assert.deepEqual(readKey(folder, {}), made)
  assert.equal(statSync(join(folder, 'key')).mode & 0o777, 0o600)
  assert.deepEqual(readKey(folder, { STANDBY_KEY: 'ab'.repeat(32) }), Buffer.from('ab'.repeat(32), 'hex'))
  assert.throws(() => readKey(folder, { STANDBY_KEY: 'short' }), { code: 'bad-key' })
  rmSync(folder, { recursive: true })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSealer, isSealed } from './seal.ts'

const sealer = createSealer(randomBytes(32))

test('what is sealed opens again, and is never the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, place) => {
      const text = value.toWellFormed()
      const sealed = sealer.seal(text, place)
      assert.ok(isSealed(sealed))
      assert.equal(sealer.open(sealed, place), text)
      assert.notEqual(sealer.seal(text, place), sealed)
    }),
  )
})

test('what is sealed does not open in another place, under another key, or changed by a bit', () => {
  const sealed = sealer.seal('hunter22', 'run/TOKEN')
  assert.throws(() => sealer.open(sealed, 'run/OTHER'), { code: 'cannot-unseal' })
  assert.throws(() => createSealer(randomBytes(32)).open(sealed, 'run/TOKEN'), { code: 'cannot-unseal' })
  const bytes = sealer.sealBytes(Buffer.from('hunter22'), 'a')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => sealer.openBytes(changed, 'a'), { code: 'cannot-unseal' })
  }
})

test('what is not sealed is given back as it is', () => {
  assert.equal(sealer.open('plain', 'a'), 'plain')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Connection, nextConnection, retryDelay } from './connection.ts'

test('while it is lost, the screen counts from when something was last heard', () => {
  let state: Connection = { phase: 'live', since: 0, restored: false }
  state = nextConnection(state, { kind: 'failed', at: 60_000, heardAt: 15_000, why: 'silent' })
  state = nextConnection(state, { kind: 'trying', at: 60_500 })
  state = nextConnection(state, { kind: 'failed', at: 61_000, heardAt: 60_500, why: 'unreachable' })
  assert.deepEqual(state, { phase: 'lost', since: 15_000, tries: 2, retryAt: 62_000, why: 'unreachable' })
})

test('a connection that comes back is known to be a restored one', () => {
  const lost: Connection = { phase: 'lost', since: 1, tries: 3, retryAt: 9, why: 'x' }
  assert.deepEqual(nextConnection(lost, { kind: 'opened', at: 20 }), { phase: 'live', since: 20, restored: true })
})

test('trying again does not look like being connected', () => {
  const lost: Connection = { phase: 'lost', since: 1, tries: 3, retryAt: 9, why: 'x' }
  assert.equal(nextConnection(lost, { kind: 'trying', at: 10 }), lost)
})

test('the pauses between tries grow, up to ten seconds', () => {
  assert.deepEqual([1, 2, 3, 5, 6, 40].map(retryDelay), [500, 1_000, 2_000, 8_000, 10_000, 10_000])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'

const stratum = () => new Hand(exampleSystem('stratum'))

test('it says where the schema stands, and what comes', async () => {
  const hand = stratum()
  assert.equal(await hand.get('alembic current'), '41f0c6d2b8ea')
  assert.equal(await hand.get('alembic heads'), 'b7e29d51f03c (head)')
  assert.match(await hand.get('alembic history'), /^41f0c6d2b8ea -> b7e29d51f03c \(head\), label campaigns\n/)
  assert.match(await hand.get('alembic current --verbose'), /Rev: 41f0c6d2b8ea\nParent: e5a77b90c134/)
})

test('going up runs what a migration says, once, and takes time', async () => {
  const hand = stratum()
  const before = hand.world.now
  const { stderr } = await hand.type('alembic upgrade head')
  assert.match(stderr, /Running upgrade 41f0c6d2b8ea -> b7e29d51f03c, label campaigns/)
  assert.ok(hand.world.now - before >= 20_000)
  assert.match(hand.world.pendingSql[0]?.text ?? '', /create table campaign_labels/)
  assert.equal(await hand.get('alembic current'), 'b7e29d51f03c (head)')
  assert.doesNotMatch((await hand.type('alembic upgrade head')).stderr, /Running/)
})

test('offline it writes everything from the beginning, and changes nothing', async () => {
  const hand = stratum()
  const sql = await hand.get('alembic upgrade head --sql')
  assert.match(
    sql,
    /^BEGIN;[\s\S]*-- Running upgrade {2}-> 8c1d40e7a9b2[\s\S]*create table campaign_labels[\s\S]*COMMIT;$/,
  )
  assert.equal(hand.world.databases['stratum-prod']?.migrated, 3)
})

test('going back over rows that are used is harm, and names the command', async () => {
  const hand = stratum()
  hand.world.facts['campaign-approvals'] = 412
  await hand.get('alembic downgrade -1')
  const [violation] = hand.world.violations
  assert.equal(violation?.command, 'alembic downgrade -1')
  assert.match(violation?.text ?? '', /approvals of 412 campaigns/)
})

test('what it cannot find it refuses, as Alembic does', async () => {
  const hand = stratum()
  assert.match(await hand.refused('alembic upgrade nope'), /Can't locate revision identified by 'nope'/)
  assert.match(await hand.refused('alembic downgrade -9'), /Relative revision -9 didn't produce 9 migrations/)
  assert.equal((await hand.type('alembic downgrade -9')).exitCode, 255)
  assert.equal((await hand.type('alembic upgrade')).exitCode, 2)
})

test('a migration that waits for a lock fails and leaves nothing; once the lock is gone it goes through', async () => {
  const hand = new Hand(exampleSystem('scr'))
  hand.break('migration-blocked')
  assert.match(await hand.refused('alembic upgrade head'), /lock timeout/)
  assert.equal(hand.world.databases['scr-production-postgres']?.migrated, 2)
  for (const database of Object.values(hand.world.databases)) database.leaked = []
  await hand.get('alembic upgrade head')
  assert.equal(hand.world.databases['scr-production-postgres']?.migrated, 3)
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { ANY_RULE } from '../../test/support/policy.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { DEFAULT_POLICY } from '../policy/policy.ts'

let db: TestDatabase
let node: TestEngine
const workDir = mkdtempSync(join(tmpdir(), 'standby-policy-'))

before(async () => {
  db = await testDatabase()
  const rules = [
    {
      ...ANY_RULE,
      name: 'two',
      procedures: ['two-*'],
      approvals: 2,
      approve: ['ann', 'bob', 'cat'],
      validForMs: 60_000,
    },
    { ...ANY_RULE, name: 'other', procedures: ['other-*'], notRequester: true },
    { ...ANY_RULE, name: 'frozen', procedures: ['frozen-*'], refuse: 'production is frozen' },
  ]
  node = engineOn(db, workDir, { policy: { ...DEFAULT_POLICY, rules, breakGlass: { by: ['dan'] } } })
  await node.engine.startWorker()
})
after(async () => {
  await node.engine.drain()
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

const asks = async (id: string, steps = [step('!echo x')]) => {
  const run = await node.start({ ...procedure(steps), id })
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  return { run, approval: await node.pending(run.incidentId) }
}
const refused = (code: string) => ({ code })

test('two of three must approve; each counts once, and no other', async () => {
  const { run, approval } = await asks('two-of-three')
  assert.deepEqual([approval.needed, approval.approvedBy, approval.mayApprove], [2, [], ['ann', 'bob', 'cat']])
  assert.equal(Date.parse(approval.expiresAt) - Date.parse(approval.requestedAt), 60_000)
  await assert.rejects(node.approve(approval, 'eve'), refused('may-not-approve'))
  const once = await node.approve(approval, 'ann')
  assert.deepEqual([once.status, once.approvedBy], ['pending', ['ann']])
  await assert.rejects(node.approve(approval, ' ANN '), refused('approved-by-you-already'))
  assert.equal((await node.engine.get(run.id)).steps[0]?.attempts, 0)
  const twice = await node.approve(approval, 'bob')
  assert.deepEqual([twice.status, twice.approvedBy], ['approved', ['ann', 'bob']])
  await node.until(run.id, (now) => now.status === 'observing')
  const texts = (await node.timeline(run.incidentId)).map(({ text }) => text)
  assert.ok(
    texts.some((text) => text.endsWith('(1 of 2)')),
    texts.join('\n'),
  )
})

test('two who approve at once are both counted', async () => {
  const { run, approval } = await asks('two-at-once')
  await Promise.all([node.approve(approval, 'ann'), node.approve(approval, 'bob')])
  await node.until(run.id, (now) => now.status === 'observing')
})

test('what the policy refuses is not run, not even asked for, and says why', async () => {
  const run = await node.start({ ...procedure([step('!echo x')]), id: 'frozen-one' })
  const now = await node.until(run.id, (state) => state.waiting?.for === 'failure')
  assert.equal(now.steps[0]?.status, 'rejected')
  assert.match(now.steps[0]?.note ?? '', /production is frozen/)
  assert.deepEqual(await node.engine.approvalsOf(run.incidentId), [])
})

test('who asked for a write that the policy leaves to others is told that it is the policy', async () => {
  const run = await node.start({ ...procedure([step('!echo x')]), id: 'other-people' }, {}, 'ann')
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const approval = await node.pending(run.incidentId)
  await assert.rejects(node.approve(approval, 'ann'), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'requester-may-not-approve')
    return /the policy wants somebody else$/.test(error.message)
  })
  assert.equal((await node.approve(approval, 'bob')).status, 'approved')
})

test('the glass is broken by whom the policy names, with a reason, and loudly', async () => {
  const { run, approval } = await asks('two-late')
  const by = (actor: string, reason: string) => ({ digest: approval.digest, actor, reason })
  await assert.rejects(
    node.engine.breakGlass(approval.id, by('ann', 'nobody is awake')),
    refused('may-not-break-glass'),
  )
  await assert.rejects(node.engine.breakGlass(approval.id, by('dan', ' ')), refused('no-reason'))
  const done = await node.engine.breakGlass(approval.id, by('dan', 'nobody is awake'))
  assert.deepEqual([done.status, done.brokeGlass, done.decidedBy], ['approved', true, 'dan'])
  await node.until(run.id, (now) => now.status === 'observing')
  const kinds = (await node.timeline(run.incidentId)).map(({ kind }) => kind)
  assert.ok(kinds.includes('break-glass'))
})

test('a second run may not touch what a first one is at work on, and is told who that is', async () => {
  const touches = (text: string) => {
    const one = step(text)
    const command = { ...one.commands[0], effect: 'write', targets: [{ kind: 'service', name: 'api' }] }
    return { ...one, commands: [command] } as typeof one
  }
  const first = await asks('first', [touches('!echo one'), touches('!false')])
  await node.approve(first.approval, 'ann')
  await node.until(first.run.id, (now) => now.waiting?.for === 'approval' && now.waiting.step === 1)

  const second = await asks('second', [touches('!echo two')])
  assert.match(second.approval.why, /incident \d+ is at work on service api \(asked by alert\)/)
  await assert.rejects(node.approve(second.approval, 'bob'), refused('target-held'))
  assert.equal((await node.pending(second.run.incidentId)).approvedBy.length, 0)

  await node.engine.stop(first.run.id, { actor: 'ann', reason: 'enough' })
  await node.approve(second.approval, 'bob')
  await node.until(second.run.id, (now) => now.status === 'observing')
  const { rows } = await db.pool.query('select * from target_hold')
  assert.deepEqual(rows, [])
})

test('the audit log has it all, whole and with digests', async () => {
  await db.pool.query('select audit_seal(1000)')
  const { rows } = await db.pool.query<{ body: string }>('select body from audit_entry order by seq')
  const entries = rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  const kinds = new Set(entries.map(({ what }) => what))
  for (const what of [
    'run-started',
    'approval-requested',
    'approval-given',
    'approval-decided',
    'break-glass',
    'attempt-started',
    'attempt-finished',
  ])
    assert.ok(kinds.has(what), what)
  const started = entries.filter(({ what }) => what === 'attempt-started')
  assert.ok(started.every(({ effect, digest }) => effect === 'read' || /^[0-9a-f]{64}$/.test(String(digest))))
})

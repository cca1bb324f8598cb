import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'

let db: TestDatabase
let node: TestEngine
const workDir = mkdtempSync(join(tmpdir(), 'standby-runs-'))

before(async () => {
  db = await testDatabase()
  node = engineOn(db, workDir)
  await node.engine.startWorker()
})
after(async () => {
  await node.engine.drain()
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

test('reads run by themselves, in order, and their output is stored', async () => {
  const run = await node.start(procedure([step('echo one'), step('echo two >&2'), step('false'), step('echo three')]))
  const done = await node.until(run.id, (now) => now.status === 'observing')
  assert.deepEqual(
    done.steps.map((s) => s.status),
    ['succeeded', 'succeeded', 'failed', 'succeeded'],
  )
  assert.equal(done.steps[2]?.exitCode, 1)
  const output = await node.engine.outputOf(run.incidentId)
  assert.deepEqual(
    output.map((o) => [o.stream, o.text]),
    [
      ['stdout', 'one\n'],
      ['stderr', 'two\n'],
      ['stdout', 'three\n'],
    ],
  )
  const kinds = (await node.timeline(run.incidentId)).map((entry) => entry.kind)
  assert.deepEqual(kinds.slice(0, 3), ['run-started', 'step-started', 'step-finished'])
  await node.resolveAlert(run.incidentId)
  assert.equal((await node.engine.get(run.id)).outcome, 'recovered')
})

test('a write waits for a signature, runs once, and what it says is verified', async () => {
  const file = join(workDir, 'written')
  const run = await node.start(
    procedure([
      step('echo look'),
      step(`!echo x >> ${file}`, { section: 'Fix' }),
      step(`cat ${file}`, { section: 'V', phase: 'verify' }),
    ]),
  )
  const waiting = await node.until(run.id, (now) => now.waiting?.for === 'approval')
  assert.equal(waiting.steps[1]?.status, 'waiting')
  const approval = await node.pending(run.incidentId)
  assert.equal(approval.effect, 'write')
  assert.match(approval.commands, /echo x >>/)
  await node.approve(approval)
  const done = await node.until(run.id, (now) => now.status === 'observing')
  assert.deepEqual(
    done.steps.map((s) => s.status),
    ['succeeded', 'succeeded', 'succeeded'],
  )
  assert.equal(await node.stdout(run.incidentId, 2), 'x\n')
})

test('of two decisions at once, one counts', async () => {
  const run = await node.start(procedure([step('!echo x')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const { id, digest } = await node.pending(run.incidentId)
  const results = await Promise.allSettled([
    node.engine.decideApproval(id, { decision: 'approve', digest, actor: 'ann' }),
    node.engine.decideApproval(id, { decision: 'reject', digest, actor: 'bob' }),
    node.engine.decideApproval(id, { decision: 'approve', digest, actor: 'cat' }),
  ])
  assert.deepEqual(results.map((r) => r.status).sort(), ['fulfilled', 'rejected', 'rejected'])
  const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.code] : []))
  assert.deepEqual(refused, ['approval-already-decided', 'approval-already-decided'])
  const done = await node.until(run.id, (now) => now.status !== 'running' && now.waiting?.for !== 'approval')
  assert.ok((done.steps[0]?.attempts ?? 0) <= 1)
})

test('refuses a decision about other bytes than those that would run', async () => {
  const run = await node.start(procedure([step('!echo <X>')]), { X: 'a' })
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const before = await node.pending(run.incidentId)
  assert.match(before.commands, /^echo a$/)
  await assert.rejects(node.approve({ ...before, digest: 'f'.repeat(64) }), { code: 'digest-differs', status: 409 })
  await node.engine.giveParameters(run.id, { values: { X: 'b' }, actor: 'bob' })
  await assert.rejects(node.approve(before), { code: 'approval-void', status: 409 })
  const now = await node.pending(run.incidentId)
  assert.equal(now.requestedBy, 'bob')
  assert.notEqual(now.digest, before.digest)
  await node.approve(now)
  await node.until(run.id, (state) => state.status === 'observing')
  assert.equal(await node.stdout(run.incidentId, 0), 'b\n')
})

test('who asked for a destructive or unknown step may not approve it alone', async () => {
  const run = await node.start(procedure([step('!rm x', { effect: 'destructive', phase: 'fix' })]), {}, 'Ann')
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const approval = await node.pending(run.incidentId)
  await assert.rejects(node.approve(approval, 'ann '), { code: 'requester-may-not-approve', status: 403 })
  await assert.rejects(node.approve(approval, ' '), { code: 'no-actor' })
  await node.approve(approval, 'bob')
  await node.until(run.id, (now) => now.waiting?.for === 'failure')
})

test('a request expires, and can be made again', async () => {
  const run = await node.start(procedure([step('!echo x')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const approval = await node.pending(run.incidentId)
  await db.pool.query(`update approval set expires_at = now() - interval '1 s' where id = $1`, [approval.id])
  await assert.rejects(node.approve(approval), { code: 'approval-expired', status: 409 })
  await node.until(run.id, (now) => now.waiting?.for === 'failure')
  await node.engine.retry(run.id, { step: 0, actor: 'ann' })
  assert.notEqual((await node.pending(run.incidentId)).id, approval.id)
})

test('a request expires by itself', async () => {
  const quick = engineOn(db, workDir, { limits: { approvalLifetimeMs: 0 } })
  const run = await quick.start(procedure([step('!echo <X>')]))
  await quick.until(run.id, (now) => now.waiting?.for === 'parameters')
  await quick.engine.giveParameters(run.id, { values: { X: 'x' }, actor: 'ann' })
  await quick.until(run.id, (now) => now.waiting?.for === 'failure')
  const [approval] = await quick.engine.approvalsOf(run.incidentId)
  assert.equal(approval?.status, 'expired')
})

test('a step that takes too long is ended; of a write it is asked whether it happened', async () => {
  const quick = engineOn(db, workDir, { limits: { stepTimeoutMs: 200 } })
  await node.engine.drain()
  await quick.engine.startWorker()
  const run = await quick.start(procedure([step('echo begun; sleep 60'), step('!sleep 60', { section: 'F' })]))
  await quick.until(run.id, (now) => now.waiting?.for === 'approval')
  assert.equal(await quick.stdout(run.incidentId, 0), 'begun\n')
  await quick.approve(await quick.pending(run.incidentId))
  const waiting = await quick.until(run.id, (now) => now.waiting?.for === 'outcome')
  assert.equal(waiting.steps[0]?.exitCode, 124)
  await quick.engine.drain()
  await node.engine.startWorker()
})

test('a failing command stops the step before its next write', async () => {
  const run = await node.start(procedure([step('!echo one\nfalse\n!echo two\necho three')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await node.approve(await node.pending(run.incidentId))
  await node.until(run.id, (now) => now.waiting?.for === 'failure')
  assert.equal(await node.stdout(run.incidentId, 0), 'one\n')
  const [attempt] = await node.engine.attemptsOf(run.id)
  assert.deepEqual(
    attempt?.statements.map((one) => one.statement),
    [0, 1],
  )
  assert.equal(attempt?.status, 'failed')
})

test('secrets are stored nowhere in the clear: not of configuration, not in output, not in what is signed', async () => {
  const secret = 'hunter2-very-secret'
  const other = engineOn(db, workDir, { environment: { parameters: { DATABASE_URL: `postgres://u:${secret}@db/x` } } })
  await node.engine.drain()
  await other.engine.startWorker()
  const variables = [{ name: 'DATABASE_URL', source: 'variable' as const, secret: true, steps: [0, 1] }]
  const run = await other.start(
    procedure([step('echo $DATABASE_URL'), step('!echo "now $DATABASE_URL"')], { variables }),
  )
  await other.until(run.id, (now) => now.waiting?.for === 'approval')
  const approval = await other.pending(run.incidentId)
  await other.approve(approval)
  const done = await other.until(run.id, (now) => now.status === 'observing')
  assert.match(await other.stdout(run.incidentId, 1), /^now •+/)
  const tables = ['run', 'attempt', 'approval', 'output_chunk', 'timeline_entry']
  for (const table of tables) {
    const { rows } = await db.pool.query(`select from ${table} t where t::text like $1`, [`%${secret}%`])
    assert.equal(rows.length, 0, table)
  }
  assert.deepEqual(done.configured, ['DATABASE_URL'])
  await other.engine.drain()
  await node.engine.startWorker()
})

test('a request names what it touches by the value, not by the placeholder', async () => {
  const touching = step('!deploy <X>', { placeholders: [{ name: 'X', text: '<X>', line: 1 }] })
  const [command] = touching.commands
  assert.ok(command)
  const named = { ...touching, commands: [{ ...command, targets: [{ kind: 'service', name: 'api:<X>' }] }] }
  const run = await node.start(procedure([named]), { X: '86' })
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  assert.deepEqual((await node.pending(run.incidentId)).targets, [{ kind: 'service', name: 'api:86' }])
})

test('a secret that a person gave is masked wherever a run is shown', async () => {
  const variables = [{ name: 'TOKEN', source: 'variable' as const, secret: true, steps: [0] }]
  const run = await node.start(procedure([step('echo "got $TOKEN"')], { variables }), { TOKEN: 'tell-nobody' })
  const done = await node.until(run.id, (now) => now.status === 'observing')
  assert.equal(done.parameters.TOKEN, '••••••')
  assert.equal(await node.stdout(run.incidentId, 0), 'got ••••••\n')
})

test('a value that no step could be run with is refused while its giver is there', async () => {
  const run = await node.start(procedure([step('kubectl delete pod <POD>')]))
  await node.until(run.id, (now) => now.waiting?.for === 'parameters')
  const give = (value: string) => node.engine.giveParameters(run.id, { values: { POD: value }, actor: 'ann' })
  await assert.rejects(give('--all'), { code: 'unsafe-value' })
  assert.equal((await node.engine.get(run.id)).waiting?.for, 'parameters')
})

test('stopping ends the command that runs', async () => {
  const run = await node.start(procedure([step('echo on; sleep 60')]))
  await node.until(run.id, (now) => now.steps[0]?.status === 'running')
  await node.engine.stop(run.id, { actor: 'ann', reason: 'wrong one' })
  const done = await node.until(run.id, (now) => now.status === 'finished', 30)
  assert.equal(done.outcome, 'stopped')
  assert.ok(node.finished.includes(run.id))
  await assert.rejects(node.engine.stop(run.id, { actor: 'ann', reason: '' }), { code: 'run-is-finished', status: 409 })
})

test('the alert resolves while a write runs: the write ends as it would, and the run with it', async () => {
  const run = await node.start(procedure([step('!sleep 0.3; echo done'), step('!echo never')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await node.approve(await node.pending(run.incidentId))
  await node.until(run.id, (now) => now.steps[0]?.status === 'running')
  await node.resolveAlert(run.incidentId)
  const done = await node.until(run.id, (now) => now.status === 'finished')
  assert.equal(done.outcome, 'recovered')
  assert.deepEqual(
    done.steps.map((s) => s.status),
    ['succeeded', 'pending'],
  )
  assert.equal(await node.stdout(run.incidentId, 0), 'done\n')
})

test('the alert resolves while a person is asked: the request is void, and approving it comes too late', async () => {
  const run = await node.start(procedure([step('!echo x')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const approval = await node.pending(run.incidentId)
  await node.resolveAlert(run.incidentId)
  await assert.rejects(node.approve(approval), { code: 'approval-void' })
  assert.equal((await node.engine.get(run.id)).steps[0]?.attempts, 0)
})

test('approving and resolving at once leaves no doubt: the step ran to its end, or not at all', async () => {
  for (let round = 0; round < 8; round++) {
    const run = await node.start(procedure([step('!echo x')]))
    await node.until(run.id, (now) => now.waiting?.for === 'approval')
    const approval = await node.pending(run.incidentId)
    await Promise.allSettled([node.approve(approval), node.resolveAlert(run.incidentId)])
    const done = await node.until(run.id, (now) => now.status === 'finished')
    const attempts = await node.engine.attemptsOf(run.id)
    assert.equal(done.outcome, 'recovered')
    assert.deepEqual(
      attempts.map((one) => one.status),
      done.steps[0]?.attempts ? ['succeeded'] : [],
    )
  }
})

test('draining lets go of a read, which is tried again, and waits for a write', async () => {
  const read = await node.start(procedure([step('[ -e drained ] || { touch drained; sleep 60; }; echo looked')]))
  const write = await node.start(procedure([step('!sleep 0.5; echo written')]))
  await node.until(write.id, (now) => now.waiting?.for === 'approval')
  await node.approve(await node.pending(write.incidentId))
  await node.until(write.id, (now) => now.steps[0]?.status === 'running')
  await node.until(read.id, (now) => now.steps[0]?.status === 'running')
  while (
    (await db.pool.query('select from attempt where run_id = $1 and pid is not null', [read.id])).rowCount === 0
  ) {}
  await node.engine.drain()
  assert.equal((await node.engine.get(write.id)).steps[0]?.status, 'succeeded')
  assert.equal((await node.engine.get(read.id)).steps[0]?.status, 'pending')
  assert.equal((await db.pool.query('select from node')).rowCount, 0)
  await node.engine.startWorker()
  const done = await node.until(read.id, (now) => now.status === 'observing')
  assert.equal(done.steps[0]?.attempts, 2)
})

test('many runs on two nodes: every step runs once', async () => {
  const second = engineOn(db, workDir)
  await second.engine.startWorker()
  const runs = await Promise.all(
    Array.from({ length: 20 }, () => node.start(procedure([step('echo a'), step('echo b')]))),
  )
  for (const run of runs) {
    const done = await node.until(run.id, (now) => now.status === 'observing')
    assert.deepEqual(
      done.steps.map((s) => s.attempts),
      [1, 1],
    )
  }
  await second.engine.drain()
})

test('what does not exist is refused', async () => {
  await assert.rejects(node.engine.get('no'), { code: 'no-such-run', status: 404 })
  await assert.rejects(node.engine.stop('no', { actor: 'a', reason: '' }), { code: 'no-such-run', status: 404 })
  const decision = { decision: 'approve' as const, digest: '', actor: 'a' }
  await assert.rejects(node.engine.decideApproval('no', decision), { code: 'no-such-approval', status: 404 })
})

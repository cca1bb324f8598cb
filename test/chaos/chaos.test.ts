import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { exportLines } from '../../src/audit/store.ts'
import { createAuditVerifier } from '../../src/audit/verify.ts'
import { systemClock } from '../../src/core/clock.ts'
import { transaction } from '../../src/db/transaction.ts'
import type { Procedure } from '../../src/plan/plan.ts'
import { FAULT_POINTS, type FaultPoint } from '../../src/runs/fault-points.ts'
import type { Run } from '../../src/runs/run.ts'
import { engineOn, type TestEngine } from '../support/engine.ts'
import { type Fault, type NodeProcess, startNodeProcess } from '../support/node-process.ts'
import { type OwnServer, startOwnServer } from '../support/own-server.ts'
import { procedure, step } from '../support/procedures.ts'
import { randomOf } from './random.ts'

// What happens to three nodes and their PostgreSQL when they are killed and frozen while runs move. Every step appends
// a line to a file outside; what must hold is counted there, and not by what Standby says of itself.
//
//   npm test -- test/chaos                     a few cycles
//   STANDBY_CHAOS=500 npm test -- test/chaos   as many cycles, with a seed from STANDBY_SEED

const CYCLES = Number(process.env.STANDBY_CHAOS ?? 5)
/** Of this one, the first five cycles kill three nodes, two of which come back with a fault, freeze one for long and kill PostgreSQL. */
const SEED = Number(process.env.STANDBY_SEED ?? 149)
const NODES = 3
/** Runs begun in each cycle. */
const LOAD = 4

const workDir = mkdtempSync(join(tmpdir(), 'standby-chaos-'))
let server: OwnServer
let control: TestEngine

before(async () => {
  server = await startOwnServer()
  // Takes no part: it starts runs, signs and looks.
  control = engineOn({ pool: server.pool }, workDir)
})
after(async () => {
  await server?.stop()
  rmSync(workDir, { recursive: true, force: true })
})

const begun = (): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const line of readFileSync(join(workDir, 'effects'), { encoding: 'utf8', flag: 'a+' }).trim().split('\n')) {
    if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return counts
}

/** A run of a read, two writes and a read; each says outside that it has begun. */
function load(key: string, slow: boolean) {
  const effect = (name: string) => `echo ${key}/${name} >> ${join(workDir, 'effects')}`
  const wait = slow ? '; sleep 0.2' : ''
  return procedure(
    [
      step(`${effect('look')}${wait}`),
      step(`!${effect('write-1')}${wait}`),
      step(`!${effect('write-2')}${wait}`),
      step(`${effect('verify')}${wait}`),
    ],
    { kind: 'maintain' },
  )
}

/** Until PostgreSQL answers again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 600; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || (error as { status?: number }).status !== undefined) throw error
      await systemClock.sleep(50)
    }
  }
}

/** Begins a run once, also when the answer to its commit is lost. */
async function begin(key: string, plan: Procedure): Promise<string> {
  const incidentId = `incident-${key}`
  const environment = 'test'
  return patiently(async () => {
    const known = await control.engine.runOfIncident(server.pool, incidentId)
    if (known !== null) return known.id
    return transaction(server.pool, async (tx) => {
      await tx.query(
        `insert into incident (id, title, status, environment, group_key, opened_at)
         values ($1, 'test', 'triggered', $2, $1, now())`,
        [incidentId, environment],
      )
      const runbook = { digest: 'a'.repeat(64), file: key }
      const wanted = { incidentId, procedure: plan, runbook, environment, requestedBy: 'bob', parameters: {} }
      return (await control.engine.start(tx, wanted)).id
    })
  })
}

/** Answers for the person, as a careful one would: it looks outside whether a write happened. */
async function attend(run: Run, approved: Map<string, number>): Promise<void> {
  const { waiting } = run
  const actor = 'ann'
  if (waiting?.for === 'approval') {
    const request = await control.pending(run.incidentId)
    await control.approve(request, actor)
    approved.set(request.id, waiting.step)
  } else if (waiting?.for === 'outcome') {
    const key = `${run.runbook.file}`
    const name = `${key}/write-${waiting.step}`
    const outcome = begun().has(name) ? 'happened' : 'did-not-happen'
    await control.engine.decideOutcome(run.id, { step: waiting.step, outcome, actor })
  } else if (waiting?.for === 'failure') {
    await control.engine.retry(run.id, { step: waiting.step, actor })
  }
}

test(`${CYCLES} cycles of kill and freeze, of nodes and of PostgreSQL: nothing is done twice, lost or stuck`, async () => {
  const random = randomOf(SEED)
  const nodes: NodeProcess[] = await Promise.all(
    Array.from({ length: NODES }, () => startNodeProcess(server.url, workDir)),
  )
  const runs: string[] = []
  const faulty: Promise<void>[] = []
  const approved = new Map<string, number>()
  const tell = { kills: 0, freezes: 0, databases: 0, faults: 0, struck: 0 }
  let isOver = false
  const attending = (async () => {
    while (!isOver) {
      for (const id of runs) {
        await control.engine
          .get(id)
          .then((run) => attend(run, approved))
          // Refused because it has moved meanwhile, or PostgreSQL is away: the next look tells.
          .catch(() => {})
      }
      await systemClock.sleep(20)
    }
  })()
  try {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      for (let n = 0; n < LOAD; n++) {
        const key = `${cycle}-${n}`
        const run = await begin(key, load(key, random() < 0.3))
        runs.push(run)
      }
      await systemClock.sleep(random() * 300)
      const victim = Math.floor(random() * NODES)
      const node = nodes[victim] as NodeProcess
      const what = random()
      if (what < 0.5) {
        tell.kills++
        await node.end()
        await systemClock.sleep(random() * 200)
        // Every second one comes back with a fault of its own, at a named point.
        const fault = random() < 0.5 ? pickFault(random) : null
        if (fault !== null) {
          tell.faults++
          const armed = await patiently(() => startNodeProcess(server.url, workDir, fault))
          nodes[victim] = armed
          faulty.push(watchFault(armed, fault, tell))
        } else nodes[victim] = await patiently(() => startNodeProcess(server.url, workDir))
      } else if (what < 0.8) {
        tell.freezes++
        node.kill('SIGSTOP')
        // Longer than the stale limit in every second case: then it is taken over, and wakes to find itself replaced.
        await systemClock.sleep(random() < 0.5 ? 300 : 3_500)
        node.kill('SIGCONT')
      } else {
        tell.databases++
        await server.crash()
      }
    }
    // Those that struck must be back: with none left nobody could go on.
    for (const [index, node] of nodes.entries())
      if (node.child.exitCode !== null || node.child.signalCode !== null)
        nodes[index] = await patiently(() => startNodeProcess(server.url, workDir))
    await settled(runs)
  } finally {
    isOver = true
    await attending
    await Promise.all(nodes.map((node) => node.end()))
  }
  await Promise.all(faulty)
  await report(runs, approved, tell)
})

const POINTS = Object.keys(FAULT_POINTS) as FaultPoint[]

function pickFault(random: () => number): Fault {
  const point = POINTS[Math.floor(random() * POINTS.length)] as FaultPoint
  return { point, nth: 1 + Math.floor(random() * 6), signal: random() < 0.7 ? 'SIGKILL' : 'SIGSTOP' }
}

/** Wakes a node that has frozen itself, after it was taken over. */
async function watchFault(node: NodeProcess, { signal }: Fault, tell: { struck: number }): Promise<void> {
  const hasStruck = await Promise.race([node.struck.then(() => true), node.gone.then(() => signal === 'SIGKILL')])
  if (!hasStruck) return
  tell.struck++
  if (signal === 'SIGKILL') return
  await systemClock.sleep(3_500)
  node.kill('SIGCONT')
}

/** Waits until every run is over. */
async function settled(runs: readonly string[]): Promise<void> {
  for (let left = 3000; left > 0; left--) {
    const { rows } = await patiently(() =>
      server.pool.query<{ open: string }>(`select count(*) as open from run where status <> 'finished'`),
    )
    if (Number(rows[0]?.open) === 0) return
    await systemClock.sleep(10)
  }
  const { rows } = await server.pool.query(
    `select id, status, state->'waiting' as waiting, owner from run where status <> 'finished'`,
  )
  assert.fail(`of ${runs.length} runs these are stuck: ${JSON.stringify(rows)}`)
}

async function report(runs: readonly string[], approved: ReadonlyMap<string, number>, tell: object): Promise<void> {
  const counts = begun()
  const twice = [...counts].filter(([name, count]) => name.includes('/write-') && count > 1)
  const { rows: lostWrites } = await server.pool.query(
    `select id from attempt where effect <> 'read' and approval_id is null`,
  )
  const { rows: signatures } = await server.pool.query<{ id: string }>(
    `select id from approval where status in ('approved', 'void')`,
  )
  const kept = new Set(signatures.map((row) => row.id))
  const missing = [...approved.keys()].filter((id) => !kept.has(id))
  const reads = runs.length * 2
  const seen = [...counts.keys()].filter((name) => /\/(?:look|verify)$/.test(name)).length
  const audit = await auditVerdict()
  console.log(
    `seed ${SEED}: ${JSON.stringify(tell)}; ${runs.length} runs, ${counts.size} effects; writes executed twice ${twice.length}, approvals lost ${missing.length}, runs stuck 0, reads lost ${reads - seen}, audit ${audit}`,
  )
  assert.deepEqual(twice, [], 'writes executed twice')
  assert.deepEqual(lostWrites, [], 'writes without a signature')
  assert.deepEqual(missing, [], 'approvals lost')
  assert.equal(seen, reads, 'reads lost')
  assert.match(audit, /^intact/)
}

async function auditVerdict(): Promise<string> {
  const verifier = createAuditVerifier()
  for await (const block of exportLines(server.pool)) {
    // The verifier reads bytes as latin1.
    const lines = Buffer.from(block).toString('latin1').split('\n').slice(0, -1)
    for (const line of lines) verifier.take(line)
  }
  const verdict = verifier.end(true)
  return verdict.ok ? `intact, ${verdict.entries} entries` : verdict.problem
}

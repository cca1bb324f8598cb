/**
 * The server is killed with -9 at random moments of a drill and started again. The journal of the range, which is no
 * part of the engine, says how often each write reached production.
 *
 * STANDBY_KILLS=20 npm test -- test/acceptance/kill-the-server.test.ts    the long form
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { type Database, openDatabase } from '../../src/db/database.ts'
import type { Drill, IncidentDetail, IncidentSummary, SystemSummary } from '../../src/http/contract.ts'
import { eventually, pause, ServerProcess } from './server-process.ts'

const KILLS = Number(process.env.STANDBY_KILLS ?? 4)
const SEED = Number(process.env.STANDBY_SEED ?? 1)

let server: ServerProcess
let database: Database

before(async () => {
  server = await ServerProcess.create()
  await server.start()
  database = await openDatabase({ url: null, dataDir: server.dataDir, logger: silentLogger, clock: systemClock })
})
after(async () => {
  await database?.close()
  await server?.dispose()
})

for (let cycle = 0; cycle < KILLS; cycle += 1) {
  const system = cycle % 2 === 0 ? 'stratum' : 'scr'
  const chance = random(SEED * 1000 + cycle)
  // Half of the kills fall anywhere in the drill, the other half close after a signature, where a write is under way.
  const aim = cycle % 4 < 2 ? 'after the signature' : 'into the drill'
  const moment = Math.round(chance * (aim === 'into the drill' ? 1200 : 150))
  test(`kill ${cycle + 1} of ${KILLS}: ${system}, ${moment} ms ${aim}, the run goes on and no write runs twice`, async (t) => {
    const systems = await server.get<SystemSummary[]>('/systems')
    const chosen = systems.find((s) => s.name === system)
    const fault = chosen?.faults.find((f) => f.name === 'bad-deploy')
    assert.ok(chosen?.runbook && fault?.procedureId, `${system} has a runbook and a procedure for bad-deploy`)
    const drill = await server.post<Drill>('/drills', {
      runbook: { digest: chosen.runbook.digest },
      procedureId: fault.procedureId,
      fault: 'bad-deploy',
      system,
      scripted: true,
    })

    if (aim === 'after the signature') await eventually('a signature', () => isSigned(drill.id), 30_000, 2)
    await pause(moment)
    await server.kill()
    await server.start()

    const unknown: number[] = []
    const ended = await eventually(
      'a verdict',
      async () => {
        await decideUnknownOutcomes(drill.id, unknown)
        const now = await server.get<Drill>(`/drills/${drill.id}`)
        return now.verdict !== null && now
      },
      120_000,
    )
    assert.equal(ended.verdict, 'recovers', `verdict of drill ${drill.id}: ${ended.reason}`)

    const detail = await incidentOf(drill.id)
    for (const approval of detail.approvals.filter((a) => a.status === 'approved')) {
      const happened = await writesOf(detail, approval.step)
      assert.equal(happened, 1, `step ${approval.step} was approved and ran ${happened} times:\n${approval.commands}`)
    }
    t.diagnostic(unknown.length === 0 ? 'no write was interrupted' : `outcome unknown, decided: step ${unknown.join()}`)
  })
}

async function isSigned(drillId: string): Promise<boolean> {
  const found = await database.pool.query(
    `select 1 from approval a join run r on r.id = a.run_id join incident i on i.id = r.incident_id
     where i.drill_id = $1 and a.status = 'approved' and a.effect = 'write'`,
    [drillId],
  )
  return found.rowCount !== 0
}

/** A person looks at production (here: the journal), then says whether the interrupted write happened. */
async function decideUnknownOutcomes(drillId: string, decided: number[]): Promise<void> {
  const detail = await incidentOf(drillId)
  const waiting = detail.run?.waiting
  if (detail.run === null || waiting?.for !== 'outcome') return
  const happened = await writesOf(detail, waiting.step)
  decided.push(waiting.step)
  await server.post(`/runs/${detail.run.id}/steps/${waiting.step}/outcome`, {
    outcome: happened > 0 ? 'happened' : 'did-not-happen',
  })
}

async function incidentOf(drillId: string): Promise<IncidentDetail> {
  const all = await server.get<IncidentSummary[]>('/incidents')
  const incident = all.find((i) => i.drillId === drillId)
  assert.ok(incident, `drill ${drillId} has an incident`)
  return server.get<IncidentDetail>(`/incidents/${incident.number}`)
}

/** How many writes of a step reached the simulated production, over all its attempts. */
async function writesOf(detail: IncidentDetail, step: number): Promise<number> {
  const attempts = detail.attempts.filter((a) => a.step === step).map((a) => a.id)
  const found = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from range_call where attempt_id = any($1) and effect <> 'read'`,
    [attempts],
  )
  return found.rows[0]?.n ?? 0
}

/** Mulberry32: the same seed gives the same moments. */
function random(seed: number): number {
  let x = (seed + 0x6d2b79f5) | 0
  x = Math.imul(x ^ (x >>> 15), x | 1)
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
  return ((x ^ (x >>> 14)) >>> 0) / 4294967296
}

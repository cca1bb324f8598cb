import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type DrillStand, openDrillStand } from '../../test/support/drills.ts'
import type { App } from '../app/app.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { createLogger } from '../core/logger.ts'
import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import type { Drill, DrillRequest } from './drill.ts'
import type { RunningDrills } from './drills.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const log: string[] = []
const logger = createLogger(
  (line) => log.push(line),
  () => systemClock.now(),
  'warn',
)
let stand: DrillStand
let app: App
let drills: RunningDrills

before(async () => {
  stand = await openDrillStand({ logger })
  ;({ app, drills } = stand)
})
after(() => stand?.close())

const STORIES: [file: string, procedure: string, wrote: RegExp][] = [
  ['examples/stratum/runbook.md', 'high-error-rate', /kubectl rollout undo/],
  ['examples/stratum/runbook.md', 'roll-a-release-back', /kubectl rollout undo/],
  ['examples/scr/runbook.md', 'roll-a-release-back', /aws ecs update-service/],
  ['examples/scr/runbook.md', 'api-down', /aws ecs update-service[\s\S]*--task-definition/],
  ['../shared/seeds/stratum.md', 'high-error-rate', /kubectl rollout undo/],
  ['../shared/seeds/scr.md', '3a', /aws ecs update-service[\s\S]*--task-definition/],
]

for (const [file, procedure, wrote] of STORIES) {
  const path = join(ROOT, file)
  const skip = existsSync(path) ? false : `${file} is not on this machine`
  test(`a script recovers the system of ${file} by its procedure ${procedure}`, { skip }, async (t) => {
    const drill = await finished(await drills.start(requestOf(path, procedure, { scripted: true })))
    const page = await app.incidents.pageOfDrill(drill.id)
    const story = page?.timeline.map((entry) => `${entry.worldAt?.slice(11, 19)} ${entry.text}`).join('\n') ?? ''
    t.diagnostic(`\n${story}`)
    assert.equal(drill.verdict, 'recovers', `${drill.reason}\n${story}`)
    assert.equal(drill.incidentId, page?.incident.id)
    assert.equal(page?.incident.status, 'resolved')
    const signed = page?.approvals.filter((approval) => approval.status === 'approved') ?? []
    assert.ok(
      signed.some((approval) => wrote.test(approval.commands)),
      story,
    )
    const { detectedAfter, firstDiagnosisAfter, mitigatedAfter, recoveredAfter } = drill
    const times = [0, detectedAfter, firstDiagnosisAfter, mitigatedAfter, recoveredAfter].map((time) => time ?? -1)
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
      'times are in the order of the story',
    )
  })
}

test('a drill with people in it waits for them, and can be abandoned', async () => {
  const path = join(ROOT, 'examples/stratum/runbook.md')
  const drill = await drills.start(requestOf(path, 'high-error-rate', { scripted: false }))
  await assert.rejects(drills.start(requestOf(path, 'high-error-rate', { scripted: true })), hasCode('system-busy'))
  await until(async () => (await app.incidents.pageOfDrill(drill.id))?.run?.status === 'waiting')
  assert.equal((await drills.systems()).find(({ name }) => name === 'stratum')?.drillId, drill.id)

  const ended = await drills.abandon(drill.id, 'enough for today')
  assert.equal(ended.verdict, 'stuck')
  assert.match(ended.reason ?? '', /enough for today/)
  await until(async () => (await app.incidents.pageOfDrill(drill.id))?.incident.status === 'resolved')
  assert.equal((await app.incidents.pageOfDrill(drill.id))?.run?.outcome, 'stopped')
})

test('a procedure without a remedy for the fault is stuck', async () => {
  const text =
    '# Notes\n\n## Slow\n\n```bash\nkubectl get pods -n production -l app=stratum-api\n```\n\n**If the moon is full**:\n\n```bash\nkubectl rollout restart deployment/stratum-workers -n production\n```\n'
  const drill = await finished(await drills.start(requestFrom('notes.md', text, 'slow', { scripted: true })))
  assert.equal(drill.verdict, 'stuck')
  assert.match(drill.reason ?? '', /no remedy of the procedure fits/)
})

test('what cannot be begun is refused, and nothing is broken', async () => {
  const path = join(ROOT, 'examples/scr/runbook.md')
  const deploy = requestOf(join(ROOT, 'examples/stratum/runbook.md'), 'deploy-a-version', { scripted: true })
  const before = (await drills.list()).length
  await assert.rejects(drills.start(deploy), (error) => isRefusal(error, 'unset-parameter', /--param VERSION=value/))
  const wrongFault = { ...requestOf(path, 'api-down', { scripted: true }), fault: 'flood' }
  await assert.rejects(drills.start(wrongFault), (error) => isRefusal(error, 'no-such-fault', /bad-deploy/))
  const nowhere = requestFrom('other.md', '# A\n\n## B\n\n```bash\nls\n```\n', 'b', { scripted: true })
  await assert.rejects(drills.start(nowhere), hasCode('no-system'))
  await assert.rejects(drills.start({ ...nowhere, system: 'moon' }), hasCode('no-such-system'))
  await assert.rejects(drills.start({ ...nowhere, procedureId: 'c', system: 'scr' }), hasCode('no-such-procedure'))
  await assert.rejects(drills.abandon('nobody', 'x'), hasCode('no-such-drill'))
  assert.equal((await drills.list()).length, before)
})

function requestOf(path: string, procedure: string, options: { scripted: boolean }): DrillRequest {
  return requestFrom(path, readFileSync(path, 'utf8'), procedure, options)
}

function requestFrom(file: string, text: string, procedure: string, options: { scripted: boolean }): DrillRequest {
  const { id } = procedure === 'c' ? { id: 'c' } : findProcedure(compileRunbook(file, text), procedure)
  return { runbook: { file, text }, procedureId: id, fault: 'bad-deploy', ...options }
}

async function finished(drill: Drill): Promise<Drill> {
  await until(
    async () => (await drills.get(drill.id))?.verdict != null,
    async () => {
      const page = await app.incidents.pageOfDrill(drill.id)
      const { procedure: _, ...run } = page?.run ?? {}
      return JSON.stringify([await drills.get(drill.id), run, page?.timeline.map((e) => e.text)], null, 1)
    },
  )
  const ended = await drills.get(drill.id)
  assert.ok(ended)
  return ended
}

async function until(holds: () => Promise<boolean>, describe = async () => ''): Promise<void> {
  const deadline = systemClock.now().getTime() + 60_000
  while (!(await holds())) {
    if (systemClock.now().getTime() > deadline) {
      assert.fail(`did not come to it within 60 s\n${await describe()}\n${log.join('')}`)
    }
    await systemClock.sleep(20)
  }
}

function hasCode(code: string) {
  return (error: unknown) => isRefusal(error, code, /./)
}

function isRefusal(error: unknown, code: string, hint: RegExp): boolean {
  assert.ok(error instanceof AppError, String(error))
  assert.equal(error.code, code)
  assert.match(error.hint, hint)
  return true
}

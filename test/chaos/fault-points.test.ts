import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { FAULT_POINTS, type FaultPoint } from '../../src/runs/fault-points.ts'
import type { Run } from '../../src/runs/run.ts'
import { testDatabase } from '../support/database.ts'
import { engineOn } from '../support/engine.ts'
import { startNodeProcess } from '../support/node-process.ts'
import { procedure, step } from '../support/procedures.ts'

// A node dies (in the long form: also freezes, and wakes when another has taken over) at each named point, while it
// moves a run of its own; the other node brings the run to its end.
//
//   STANDBY_CHAOS=500 npm test -- test/chaos/fault-points.test.ts     freezing too

const root = mkdtempSync(join(tmpdir(), 'standby-points-'))
after(() => rmSync(root, { recursive: true, force: true }))

const signals = process.env.STANDBY_CHAOS === undefined ? (['SIGKILL'] as const) : (['SIGKILL', 'SIGSTOP'] as const)
/** `decision-committed` is passed by who decides, and `take-over-begun` by who takes over: see below. */
const onTheWay = (Object.keys(FAULT_POINTS) as FaultPoint[]).filter(
  (point) => point !== 'decision-committed' && point !== 'take-over-begun',
)

async function play(point: FaultPoint, signal: 'SIGKILL' | 'SIGSTOP', nth = 1) {
  const workDir = mkdtempSync(join(root, 'work-'))
  const db = await testDatabase()
  const control = engineOn(db, workDir)
  const file = join(workDir, 'effects')
  const effects = () => readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1)
  const faulty = await startNodeProcess(db.url, workDir, { point, nth, signal })
  const run = await control.start(
    procedure(
      [step(`echo look >> ${file}; echo kept > note`), step(`!echo write >> ${file}`), step(`cat note >> ${file}`)],
      {
        kind: 'maintain',
      },
    ),
  )
  const attend = async ({ waiting, incidentId, id }: Run) => {
    if (waiting?.for === 'approval') await control.approve(await control.pending(incidentId))
    if (waiting?.for === 'outcome') {
      const outcome = effects().includes('write') ? 'happened' : 'did-not-happen'
      await control.engine.decideOutcome(id, { step: waiting.step, outcome, actor: 'ann' })
    }
    if (waiting?.for === 'failure') await control.engine.retry(id, { step: waiting.step, actor: 'ann' })
  }
  // Refused because it has moved meanwhile: the next look tells.
  const before = setInterval(
    () =>
      void control.engine
        .get(run.id)
        .then(attend)
        .catch(() => {}),
    20,
  )
  await Promise.race([faulty.struck, faulty.gone])
  const other = await startNodeProcess(db.url, workDir)
  const ended = await control.until(run.id, (now) => now.status === 'finished', 30).finally(() => clearInterval(before))
  if (signal === 'SIGSTOP') {
    faulty.kill('SIGCONT')
    // Time enough to do what it was about to.
    await systemClock.sleep(500)
  }
  const counts = (name: string) => effects().filter((line) => line === name).length
  const seen = { outcome: ended.outcome, looks: counts('look'), writes: counts('write'), kept: counts('kept') }
  await Promise.all([faulty.end(), other.end()])
  await db.close()
  return seen
}

for (const signal of signals)
  for (const point of onTheWay)
    test(`${signal === 'SIGKILL' ? 'killed' : 'frozen'} at ${point}: ${FAULT_POINTS[point]}`, async () => {
      const { outcome, looks, writes, kept } = await play(point, signal)
      assert.equal(outcome, 'completed')
      assert.equal(writes, 1, 'a write is done once')
      assert.ok(looks >= 1 && looks <= 2, 'a read may be tried again')
      assert.ok(kept >= 1, 'what a step left is there for the next')
    })

test('frozen between the gate and a write that another does meanwhile: it wakes and does nothing', async () => {
  const { outcome, writes } = await play('gate-passed', 'SIGSTOP', 2)
  assert.equal(outcome, 'completed')
  assert.equal(writes, 1)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { digest } from '../core/ids.ts'
import { drillById, insertDrill, listDrills, runningDrills, saveBroken, saveObserving, saveVerdict } from './store.ts'

const AT = new Date('2026-01-01T00:00:00Z')
const NO_MEASURES = { detectedAfter: null, firstDiagnosisAfter: null, mitigatedAfter: null, recoveredAfter: null }
let db: TestDatabase

before(async () => {
  db = await testDatabase()
  await db.pool.query('insert into runbook (digest, file, text, registered_at) values ($1, $2, $3, $4)', [
    digest('text'),
    'runbook.md',
    'text',
    AT,
  ])
})
after(() => db.close())

test('a system plays one drill at a time; the next may begin when it has a verdict', async () => {
  assert.equal(await insert('one', 'stratum'), true)
  assert.equal(await insert('two', 'stratum'), false)
  assert.equal(await insert('three', 'scr'), true)
  assert.deepEqual((await runningDrills(db.pool)).map((drill) => drill.id).sort(), ['one', 'three'])

  const judgement = { verdict: 'stuck', reason: 'why', line: 3, evidence: 'why' } as const
  assert.equal(await saveVerdict(db.pool, 'one', judgement, NO_MEASURES, null, AT), true)
  assert.equal(await insert('two', 'stratum'), true)
  assert.equal((await listDrills(db.pool, 10)).length, 3)
})

test('a drill keeps what its conductor needs after a restart', async () => {
  await insert('kept', 'other', { REVISION: '41' })
  await saveBroken(db.pool, 'kept', { brokenAt: AT, journalFrom: 4 })
  const drill = await drillById(db.pool, 'kept')
  assert.equal(drill?.phase, 'alarming')
  assert.deepEqual(drill?.brokenAt, AT)
  assert.equal(drill?.journalFrom, 4)
  assert.deepEqual(drill?.parameters, { REVISION: '41' })
  await saveObserving(db.pool, 'kept', AT)
  assert.equal((await drillById(db.pool, 'kept'))?.observingSince, null, 'it does not observe before the run')
})

test('the first verdict stands', async () => {
  await insert('judged', 'third')
  const measures = { ...NO_MEASURES, detectedAfter: 95.5 }
  assert.equal(
    await saveVerdict(
      db.pool,
      'judged',
      { verdict: 'recovers', reason: 'r', line: null, evidence: '' },
      measures,
      null,
      AT,
    ),
    true,
  )
  assert.equal(
    await saveVerdict(
      db.pool,
      'judged',
      { verdict: 'stuck', reason: 's', line: null, evidence: '' },
      NO_MEASURES,
      null,
      AT,
    ),
    false,
  )
  const drill = await drillById(db.pool, 'judged')
  assert.equal(drill?.verdict, 'recovers')
  assert.equal(drill?.detectedAfter, 95.5)
})

function insert(id: string, system: string, parameters: Record<string, string> = {}): Promise<boolean> {
  return insertDrill(db.pool, {
    id,
    system,
    fault: 'bad-deploy',
    file: 'runbook.md',
    procedureId: 'p',
    runbookDigest: digest('text'),
    parameters,
    scripted: true,
    seed: 1,
    plays: null,
    decisions: null,
    at: AT,
  })
}

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { alertGroup, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'
import type { Claim, Ignored } from './ports.ts'

let standby: TestApp
let claim: Claim | Ignored | null = null
let runbookDigest: string

before(async () => {
  standby = await startTestApp({ idle: true })
  const rehearsed = SHOP_RUNBOOK.replace('HighErrorRate', 'NoSuchAlert')
  runbookDigest = (await standby.app.registerRunbook({ file: 'rehearsed.md', text: rehearsed })).digest
  standby.app.claimIncidents(async () => claim)
})
after(() => standby.close())
beforeEach(() => {
  claim = null
})

const claimOf = (drillId: string): Claim => ({ drillId, runbookDigest, procedureId: 'high-error-rate', parameters: {} })

test('an alert that a drill claims opens the incident of the drill, with the procedure it rehearses', async () => {
  claim = claimOf('drill-1')
  const { incident } = await standby.deliver(alertGroup({ groupKey: 'a' }))
  const page = await standby.app.incidents.pageOfDrill('drill-1')
  assert.equal(page?.incident.number, incident)
  assert.equal(page?.incident.drillId, 'drill-1')
  assert.equal(page?.run?.procedure.id, 'high-error-rate')
})

test('what the drill has claimed once is told to the same incident', async () => {
  claim = claimOf('drill-2')
  const group = alertGroup({ groupKey: 'b' })
  const first = await standby.deliver(group)
  assert.deepEqual(await standby.deliver(group), { incident: first.incident, created: false })
  await standby.deliver(alertGroup({ groupKey: 'b', status: 'resolved' }))
  assert.deepEqual(await standby.deliver(group), { incident: first.incident, created: false })
})

test('a new drill in the same environment begins a new story, though its world has the same times', async () => {
  const group = alertGroup({ groupKey: 'c' })
  claim = claimOf('drill-3')
  const first = await standby.deliver(group)
  claim = claimOf('drill-4')
  const second = await standby.deliver(group)
  assert.equal(second.created, true)
  const before = await standby.page(first.incident ?? 0)
  assert.equal(before.incident.status, 'resolved')
  assert.equal(before.run?.outcome, 'stopped')
  assert.equal((await standby.app.incidents.pageOfDrill('drill-4'))?.incident.number, second.incident)
})

test('other alarms of a world that a script plays are nobody’s incident; what is open already goes on', async () => {
  claim = 'ignored'
  assert.deepEqual(await standby.deliver(alertGroup({ groupKey: 'd' })), { incident: null, created: false })
  claim = null
  const real = await standby.deliver(alertGroup({ groupKey: 'e' }))
  assert.equal(real.created, true)
  claim = 'ignored'
  assert.deepEqual(await standby.deliver(alertGroup({ groupKey: 'e' })), { incident: real.incident, created: false })
})

test('a drill whose alarm has not fired has no incident', async () => {
  assert.equal(await standby.app.incidents.pageOfDrill('drill-none'), null)
})

test('a runbook that only a drill has brought is not bound to an alert of anything real, until it is registered', async () => {
  const text = SHOP_RUNBOOK.replaceAll('HighErrorRate', 'DraftOnly')
  const { digest } = await standby.app.registerRunbook({ file: 'draft.md', text, rehearsal: true })
  const alert = (groupKey: string) => standby.deliver(alertGroup({ groupKey, name: 'DraftOnly' }))
  const drafted = await standby.page((await alert('draft')).incident ?? 0)
  assert.equal(drafted.incident.procedure, null)
  await standby.app.registerRunbook({ file: 'docs/real.md', text })
  await standby.app.registerRunbook({ file: 'draft.md', text, rehearsal: true })
  const real = await standby.page((await alert('real')).incident ?? 0)
  assert.deepEqual([real.incident.procedure?.runbookDigest, real.incident.procedure?.file], [digest, 'docs/real.md'])
})

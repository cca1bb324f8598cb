import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { alertGroup, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'
import type { ApiError, Incident, IncidentSummary } from '../http/contract.ts'

let standby: TestApp

before(async () => {
  standby = await startTestApp()
  await standby.app.registerRunbook({ file: 'docs/shop.md', text: SHOP_RUNBOOK })
})
after(() => standby.close())

/** A group that no other test knows. */
let groups = 0
const fresh = (alert: Parameters<typeof alertGroup>[0] = {}) =>
  (
    (groupKey) =>
    (more: Parameters<typeof alertGroup>[0] = {}) =>
      alertGroup({ groupKey, ...alert, ...more })
  )(`{}:{n="${++groups}"}`)

const kindsOf = (page: { timeline: { kind: string }[] }) => page.timeline.map(({ kind }) => kind)

test('an alert becomes an incident that runs its reads, waits for a signature, and resolves with the alert', async () => {
  const group = fresh()
  const { incident: number, created } = await standby.deliver(group())
  assert.equal(created, true)
  assert.ok(number !== null)

  const waiting = await standby.until(number, (page) => page.run?.waiting?.for === 'approval')
  assert.equal(waiting.incident.title, 'HighErrorRate: 12 % of requests fail')
  assert.equal(waiting.incident.status, 'triggered')
  assert.equal(waiting.incident.severity, 'critical')
  assert.equal(waiting.incident.procedure?.procedureId, 'high-error-rate')
  assert.deepEqual(
    waiting.output.map(({ text }) => text),
    ['12 errors\n', 'version 42\n'],
  )
  const list = (await (await standby.get('/incidents')).json()) as IncidentSummary[]
  assert.match(list.find((each) => each.number === number)?.waitingFor ?? '', /^approval of step 3: Restart the shop/)

  const [approval] = waiting.approvals
  assert.ok(approval)
  const file = path.join(standby.dir, 'restarted')
  assert.equal(existsSync(file), false)
  const answer = await standby.post(`/approvals/${approval.id}/decision`, {
    decision: 'approve',
    digest: approval.digest,
  })
  assert.equal(answer.status, 200, await answer.text())

  const observing = await standby.until(number, (page) => page.run?.status === 'observing')
  assert.equal(existsSync(file), true)
  assert.equal(observing.incident.status, 'acknowledged')
  assert.equal(observing.incident.acknowledgedBy, 'Ada')

  assert.deepEqual(await standby.deliver(group({ status: 'resolved' })), { incident: number, created: false })
  const done = await standby.page(number)
  assert.equal(done.incident.status, 'resolved')
  assert.equal(done.run?.outcome, 'recovered')
  const kinds = kindsOf(done)
  assert.deepEqual(kinds.slice(0, 4), ['alert-firing', 'incident-opened', 'note', 'run-started'])
  const end = kinds.slice(kinds.indexOf('alert-resolved'))
  assert.equal(end.at(-1), 'incident-resolved')
  assert.ok(end.includes('run-finished'))
})

test('the same group twice is one incident, also when both arrive at the same time', async () => {
  const group = fresh()
  const answers = await Promise.all(Array.from({ length: 8 }, () => standby.deliver(group())))
  assert.equal(new Set(answers.map(({ incident }) => incident)).size, 1)
  assert.equal(answers.filter(({ created }) => created).length, 1)
  const number = answers[0]?.incident ?? 0
  const page = await standby.until(number, ({ run }) => run?.status === 'waiting')
  assert.equal(kindsOf(page).filter((kind) => kind === 'alert-firing').length, 1)
  assert.equal(kindsOf(page).filter((kind) => kind === 'run-started').length, 1)
})

test('two groups at the same time are two incidents', async () => {
  const answers = await Promise.all([standby.deliver(fresh()()), standby.deliver(fresh()())])
  assert.equal(new Set(answers.map(({ incident }) => incident)).size, 2)
})

test('an alert that joins its group joins the incident, and the incident waits for the last to resolve', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group())
  assert.ok(number !== null)
  const second = group({ labels: { instance: 'shop-2' } })
  assert.equal((await standby.deliver(second)).incident, number)
  await standby.deliver(group({ status: 'resolved' }))
  const half = await standby.page(number)
  assert.deepEqual(half.alerts.map(({ status }) => status).sort(), ['firing', 'resolved'])
  assert.notEqual(half.incident.status, 'resolved')
  await standby.deliver(group({ status: 'resolved', labels: { instance: 'shop-2' } }))
  const whole = await standby.until(number, ({ incident }) => incident.status === 'resolved')
  assert.equal(whole.run?.outcome, 'recovered')
})

test('a group that fires again after it was resolved is a new incident', async () => {
  const group = fresh()
  const first = await standby.deliver(group())
  await standby.deliver(group({ status: 'resolved' }))
  await standby.until(first.incident ?? 0, ({ incident }) => incident.status === 'resolved')
  const second = await standby.deliver(group({ startsAt: '2026-03-01T05:00:00Z' }))
  assert.equal(second.created, true)
  assert.notEqual(second.incident, first.incident)
})

test('deliveries that come late, or again, change nothing', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group())
  assert.ok(number !== null)
  await standby.deliver(group({ status: 'resolved' }))
  const done = await standby.until(number, ({ incident }) => incident.status === 'resolved')
  // The firing notification was on its way all the time; and both come once more.
  assert.deepEqual(await standby.deliver(group()), { incident: number, created: false })
  assert.deepEqual(await standby.deliver(group({ status: 'resolved' })), { incident: number, created: false })
  assert.deepEqual((await standby.page(number)).timeline, done.timeline)
})

test('an alert that was resolved before it ever fired here is no incident', async () => {
  const answer = await standby.deliver(fresh({ status: 'resolved' })())
  assert.deepEqual(answer, { incident: null, created: false })
})

test('an environment that is not configured has the incident and says why nothing runs', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group(), 'staging')
  const page = await standby.page(number ?? 0)
  assert.equal(page.run, null)
  assert.match(page.noRunReason ?? '', /environment staging is not configured.*standby\.yaml/)
  assert.equal(page.incident.procedure?.procedureId, 'high-error-rate')
  await standby.deliver(group({ status: 'resolved' }), 'staging')
  assert.equal((await standby.page(number ?? 0)).incident.status, 'resolved')
})

test('an alert no runbook knows says so, and runs once one is registered', async () => {
  const group = fresh({ name: 'DiskFull' })
  const { incident: number } = await standby.deliver(group())
  const page = await standby.page(number ?? 0)
  assert.equal(page.incident.procedure, null)
  assert.match(page.noRunReason ?? '', /No runbook knows the alert DiskFull/)
  await standby.app.registerRunbook({ file: 'disk.md', text: SHOP_RUNBOOK.replaceAll('HighErrorRate', 'DiskFull') })
  // Alertmanager repeats what still fires.
  await standby.deliver(group())
  const running = await standby.until(number ?? 0, ({ run }) => run?.status === 'waiting')
  assert.equal(running.noRunReason, null)
})

const BROKEN: [what: string, body: unknown, status: number, says: RegExp][] = [
  ['no JSON', '{"version":', 400, /not JSON/],
  ['no object', '[]', 400, /the body/],
  ['another version', { ...alertGroup(), version: '3' }, 400, /version "3".*only version "4"/],
  ['no groupKey', { ...alertGroup(), groupKey: undefined }, 400, /groupKey/],
  ['no alerts', { ...alertGroup(), alerts: [] }, 400, /alerts/],
  [
    'a time that is none',
    { ...alertGroup(), alerts: [{ ...alertGroup().alerts[0], startsAt: 'yesterday' }] },
    400,
    /alerts\[0\]\.startsAt/,
  ],
  [
    'a status that is none',
    { ...alertGroup(), alerts: [alertGroup().alerts[0], { ...alertGroup().alerts[0], status: 'odd' }] },
    400,
    /alerts\[1\]\.status/,
  ],
  ['a label that is no text', { ...alertGroup(), commonLabels: { a: 1 } }, 400, /commonLabels\.a/],
  ['a NUL', alertGroup({ labels: { a: '\0' } }), 400, /commonLabels\.a.*not text/],
  ['more than 512 kB', alertGroup({ annotations: { summary: 'x'.repeat(600_000) } }), 413, /larger than 512 kB/],
]

for (const [what, body, status, says] of BROKEN) {
  test(`a webhook with ${what} is refused, and nothing is stored`, async () => {
    const count = async () => ((await (await standby.get('/incidents')).json()) as Incident[]).length
    const before = await count()
    const answer = await standby.post('/alertmanager/production', body, null)
    const { error } = (await answer.json()) as ApiError
    assert.equal(answer.status, status)
    assert.match(error.message, says)
    assert.notEqual(error.hint, '')
    assert.equal(await count(), before)
  })
}

test('a person resolves an incident: its run stops, and the same notification does not open it anew', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group())
  assert.ok(number !== null)
  await standby.until(number, ({ run }) => run?.status === 'waiting')
  const answer = await standby.post(`/incidents/${number}/resolve`, {}, 'Grace')
  assert.equal(((await answer.json()) as Incident).status, 'resolved')
  const page = await standby.page(number)
  assert.equal(page.run?.outcome, 'stopped')
  assert.deepEqual(await standby.deliver(group()), { incident: number, created: false })
  // Its end is still told, on the incident it belongs to.
  await standby.deliver(group({ status: 'resolved' }))
  assert.equal(kindsOf(await standby.page(number)).at(-1), 'alert-resolved')
})

test('acknowledging twice counts once; what is resolved cannot be acknowledged', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group(), 'staging')
  await standby.post(`/incidents/${number}/acknowledge`, {}, 'Ada')
  const again = (await (await standby.post(`/incidents/${number}/acknowledge`, {}, 'Grace')).json()) as Incident
  assert.equal(again.acknowledgedBy, 'Ada')
  await standby.post(`/incidents/${number}/resolve`, {}, 'Ada')
  const late = await standby.post(`/incidents/${number}/acknowledge`, {}, 'Ada')
  assert.equal(late.status, 409)
  assert.equal(((await late.json()) as ApiError).error.code, 'incident-resolved')
})

test('the postmortem says what fired, what was seen, what was changed and by whose leave', async () => {
  const group = fresh()
  const { incident: number } = await standby.deliver(group())
  assert.ok(number !== null)
  const { approvals } = await standby.until(number, (page) => page.run?.waiting?.for === 'approval')
  const [approval] = approvals
  const reason = 'errors rose with version 42'
  await standby.post(`/approvals/${approval?.id}/decision`, { decision: 'approve', digest: approval?.digest, reason })
  await standby.until(number, (page) => page.run?.status === 'observing')
  await standby.deliver(group({ status: 'resolved' }))
  const answer = await standby.get(`/incidents/${number}/postmortem`)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/markdown/)
  const draft = await answer.text()
  for (const said of [
    /^# Postmortem: HighErrorRate: 12 % of requests fail$/m,
    /Time to acknowledge/,
    /alertname="HighErrorRate"/,
    /12 errors/,
    /touch /,
    /Approved by Ada at .*: errors rose with version 42/,
    /## Action items/,
  ]) {
    assert.match(draft, said)
  }
})

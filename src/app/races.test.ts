import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { alertGroup, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'

let standby: TestApp

before(async () => {
  standby = await startTestApp()
  await standby.app.registerRunbook({ file: 'shop.md', text: SHOP_RUNBOOK })
})
after(() => standby.close())

test('alerts that resolve while their runs move end every incident, and nobody waits for nobody', async () => {
  const groups = Array.from({ length: 24 }, (_, i) => `race ${i}`)
  const numbers = await Promise.all(
    groups.map(async (groupKey) => {
      const { incident } = await standby.deliver(alertGroup({ groupKey }))
      // At every moment of the run: as soon as it is there, or a look or two later.
      await standby.page(incident ?? 0)
      await Promise.all([
        standby.deliver(alertGroup({ groupKey, status: 'resolved' })),
        standby.deliver(alertGroup({ groupKey })),
        standby.post(`/incidents/${incident}/acknowledge`, {}),
      ])
      return incident ?? 0
    }),
  )
  for (const number of numbers) {
    const page = await standby.until(number, ({ incident }) => incident.status === 'resolved')
    assert.equal(page.run?.outcome, 'recovered')
    assert.equal(page.timeline.filter(({ kind }) => kind === 'incident-resolved').length, 1)
  }
})

test('a signature and the end of the alert at the same moment leave one story', async () => {
  const numbers = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const groupKey = `signed ${i}`
      const { incident } = await standby.deliver(alertGroup({ groupKey }))
      const page = await standby.until(incident ?? 0, ({ run }) => run?.waiting?.for === 'approval')
      const [approval] = page.approvals
      const decision = { decision: 'approve', digest: approval?.digest }
      const [, answer] = await Promise.all([
        standby.deliver(alertGroup({ groupKey, status: 'resolved' })),
        standby.post(`/approvals/${approval?.id}/decision`, decision),
      ])
      assert.ok([200, 409].includes(answer.status), await answer.text())
      return incident ?? 0
    }),
  )
  for (const number of numbers) {
    const page = await standby.until(number, ({ incident }) => incident.status === 'resolved')
    assert.equal(page.run?.outcome, 'recovered')
    const tried = page.attempts.some(({ step }) => step === 2)
    assert.equal(page.approvals[0]?.status === 'approved' || !tried, true)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertGroup } from '../../test/support/app.ts'
import { parseWebhook, readWebhookText } from './webhook.ts'

test('times are brought to UTC, and an end that has not come is none', () => {
  const group = parseWebhook(alertGroup({ startsAt: '2026-03-01T06:05:06.739266876+02:00' }))
  assert.equal(group.alerts[0]?.startsAt, '2026-03-01T04:05:06.739Z')
  assert.equal(group.alerts[0]?.endsAt, null)
})

test('what older senders leave out is filled in; what newer ones add is let be', () => {
  const { groupKey, alerts } = alertGroup()
  const [alert] = alerts
  const group = parseWebhook({
    version: '4',
    groupKey,
    newField: 1,
    alerts: [{ status: alert?.status, labels: { b: '1', a: '2' }, startsAt: alert?.startsAt }],
  })
  assert.equal(group.alerts[0]?.name, '(no alertname)')
  assert.match(group.alerts[0]?.fingerprint ?? '', /^[0-9a-f]{16}$/)
  const turned = parseWebhook({
    version: '4',
    groupKey,
    alerts: [{ status: 'firing', labels: { a: '2', b: '1' }, startsAt: alert?.startsAt }],
  })
  assert.equal(turned.alerts[0]?.fingerprint, group.alerts[0]?.fingerprint)
})

test('a body just small enough is read, one byte more is not', () => {
  const json = JSON.stringify('é'.repeat(10))
  const padded = json + ' '.repeat(512 * 1024 - Buffer.byteLength(json))
  assert.equal(readWebhookText(padded), 'é'.repeat(10))
  assert.throws(() => readWebhookText(`${padded} `), { code: 'body-too-large', status: 413 })
})

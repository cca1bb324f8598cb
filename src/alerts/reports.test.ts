import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Alert } from './alert.ts'
import { type News, weighReports } from './reports.ts'

const minute = (n: number) => new Date(Date.UTC(2026, 2, 1, 4, n)).toISOString()

function alert(status: Alert['status'], from: number, to: number | null = null, summary = ''): Alert {
  return {
    fingerprint: 'f',
    name: 'A',
    status,
    labels: {},
    annotations: { summary },
    startsAt: minute(from),
    endsAt: to === null ? null : minute(to),
    generatorUrl: null,
  }
}

const CASES: [what: string, known: Alert | null, reported: Alert, news: News][] = [
  ['new, firing', null, alert('firing', 10), 'fired'],
  ['new, over already', null, alert('resolved', 10, 20), 'resolved'],
  ['the same again', alert('firing', 10), alert('firing', 10), 'repeated'],
  ['the same in other words', alert('firing', 10), alert('firing', 10, null, 'worse'), 'updated'],
  ['its end', alert('firing', 10), alert('resolved', 10, 20), 'resolved'],
  ['its end, from a Prometheus that saw it begin earlier', alert('firing', 10), alert('resolved', 9, 20), 'resolved'],
  ['the end of an earlier firing', alert('firing', 30), alert('resolved', 10, 20), 'late'],
  ['its beginning, after its end', alert('resolved', 10, 20), alert('firing', 10), 'late'],
  ['its beginning as another Prometheus saw it, after its end', alert('resolved', 10, 20), alert('firing', 11), 'late'],
  ['its end again', alert('resolved', 10, 20), alert('resolved', 10, 20), 'repeated'],
  ['a later firing', alert('resolved', 10, 20), alert('firing', 30), 'fired-again'],
  ['a later firing whose end before was lost', alert('firing', 10), alert('firing', 30), 'fired-again'],
  ['an earlier firing', alert('firing', 30), alert('firing', 10), 'repeated'],
]
for (const [what, known, reported, news] of CASES) {
  test(`${what}: ${news}`, () => {
    const before = new Map(known === null ? [] : [[known.fingerprint, known]])
    assert.deepEqual(
      weighReports(before, [reported]).map((report) => report.news),
      [news],
    )
  })
}

test('in whatever order and however often the story of an alert arrives, it ends the same', () => {
  // Fires at 0, 10, 20… and resolves 5 minutes after each.
  const story = [0, 10, 20, 30].flatMap((from) => [alert('firing', from), alert('resolved', from, from + 5)])
  const deliveries = fc
    .array(fc.nat(story.length - 1), { maxLength: 20 })
    .chain((more) => fc.shuffledSubarray([...story.keys(), ...more], { minLength: story.length + more.length }))
  fc.assert(
    fc.property(deliveries, (order) => {
      let known = new Map<string, Alert>()
      for (const i of order) {
        for (const { alert, news } of weighReports(known, [story[i] as Alert])) {
          if (news !== 'late' && news !== 'repeated') known = new Map([[alert.fingerprint, alert]])
        }
      }
      assert.deepEqual(known.get('f'), story.at(-1))
    }),
  )
})

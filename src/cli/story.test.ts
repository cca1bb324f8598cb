import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Change, IncidentDetail, OutputChunk, Run, Step, TimelineEntry } from '../http/contract.ts'
import { formatSeconds, Story, wallClockOf } from './story.ts'
import { createPaint } from './terminal.ts'

const RUN = {
  procedure: {
    steps: [{ title: 'Look', text: '# Look\nkubectl get pods\n', commands: [{ effect: 'read' }] } as unknown as Step],
  },
} as Run

test('a step is told with its effect, its commands and its output', () => {
  assert.deepEqual(
    newStory().tell(
      detailOf([entry(1, 'step-started'), entry(2, 'step-finished')], [chunk(1, 'NAME READY\napi 1/1\n')]),
    ),
    [
      '10:00:01  ▸ [read] Look',
      '             $ kubectl get pods',
      '             NAME READY',
      '             api 1/1',
      '10:00:02  ✓ step-finished',
    ],
  )
})

test('told again, it says nothing twice and goes on where it was', () => {
  const story = newStory()
  const first = [entry(1, 'step-started')]
  assert.equal(story.tell(detailOf(first, [chunk(1, 'half a l')])).length, 2)
  assert.deepEqual(story.tell(detailOf(first, [chunk(1, 'half a l')])), [])
  const all = detailOf([...first, entry(2, 'step-finished')], [chunk(1, 'half a l'), chunk(2, 'ine\nlast')])
  assert.deepEqual(story.tell(all), ['             half a line', '             last', '10:00:02  ✓ step-finished'])
})

test('output that comes after the end of its step is told all the same', () => {
  const story = newStory()
  story.tell(detailOf([entry(1, 'step-started'), entry(2, 'step-finished')], []))
  assert.deepEqual(story.apply({ kind: 'output', chunk: chunk(1, '{"late":1}') }), ['             {"late":1}'])
})

test('output of steps that are over before they are heard of is told under its own step', () => {
  const story = newStory()
  story.tell(detailOf([], []))
  const told = [
    { kind: 'output', chunk: chunk(1, 'of the first\n') },
    { kind: 'output', chunk: { ...chunk(2, 'of the second\n'), attemptId: 'a2', step: 1 } },
    ...[entry(1, 'step-started'), entry(2, 'step-finished')].map((one) => ({ kind: 'timeline', entry: one })),
    ...[entry(3, 'step-started'), entry(4, 'step-finished')].map((one) => ({
      kind: 'timeline',
      entry: { ...one, step: 1 },
    })),
  ] as Change[]
  assert.deepEqual(
    told.flatMap((change) => story.apply(change)),
    [
      '10:00:01  ▸ [read] Look',
      '             $ kubectl get pods',
      '             of the first',
      '10:00:02  ✓ step-finished',
      '10:00:03  ▸ step-started',
      '             of the second',
      '10:00:04  ✓ step-finished',
    ],
  )
})

test('what is real is told with the time on the wall', () => {
  const at = new Date(2026, 0, 1, 3, 4, 5).toISOString()
  assert.equal(wallClockOf({ at }), '03:04:05')
})

test('long output is cut, and says how much is missing', () => {
  const text = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join('')
  const lines = newStory().tell(detailOf([entry(1, 'step-started'), entry(2, 'step-finished')], [chunk(1, text)]))
  assert.equal(lines.filter((line) => line.includes('line ')).length, 14)
  assert.ok(lines.includes('             … 26 more lines, all of them in the console'))
})

test('seconds are said in minutes where there are any', () => {
  assert.deepEqual([null, 0, 59.6, 250].map(formatSeconds), ['–', '0 s', '1 min 0 s', '4 min 10 s'])
})

function newStory(): Story {
  return new Story(createPaint(false), 100)
}

function detailOf(timeline: TimelineEntry[], output: OutputChunk[]): IncidentDetail {
  return {
    run: RUN,
    incident: { number: 1 },
    attempts: [{ id: 'a1', step: 0, attempt: 1 }],
    approvals: [],
    timeline,
    output,
    suggestions: {},
  } as unknown as IncidentDetail
}

function entry(id: number, kind: TimelineEntry['kind']): TimelineEntry {
  const at = `2026-01-01T10:00:0${id}.000Z`
  return { id, incidentId: 'i', at, worldAt: at, kind, actor: '', text: kind, step: 0, attempt: 1 }
}

function chunk(id: number, text: string): OutputChunk {
  return { id, attemptId: 'a1', step: 0, attempt: 1, stream: 'stdout', at: `2026-01-01T10:00:01.${id}00Z`, text }
}

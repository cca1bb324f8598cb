import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAge, formatClock, formatDuration, formatTook, newDay } from './time.ts'

test('durations', () => {
  const minute = 60_000
  assert.deepEqual([-5, 8_900, 4 * minute + 5_000, 130 * minute, 76 * 60 * minute].map(formatDuration), [
    '0 s',
    '8 s',
    '4 min 05 s',
    '2 h 10 min',
    '3 d 4 h',
  ])
})

test('ages', () => {
  assert.deepEqual([-1, 59_000, 61_000, 7_500_000, 260_000_000].map(formatAge), [
    'just now',
    'just now',
    '1 min',
    '2 h 05 min',
    '3 d',
  ])
})

test('how long a command took', () => {
  assert.deepEqual([420, 12_000, 124_000].map(formatTook), ['0.4 s', '12.0 s', '2 min 04 s'])
})

test('virtual seconds of a drill', () => {
  assert.deepEqual([45, 723, 3_723].map(formatClock), ['0:45', '12:03', '1:02:03'])
})

test('a day is said where it changes, in the zone of whoever reads', () => {
  const zone = process.env.TZ
  try {
    process.env.TZ = 'Asia/Tokyo'
    assert.equal(newDay('2026-11-21T14:59:00Z', '2026-11-21T00:00:00Z'), null)
    assert.equal(newDay('2026-11-21T15:01:00Z', '2026-11-21T14:59:00Z')?.getDate(), 22)
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

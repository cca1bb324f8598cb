import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aChunk } from './fixtures.ts'
import { countLines, formatBytes, segmentsOf, widestLine } from './output.ts'

test('chunks of one stream are joined, and streams stay apart in the order they came', () => {
  const segments = segmentsOf([
    aChunk(1, 'a\nb'),
    aChunk(2, 'c\n'),
    aChunk(3, 'no such pod\n', { stream: 'stderr' }),
    aChunk(4, 'd\n'),
  ])
  assert.deepEqual(
    segments.map((segment) => [segment.stream, segment.text]),
    [
      ['stdout', 'a\nbc\n'],
      ['stderr', 'no such pod\n'],
      ['stdout', 'd\n'],
    ],
  )
  assert.equal(countLines(segments), 4)
})

test('an escape that two chunks share is taken out', () => {
  assert.equal(segmentsOf([aChunk(1, 'a\u001b[3'), aChunk(2, '1mb')])[0]?.text, 'ab')
})

test('a last line without an end counts', () => {
  assert.equal(countLines(segmentsOf([aChunk(1, 'a\nb')])), 2)
  assert.equal(countLines([]), 0)
})

test('the widest line is found in whatever stream it is', () => {
  assert.equal(widestLine(segmentsOf([aChunk(1, 'ab\n'), aChunk(2, 'abcd\nx', { stream: 'stderr' })])), 4)
})

test('sizes', () => {
  assert.deepEqual([812, 3_400, 2_100_000].map(formatBytes), ['812 B', '3.4 kB', '2.1 MB'])
})

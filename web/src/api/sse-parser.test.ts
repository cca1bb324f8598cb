import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSseParser, type SseMessage } from './sse-parser.ts'

const TEXT = ': hello\n\nid: 7\nevent: change\ndata: {"a":1}\n\ndata: x\ndata: y\r\n\r\nevent: empty\n\ndata:z\n\n'
const EXPECTED: SseMessage[] = [
  { event: 'change', data: '{"a":1}', id: '7' },
  { event: 'message', data: 'x\ny', id: '7' },
  { event: 'message', data: 'z', id: '7' },
]

test('messages, comments and ids are told apart', () => {
  assert.deepEqual(parse([TEXT]), EXPECTED)
})

test('it does not matter where the stream is cut', () => {
  for (let cut = 1; cut < TEXT.length; cut++) {
    assert.deepEqual(parse([TEXT.slice(0, cut), TEXT.slice(cut)]), EXPECTED, `cut at ${cut}`)
  }
  assert.deepEqual(parse([...TEXT]), EXPECTED)
})

test('half a message is none', () => {
  assert.deepEqual(parse(['data: x\n']), [])
})

function parse(pieces: readonly string[]): SseMessage[] {
  const messages: SseMessage[] = []
  const feed = createSseParser((message) => messages.push(message))
  for (const piece of pieces) feed(piece)
  return messages
}

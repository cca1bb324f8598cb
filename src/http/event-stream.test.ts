import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { answerEvents, type ServerEvent, type StreamOptions } from './event-stream.ts'

/** A stream of as many events as anyone takes, and what becomes of it. */
function open(options: Partial<StreamOptions>, source?: AsyncGenerator<ServerEvent[]>) {
  const stop = new AbortController()
  let made = 0
  const cut = Promise.withResolvers<void>()
  const freed = Promise.withResolvers<void>()
  async function* events(): AsyncGenerator<ServerEvent[]> {
    try {
      while (!stop.signal.aborted) yield [{ id: String(++made), json: JSON.stringify('x'.repeat(10_000)) }]
    } finally {
      freed.resolve()
    }
  }
  const site = new Hono()
  site.get('/', (c) => answerEvents(c, source ?? events(), stop, { heartbeatMs: 60_000, stallMs: 60_000, ...options }))
  const response = site.request('/', {}, { outgoing: { destroy: () => cut.resolve() } })
  return { response, stop, cut: cut.promise, freed: freed.promise, made: () => made }
}

test('a reader who takes nothing is cut off, and costs one event', async () => {
  const stream = open({ stallMs: 20 })
  await stream.response
  await stream.cut
  assert.equal(stream.stop.signal.aborted, true)
  assert.ok(stream.made() <= 1, `${stream.made()} events were made`)
})

test('nothing is asked of the source before the reader has taken what came before', async () => {
  const stream = open({})
  const reader = ((await stream.response).body as ReadableStream<Uint8Array>).getReader()
  for (let taken = 0; taken < 5; taken++) {
    await reader.read()
    assert.ok(stream.made() <= taken + 1)
  }
  await reader.cancel()
  await stream.freed
})

test('a reader who goes frees the source at once', async () => {
  const stream = open({})
  const body = (await stream.response).body as ReadableStream<Uint8Array>
  const reader = body.getReader()
  await reader.read()
  await reader.read()
  await reader.cancel()
  await stream.freed
  assert.equal(stream.stop.signal.aborted, true)
})

test('while nothing happens it says so', async () => {
  const never: AsyncGenerator<ServerEvent[]> = (async function* () {
    await new Promise(() => {})
    yield [{ json: 'null' }]
  })()
  const reader = ((await open({ heartbeatMs: 5 }, never).response).body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  assert.match(decoder.decode((await reader.read()).value), /^retry: 1000\n: connected\n\n$/)
  assert.equal(decoder.decode((await reader.read()).value), ': still here\n\n')
  assert.equal(decoder.decode((await reader.read()).value), ': still here\n\n')
  void reader.cancel()
})

test('a source that ends ends the stream', async () => {
  const one: AsyncGenerator<ServerEvent[]> = (async function* () {
    yield [{ id: '1.0', json: '{"kind":"x"}' }]
  })()
  const response = await open({}, one).response
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.match(await response.text(), /\n\nevent: change\nid: 1\.0\ndata: \{"kind":"x"\}\n\n$/)
})

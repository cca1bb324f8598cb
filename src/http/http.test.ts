import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { alertGroup, readChanges, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'
import { AppError } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import type { ApiError, Health, RunbookDetail, RunbookSummary } from './contract.ts'
import { startHttp } from './server.ts'

let standby: TestApp
const folder = mkdtempSync(path.join(tmpdir(), 'standby-web-'))
const webDir = path.join(folder, 'dist')

before(async () => {
  standby = await startTestApp({ webDir, config: { hosts: ['standby.example.com'] } })
})
after(async () => {
  await standby.close()
  rmSync(folder, { recursive: true, force: true })
})

/** `fetch` does not let a test lie about Host and Origin; this does. */
function request(
  method: string,
  route: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; headers: http.IncomingHttpHeaders }> {
  const { hostname, port } = new URL(standby.url)
  return new Promise((resolve, reject) => {
    const sent = http.request(
      { hostname, port, path: route, method, headers, setHost: !('host' in headers) },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (piece: string) => {
          body += piece
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }))
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

const codeOf = (body: string) => (JSON.parse(body) as ApiError).error.code

test('it says that it is well', async () => {
  const answer = await standby.get('/health')
  const health = (await answer.json()) as Health
  assert.equal(health.status, 'ok')
  assert.deepEqual(health.database, { kind: 'external', ok: true })
  assert.match(health.version, /^\d+\.\d+\.\d+/)
})

const HOSTS: [host: string, ok: boolean][] = [
  ['localhost', true],
  ['127.0.0.1:7321', true],
  ['[::1]:80', true],
  ['standby.example.com', true],
  ['STANDBY.example.com:443', true],
  ['evil.example.com', false],
  ['127.0.0.1.evil.example.com', false],
  ['10.0.0.7', false],
  ['', false],
]
for (const [host, ok] of HOSTS) {
  test(`called by the name '${host}' it ${ok ? 'answers' : 'refuses'}`, async () => {
    const { status } = await request('GET', '/api/v1/health', { host })
    assert.equal(status, ok ? 200 : host === '' ? 400 : 421)
  })
}

const ORIGINS: [headers: Record<string, string>, ok: boolean][] = [
  [{}, true],
  [{ host: 'localhost:1', origin: 'http://localhost:1' }, true],
  [{ host: 'localhost:1', origin: 'http://localhost:2' }, false],
  [{ origin: 'https://evil.example.com' }, false],
  [{ origin: 'null' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'same-origin' }, true],
]
for (const [headers, ok] of ORIGINS) {
  test(`a change sent with ${JSON.stringify(headers)} is ${ok ? 'let through' : 'refused'}`, async () => {
    const { status, body } = await request('POST', '/api/v1/incidents/1/acknowledge', {
      ...headers,
      'x-standby-actor': 'Ada',
    })
    assert.equal(status, ok ? 404 : 403, body)
  })
}

test('every answer forbids what a page should not do', async () => {
  for (const route of ['/', '/api/v1/health', '/api/v1/nothing']) {
    const { headers } = await request('GET', route)
    assert.match(String(headers['content-security-policy']), /default-src 'self'; script-src 'self';/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  }
})

const ACTORS: [actor: string | null, code: string][] = [
  [null, 'no-actor'],
  ['', 'no-actor'],
  ['%E0%A4%A', 'bad-actor'],
  ['%00', 'bad-actor'],
  ['A%E2%80%8Bda', 'bad-actor'],
  ['Standby', 'bad-actor'],
  ['x'.repeat(101), 'bad-actor'],
]
for (const [actor, code] of ACTORS) {
  test(`nobody acts as ${JSON.stringify(actor?.slice(0, 20) ?? null)}`, async () => {
    const answer = await standby.post('/incidents/1/acknowledge', {}, actor)
    assert.equal(answer.status, 400)
    assert.equal(codeOf(await answer.text()), code)
  })
}

test('what does not exist is not found, in JSON', async () => {
  for (const route of ['/incidents/99999', '/incidents/abc', '/incidents/99999/postmortem', '/drills/x', '/nothing']) {
    const answer = await standby.get(route)
    assert.equal(answer.status, 404, route)
    assert.notEqual(codeOf(await answer.text()), '')
  }
  assert.equal((await standby.get(`/runbooks/${'0'.repeat(64)}`)).status, 404)
  for (const [route, body] of [
    ['/approvals/x/decision', { decision: 'approve', digest: '0'.repeat(64) }],
    ['/runs/x/remedy', { remedy: 'line-1' }],
    ['/runs/x/stop', { reason: 'no' }],
  ] as const) {
    const answer = await standby.post(route, body)
    assert.equal(answer.status, 404, route)
  }
})

const BODIES: [route: string, body: unknown, says: RegExp][] = [
  ['/approvals/x/decision', { decision: 'maybe', digest: '0'.repeat(64) }, /^decision: /],
  ['/approvals/x/decision', { decision: 'approve', digest: 'abc' }, /^digest: .*64 hex digits/],
  ['/approvals/x/decision', { decision: 'approve', digest: '0'.repeat(64), force: true }, /force/],
  ['/runs/x/parameters', { values: { A: 1 } }, /^values\.A: /],
  ['/runs/x/stop', '{', /not JSON/],
  ['/drills', { runbook: {}, procedureId: 'a', fault: 'b', scripted: true }, /^runbook: /],
]
for (const [route, body, says] of BODIES) {
  test(`${route} refuses ${JSON.stringify(body).slice(0, 60)}`, async () => {
    const answer = await standby.post(route, body)
    const { error } = (await answer.json()) as ApiError
    assert.equal(answer.status, 400)
    assert.match(error.message, says)
  })
}

test('a runbook is registered, listed with its effects, and given back as it was', async () => {
  const posted = await standby.post('/runbooks', { file: 'docs/shop.md', text: SHOP_RUNBOOK })
  const summary = (await posted.json()) as RunbookSummary
  assert.equal(summary.title, 'Shop')
  const procedure = summary.procedures.find(({ id }) => id === 'high-error-rate')
  assert.deepEqual(procedure?.effects, { read: 3, write: 1, destructive: 0, unknown: 0 })
  assert.equal(procedure?.alert, 'HighErrorRate')
  const list = (await (await standby.get('/runbooks')).json()) as RunbookSummary[]
  assert.deepEqual(list, [summary])
  const detail = (await (await standby.get(`/runbooks/${summary.digest}`)).json()) as RunbookDetail
  assert.equal(detail.text, SHOP_RUNBOOK)
  assert.equal(detail.plan.procedures.length, summary.procedures.length)
})

test('a new text of a runbook takes the place of the old, which stays readable', async () => {
  const first = (await (await standby.post('/runbooks', { file: 'a.md', text: SHOP_RUNBOOK })).json()) as RunbookSummary
  const text = SHOP_RUNBOOK.replace('# Shop', '# The shop')
  const second = (await (await standby.post('/runbooks', { file: 'a.md', text })).json()) as RunbookSummary
  const list = (await (await standby.get('/runbooks')).json()) as RunbookSummary[]
  assert.deepEqual(
    list.filter(({ file }) => file === 'a.md').map(({ digest }) => digest),
    [second.digest],
  )
  assert.equal((await standby.get(`/runbooks/${first.digest}`)).status, 200)
})

const NO_RUNBOOKS: [what: string, text: string, status: number][] = [
  ['empty', ' \n', 422],
  ['with NUL bytes', '# A\0', 422],
  ['half a character', '# A \ud800', 422],
  ['larger than 2 MB', 'x'.repeat(2 * 1024 * 1024 + 1), 413],
  ['larger than is read', 'x'.repeat(6 * 1024 * 1024), 413],
]
for (const [what, text, status] of NO_RUNBOOKS) {
  test(`a runbook that is ${what} is refused`, async () => {
    const answer = await standby.post('/runbooks', { file: 'no.md', text })
    assert.equal(answer.status, status)
    assert.notEqual(codeOf(await answer.text()), '')
    const list = (await (await standby.get('/runbooks')).json()) as RunbookSummary[]
    assert.ok(list.every(({ file }) => file !== 'no.md'))
  })
}

test('the console is served: a page says when it is not built, hashed files never change, other paths are pages', async () => {
  const before = await request('GET', '/incidents/3')
  assert.equal(before.status, 503)
  assert.match(before.body, /npm run build/)
  mkdirSync(path.join(webDir, 'assets'), { recursive: true })
  writeFileSync(path.join(webDir, 'index.html'), '<title>Standby</title>')
  writeFileSync(path.join(webDir, 'theme.js'), 'theme()')
  writeFileSync(path.join(webDir, 'assets', 'index-abc123.js'), 'run()')
  writeFileSync(path.join(folder, 'standby-secret.txt'), 'secret')
  const page = await request('GET', '/incidents/3')
  assert.equal(page.body, '<title>Standby</title>')
  assert.equal(page.headers['cache-control'], 'no-cache')
  const asset = await request('GET', '/assets/index-abc123.js')
  assert.equal(asset.body, 'run()')
  assert.match(String(asset.headers['cache-control']), /immutable/)
  assert.match(String(asset.headers['content-type']), /javascript/)
  assert.equal((await request('GET', '/theme.js')).headers['cache-control'], 'no-cache')
  assert.equal((await request('GET', '/assets/gone.js')).status, 404)
  for (const route of [
    '/../standby-secret.txt',
    '/%2e%2e/standby-secret.txt',
    '/..%2fstandby-secret.txt',
    '/%00',
    '/%',
  ]) {
    assert.doesNotMatch((await request('GET', route)).body, /secret/, route)
  }
})

test('a port in use is refused with what to type', async () => {
  const taken = net.createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as net.AddressInfo
  const starting = startHttp({ app: standby.app, drills: {} as never, port, webDir, logger: silentLogger })
  await assert.rejects(starting, (error) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'port-in-use')
    assert.match(error.hint, /--port/)
    return true
  })
  taken.close()
})

test('closing ends streams and lets go of the port', async () => {
  const own = await startHttp({ app: standby.app, drills: {} as never, port: 0, webDir, logger: silentLogger })
  const stream = await fetch(`${own.url}/api/v1/events`)
  const reading = stream.text()
  await own.close()
  assert.match(await reading, /connected/)
  await assert.rejects(fetch(own.url))
})

test('the lists are told that something changed', async () => {
  const stop = new AbortController()
  const stream = await standby.get('/events', { signal: stop.signal })
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let told = decoder.decode((await reader.read()).value)
  await standby.deliver(alertGroup({ groupKey: 'lists' }))
  while (!told.includes('"incident"')) told += decoder.decode((await reader.read()).value)
  assert.match(told, /event: change\ndata: \{"changed":\[/)
  stop.abort()
})

test('a stream begins where it is asked to, and a cursor that is none is refused', async () => {
  const { incident } = await standby.deliver(alertGroup({ groupKey: 'cursor' }))
  const page = await standby.until(incident ?? 0, ({ run }) => run?.status === 'waiting')
  const stream = await standby.get(`/incidents/${incident}/events?after=${page.cursor}`)
  // The run and the approval are sent whole; of the timeline and the output, nothing that was seen.
  const changes = await readChanges(stream, (all) => all.some(({ change }) => change.kind === 'incident'))
  assert.deepEqual(
    changes.filter(({ change }) => change.kind === 'timeline' || change.kind === 'output'),
    [],
  )
  assert.ok(changes.some(({ change }) => change.kind === 'run'))
  const bad = await standby.get(`/incidents/${incident}/events?after=x`)
  assert.equal(bad.status, 400)
  assert.equal(codeOf(await bad.text()), 'bad-cursor')
})

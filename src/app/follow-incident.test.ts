import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { alertGroup, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'
import { transaction } from '../db/transaction.ts'
import { insertChunks } from '../runs/attempt-store.ts'
import type { CursoredChange } from './follow-incident.ts'

let standby: TestApp
before(async () => {
  standby = await startTestApp({ idle: true })
  await standby.app.registerRunbook({ file: 'shop.md', text: SHOP_RUNBOOK })
})
after(() => standby.close())

async function opened(groupKey: string) {
  const { incident: number } = await standby.deliver(alertGroup({ groupKey }))
  const page = await standby.page(number ?? 0)
  return { number: number ?? 0, id: page.incident.id, page }
}

/** Puts out text without telling anyone: as a node would that dies right after its commit. */
const putOutSilently = (incidentId: string, text: string) =>
  standby.app.db.pool.query(
    `insert into output_chunk (incident_id, attempt_id, stream, at, text) values ($1, 'a', 'stdout', now(), $2)`,
    [incidentId, text],
  )

const putOut = (incidentId: string, text: string) =>
  transaction(standby.app.db.pool, (tx) =>
    insertChunks(tx, [{ incidentId, attemptId: 'a', stream: 'stdout', at: new Date(), text }]),
  )

/** Takes changes until the text has been seen. */
async function takeUntil(changes: AsyncGenerator<CursoredChange[]>, text: string): Promise<CursoredChange[]> {
  const taken: CursoredChange[] = []
  for (;;) {
    const { value, done } = await changes.next()
    if (done) throw new Error(`it ended without ${text}`)
    taken.push(...value)
    if (taken.some(({ change }) => change.kind === 'output' && change.chunk.text === text)) return taken
  }
}

const outputOf = (taken: readonly CursoredChange[]) =>
  taken.flatMap(({ change }) => (change.kind === 'output' ? [change.chunk.text] : []))

test('what many look at is read once for all of them', async () => {
  const { number, id } = await opened('many')
  const stop = new AbortController()
  const all = await Promise.all(
    Array.from({ length: 40 }, () => standby.app.incidents.follow(number, null, stop.signal)),
  )
  await putOut(id, 'first')
  await Promise.all(all.map((changes) => takeUntil(changes, 'first')))
  const query = standby.app.db.pool.query
  let reads = 0
  standby.app.db.pool.query = ((...args: Parameters<typeof query>) => {
    if (/from output_chunk/.test(String(args[0]))) reads++
    return query.apply(standby.app.db.pool, args)
  }) as typeof query
  await putOut(id, 'second')
  const taken = await Promise.all(all.map((changes) => takeUntil(changes, 'second')))
  standby.app.db.pool.query = query
  for (const own of taken) assert.deepEqual(outputOf(own), ['second'])
  assert.ok(reads <= 3, `${reads} reads for one change and 40 who look`)
  stop.abort()
})

test('one who has fallen far behind goes on where he was: all of it, once, in order', async () => {
  const { number, id } = await opened('behind')
  const stop = new AbortController()
  const slow = await standby.app.incidents.follow(number, null, stop.signal)
  const quick = await standby.app.incidents.follow(number, null, stop.signal)
  await putOut(id, '0')
  const seen = outputOf(await takeUntil(slow, '0'))
  await takeUntil(quick, '0')
  // Far more than is kept for those who are a little behind.
  const texts = Array.from({ length: 12 }, (_, n) => `${n + 1} ${'x'.repeat(300_000)}`)
  for (const text of texts) {
    await putOut(id, text)
    await takeUntil(quick, text)
  }
  seen.push(...outputOf(await takeUntil(slow, texts.at(-1) ?? '')))
  assert.deepEqual(
    seen.map((text) => text.split(' ')[0]),
    Array.from({ length: 13 }, (_, n) => String(n)),
  )
  stop.abort()
})

test('who comes with a cursor is told what came after it, and not what came before', async () => {
  const { number, id } = await opened('cursor')
  await putOut(id, 'before')
  const { cursor } = await standby.page(number)
  await putOut(id, 'after')
  const stop = new AbortController()
  const changes = await standby.app.incidents.follow(number, cursor, stop.signal)
  assert.deepEqual(outputOf(await takeUntil(changes, 'after')), ['after'])
  stop.abort()
})

test('a change whose node died before it could tell of it is seen all the same', async () => {
  const { number, id } = await opened('untold')
  const stop = new AbortController()
  const changes = await standby.app.incidents.follow(number, null, stop.signal)
  await putOut(id, 'told')
  await takeUntil(changes, 'told')
  await putOutSilently(id, 'untold')
  await takeUntil(changes, 'untold')
  stop.abort()
})

test('a change that could not be read when it was told is read again, without being told again', async () => {
  const { number, id } = await opened('unread')
  const stop = new AbortController()
  const changes = await standby.app.incidents.follow(number, null, stop.signal)
  await putOut(id, 'read')
  await takeUntil(changes, 'read')
  const query = standby.app.db.pool.query
  let failures = 0
  standby.app.db.pool.query = ((...args: Parameters<typeof query>) => {
    if (failures > 0 || !/from output_chunk/.test(String(args[0]))) {
      return query.apply(standby.app.db.pool, args)
    }
    failures++
    return Promise.reject(new Error('Connection terminated unexpectedly'))
  }) as typeof query
  await putOut(id, 'unread at first')
  await takeUntil(changes, 'unread at first')
  standby.app.db.pool.query = query
  assert.equal(failures, 1)
  stop.abort()
})

test('a run is told with its procedure once, and then only how it has moved', async () => {
  const { number, page } = await opened('slim')
  const stop = new AbortController()
  const changes = await standby.app.incidents.follow(number, null, stop.signal)
  const kinds: string[] = []
  const first = await changes.next()
  for (const { change } of first.value ?? []) kinds.push(change.kind)
  await standby.app.act.stopRun(page.run?.id ?? '', { reason: 'enough', actor: 'Ada' })
  while (!kinds.includes('run-moved')) {
    const { value, done } = await changes.next()
    if (done) break
    for (const { change } of value) kinds.push(change.kind)
  }
  assert.equal(kinds.filter((kind) => kind === 'run').length, 1)
  stop.abort()
})

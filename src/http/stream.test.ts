import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { alertGroup, readChanges, SHOP_RUNBOOK, startTestApp, type TestApp } from '../../test/support/app.ts'
import { transaction } from '../db/transaction.ts'
import { appendEntries } from '../incidents/timeline-store.ts'
import type { IncidentDetail } from './contract.ts'

let standby: TestApp

before(async () => {
  standby = await startTestApp({ stream: { heartbeatMs: 50, stallMs: 300 } })
  // Many small pieces of output, so that there is much to lose.
  const count = 'for i in 1 2 3 4 5 6 7 8 9; do echo "$i errors"; sleep 0.03; done'
  await standby.app.registerRunbook({ file: 'shop.md', text: SHOP_RUNBOOK.replace('echo "12 errors"', count) })
})
after(() => standby.close())

const texts = (page: IncidentDetail) => page.output.map(({ text }) => text).join('')

test('a stream that is cut again and again tells every entry and every piece of output once, in order', async () => {
  const { incident: number } = await standby.deliver(alertGroup({ groupKey: 'cuts' }))
  const timeline: number[] = []
  const output: number[] = []
  let cursor = '0.0'
  for (let cuts = 0; ; cuts++) {
    const page = await standby.page(number ?? 0)
    if (page.run?.status === 'waiting' && page.cursor === cursor) break
    const stop = new AbortController()
    // By the header as a browser would, and by the query, in turn.
    const stream = await standby.get(
      `/incidents/${number}/events${cuts % 2 ? `?after=${cursor}` : ''}`,
      cuts % 2 ? { signal: stop.signal } : { signal: stop.signal, headers: { 'last-event-id': cursor } },
    )
    const changes = await readChanges(stream, (all) =>
      all.some(({ change }) => change.kind === 'timeline' || change.kind === 'output'),
    )
    stop.abort()
    for (const { id, change } of changes) {
      cursor = id
      if (change.kind === 'timeline') timeline.push(change.entry.id)
      if (change.kind === 'output') output.push(change.chunk.id)
    }
  }
  const page = await standby.page(number ?? 0)
  assert.deepEqual(
    timeline,
    page.timeline.map(({ id }) => id),
  )
  assert.deepEqual(
    output,
    page.output.map(({ id }) => id),
  )
  assert.match(texts(page), /9 errors\nversion 42\n$/)
})

test('a stream goes on when the listening connection was lost', async () => {
  const { incident: number } = await standby.deliver(alertGroup({ groupKey: 'lost' }))
  const before = await standby.until(number ?? 0, (page) => page.run?.status === 'waiting')
  const stop = new AbortController()
  const stream = await standby.get(`/incidents/${number}/events?after=${before.cursor}`, { signal: stop.signal })
  const acknowledged = readChanges(stream, (all) =>
    all.some(({ change }) => change.kind === 'incident' && change.incident.status === 'acknowledged'),
  )
  await standby.app.db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'standby changes'`,
  )
  await standby.post(`/incidents/${number}/acknowledge`, {})
  await acknowledged
  stop.abort()
})

test('a quiet stream says that it is there', async () => {
  const stop = new AbortController()
  const stream = await standby.get('/events', { signal: stop.signal })
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of stream.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(piece, { stream: true })
    if (text.split(': still here\n\n').length > 3) break
  }
  stop.abort()
})

test('within one incident entries are seen in the order of their ids, whoever writes them', async () => {
  const { incident: number } = await standby.deliver(alertGroup({ groupKey: 'order' }), 'staging')
  const { incident, timeline } = await standby.page(number ?? 0)
  const { pool } = standby.app.db
  const write = (text: string) =>
    transaction(pool, async (tx) => {
      await appendEntries(tx, [
        {
          incidentId: incident.id,
          at: incident.openedAt,
          worldAt: null,
          kind: 'note',
          actor: 'Ada',
          text,
          step: null,
          attempt: null,
        },
      ])
      await tx.query('select pg_sleep(random() * 0.01)')
    })
  const seen: number[] = []
  let cursor = timeline.at(-1)?.id ?? 0
  let writing = true
  const look = async () => {
    const { rows } = await pool.query<{ id: string }>(
      'select id from timeline_entry where incident_id = $1 and id > $2 order by id',
      [incident.id, cursor],
    )
    for (const { id } of rows) {
      seen.push(Number(id))
      cursor = Number(id)
    }
  }
  const looking = (async () => {
    while (writing) await look()
  })()
  await Promise.all(Array.from({ length: 40 }, (_, i) => write(`note ${i}`)))
  writing = false
  await looking
  await look()
  const all = (await standby.page(number ?? 0)).timeline.map(({ id }) => id).slice(timeline.length)
  assert.deepEqual(seen, all)
  assert.equal(seen.length, 40)
})

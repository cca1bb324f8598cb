import os from 'node:os'
import { Hono } from 'hono'
import type { App } from '../app/app.ts'
import type { Drills } from '../app/ports.ts'
import { MAX_WEBHOOK_BYTES, readWebhookText, webhookTooLarge } from '../app/receive-alerts.ts'
import { AppError } from '../core/errors.ts'
import type { Health } from './contract.ts'
import { answerEvents, type ServerEvent, type StreamOptions } from './event-stream.ts'
import { actorOf, limitBody, numberOf, RUNBOOK_BODY, readBody, SMALL_BODY, schemas } from './requests.ts'
import { describeRunbook, summariseRunbook } from './summarise-runbook.ts'

export interface ApiParts {
  app: App
  drills: Drills
  version: string
  stream: StreamOptions
  /** Aborts when the server closes: streams end then. */
  closing: AbortSignal
}

const LISTED = 200

/** The routes of `contract.ts`, below /api/v1. Each translates a request into one call of the application. */
export function createApi(parts: ApiParts): Hono {
  const api = new Hono()
  api.get('/health', async (c) => {
    const database = await parts.app.database()
    const { version } = parts
    const health: Health = { status: database.ok ? 'ok' : 'degraded', version, database, node: os.hostname() }
    return c.json(health, database.ok ? 200 : 503)
  })
  api.get('/audit', (c) => {
    const headers = { 'content-type': 'application/x-ndjson; charset=utf-8' }
    return c.body(toStream(parts.app.auditLines()), 200, headers)
  })
  addWebhook(api, parts)
  addIncidents(api, parts)
  addRuns(api, parts)
  addRunbooks(api, parts)
  addDrills(api, parts)
  return api
}

/** Pulled: what nobody has read is not fetched. */
function toStream(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(lines).pipeThrough(new TextEncoderStream())
}

function addWebhook(api: Hono, { app }: ApiParts): void {
  // No actor: this is a program. Answered when it is stored, and not before.
  api.post('/alertmanager/:environment', limitBody(MAX_WEBHOOK_BYTES, webhookTooLarge), async (c) => {
    const body = readWebhookText(await c.req.text())
    return c.json(await app.receiveAlertmanager(c.req.param('environment'), body))
  })
}

function addIncidents(api: Hono, parts: ApiParts): void {
  const { app } = parts
  api.get('/incidents', async (c) => {
    const before = c.req.query('before')
    const limit = Number(c.req.query('limit') ?? LISTED)
    if ((before !== undefined && !/^\d{1,15}$/.test(before)) || !Number.isInteger(limit) || limit < 1) {
      throw new AppError('bad-range', 'limit and before must be whole numbers', `at most ${LISTED} are listed at once`)
    }
    const page = { limit: Math.min(limit, LISTED), before: before === undefined ? null : Number(before) }
    return c.json(await app.incidents.list(page))
  })
  api.get('/incidents/:number', async (c) => c.json(await app.incidents.page(numberOf(c, 'number'))))
  api.get('/incidents/:number/postmortem', async (c) => {
    const draft = await app.incidents.postmortem(numberOf(c, 'number'))
    return c.body(draft, 200, { 'content-type': 'text/markdown; charset=utf-8' })
  })
  api.post('/incidents/:number/acknowledge', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    await readBody(c, schemas.nothing)
    return c.json(await app.act.acknowledge(numberOf(c, 'number'), actor))
  })
  api.post('/incidents/:number/resolve', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    await readBody(c, schemas.nothing)
    return c.json(await app.act.resolve(numberOf(c, 'number'), actor))
  })
  api.get('/incidents/:number/events', async (c) => {
    const stop = stopWith(parts.closing)
    const after = c.req.header('last-event-id') || c.req.query('after') || null
    const changes = await app.incidents.follow(numberOf(c, 'number'), after, stop.signal)
    return answerEvents(c, toEvents(changes), stop, parts.stream)
  })
  api.get('/events', (c) => {
    const stop = stopWith(parts.closing)
    return answerEvents(c, listEvents(app, stop.signal), stop, parts.stream)
  })
}

async function* toEvents(
  changes: AsyncGenerator<{ json: string; cursor: string }[]>,
): AsyncGenerator<readonly ServerEvent[]> {
  for await (const batch of changes) yield batch.map(({ json, cursor }) => ({ id: cursor, json }))
}

/** What of the lists is other than before; whoever shows one fetches it again. */
async function* listEvents(app: App, signal: AbortSignal): AsyncGenerator<readonly ServerEvent[]> {
  const subscription = app.changes.subscribe(null)
  try {
    while (!signal.aborted) {
      const changed = await subscription.next(signal)
      if (changed.size === 0) return
      yield [{ json: JSON.stringify({ changed: [...changed] }) }]
    }
  } finally {
    subscription.close()
  }
}

/** Ends when the server closes, and when the reader goes. */
function stopWith(closing: AbortSignal): AbortController {
  const stop = new AbortController()
  const abort = () => stop.abort()
  if (closing.aborted) abort()
  closing.addEventListener('abort', abort, { once: true })
  stop.signal.addEventListener('abort', () => closing.removeEventListener('abort', abort), { once: true })
  return stop
}

function addRuns(api: Hono, { app }: ApiParts): void {
  api.post('/approvals/:id/decision', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { decision, digest, reason } = await readBody(c, schemas.decision)
    return c.json(await app.act.decide(c.req.param('id'), { decision, digest, actor, reason: reason || null }))
  })
  api.post('/approvals/:id/break-glass', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    return c.json(await app.act.breakGlass(c.req.param('id'), { ...(await readBody(c, schemas.breakGlass)), actor }))
  })
  api.get('/environments', (c) => c.json(app.environments.list().map(({ name, kind }) => ({ name, kind }))))
  api.post('/runs', limitBody(RUNBOOK_BODY), async (c) => {
    const actor = actorOf(c)
    return c.json(await app.startRun(await readBody(c, schemas.run), actor))
  })
  api.post('/runs/:id/remedy', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { remedy } = await readBody(c, schemas.remedy)
    return c.json(await app.act.chooseRemedy(c.req.param('id'), { remedy, actor }))
  })
  api.post('/runs/:id/parameters', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { values } = await readBody(c, schemas.parameters)
    return c.json(await app.act.giveParameters(c.req.param('id'), { values, actor }))
  })
  api.post('/runs/:id/steps/:step/retry', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    await readBody(c, schemas.nothing)
    return c.json(await app.act.retry(c.req.param('id'), numberOf(c, 'step'), { actor }))
  })
  api.post('/runs/:id/steps/:step/skip', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { reason } = await readBody(c, schemas.reason)
    return c.json(await app.act.skip(c.req.param('id'), numberOf(c, 'step'), { reason, actor }))
  })
  api.post('/runs/:id/steps/:step/outcome', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { outcome } = await readBody(c, schemas.outcome)
    return c.json(await app.act.decideOutcome(c.req.param('id'), numberOf(c, 'step'), { outcome, actor }))
  })
  api.post('/runs/:id/stop', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { reason } = await readBody(c, schemas.reason)
    return c.json(await app.act.stopRun(c.req.param('id'), { reason, actor }))
  })
  api.get('/runs/:id/file', async (c) => {
    const content = await app.engine.fileOf(c.req.param('id'), c.req.query('path') ?? '')
    const headers = { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' }
    return c.body(new Uint8Array(content), 200, { ...headers, 'x-content-type-options': 'nosniff' })
  })
  for (const [what, act] of [
    ['pause', app.act.pauseRun],
    ['resume', app.act.resumeRun],
  ] as const)
    api.post(`/runs/:id/${what}`, limitBody(SMALL_BODY), async (c) => {
      const actor = actorOf(c)
      await readBody(c, schemas.nothing)
      return c.json(await act(c.req.param('id'), { actor }))
    })
}

function addRunbooks(api: Hono, { app }: ApiParts): void {
  api.get('/runbooks', async (c) => c.json((await app.runbooks.list()).map(summariseRunbook)))
  api.get('/runbooks/:digest', async (c) => {
    const digest = c.req.param('digest')
    const runbook = await app.runbooks.get(digest)
    if (runbook !== null) return c.json(describeRunbook(runbook))
    throw new AppError('no-such-runbook', `there is no runbook ${digest.slice(0, 64)}`, 'see the list of runbooks', {
      status: 404,
    })
  })
  api.post('/runbooks', limitBody(RUNBOOK_BODY), async (c) => {
    actorOf(c)
    return c.json(summariseRunbook(await app.registerRunbook(await readBody(c, schemas.runbook))))
  })
}

function addDrills(api: Hono, { drills }: ApiParts): void {
  api.get('/systems', async (c) => c.json(await drills.systems()))
  api.get('/scenarios', async (c) => c.json(await drills.scenarios()))
  api.get('/rehearsals', async (c) => c.json(await drills.rehearsals()))
  api.get('/drills', async (c) => c.json(await drills.list()))
  api.get('/drills/:id', async (c) => {
    const drill = await drills.get(c.req.param('id'))
    if (drill !== null) return c.json(drill)
    throw new AppError('no-such-drill', 'there is no such drill', 'see the list of drills', { status: 404 })
  })
  api.post('/drills', limitBody(RUNBOOK_BODY), async (c) => {
    actorOf(c)
    return c.json(await drills.start(await readBody(c, schemas.drill)))
  })
  api.post('/drills/:id/abandon', limitBody(SMALL_BODY), async (c) => {
    const actor = actorOf(c)
    const { reason } = await readBody(c, schemas.reason)
    return c.json(await drills.abandon(c.req.param('id'), reason === '' ? `by ${actor}` : `${reason} (${actor})`))
  })
}

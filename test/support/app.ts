import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type App, createApp } from '../../src/app/app.ts'
import { type Config, EMPTY_CONFIG } from '../../src/app/config.ts'
import type { Drills } from '../../src/app/ports.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError } from '../../src/core/errors.ts'
import { type Logger, silentLogger } from '../../src/core/logger.ts'
import type { Change, IncidentDetail, WebhookAnswer } from '../../src/http/contract.ts'
import type { StreamOptions } from '../../src/http/event-stream.ts'
import { startHttp } from '../../src/http/server.ts'
import { testDatabase } from './database.ts'

/** A runbook that real bash can run anywhere: two reads, a write, a check. */
export const SHOP_RUNBOOK = `# Shop

## High error rate

**Alert**: \`HighErrorRate\` (> 5% of requests)
**Severity**: P1

### Triage

\`\`\`bash
# 1. Count the errors
echo "12 errors"

# 2. Look at the version
echo "version $SHOP_VERSION"
\`\`\`

### Fix

\`\`\`bash
# Restart the shop
touch "$RESTART_FILE"
\`\`\`

### Verify

\`\`\`bash
# It must be back
ls "$RESTART_FILE"
\`\`\`
`

export interface TestAppOptions {
  config?: Partial<Config>
  logger?: Logger
  stream?: StreamOptions
  drills?: Drills
  webDir?: string
  /** Moves no runs: incidents stay as the alert left them. */
  idle?: boolean
}

export interface TestApp {
  app: App
  url: string
  /** A folder of its own, removed at the end. */
  dir: string
  get(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, actor?: string | null): Promise<Response>
  /** Posts a webhook and expects it to be taken. */
  deliver(group: AlertGroupBody, environment?: string): Promise<WebhookAnswer>
  page(number: number): Promise<IncidentDetail>
  /** Waits, by the incident's own stream, until its page is as wanted. */
  until(number: number, isSo: (page: IncidentDetail) => boolean): Promise<IncidentDetail>
  close(): Promise<void>
}

const WAIT_MS = 60_000

/** Standby as it is, on a test database and a free port. Its environment `production` is configured. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dir = mkdtempSync(path.join(tmpdir(), 'standby-app-'))
  const database = await testDatabase()
  const logger = options.logger ?? silentLogger
  const config: Config = {
    ...EMPTY_CONFIG,
    environments: [
      {
        name: 'production',
        kind: 'host',
        path: [],
        env: {},
        parameters: { SHOP_VERSION: '42', RESTART_FILE: path.join(dir, 'restarted') },
        worldNow: null,
      },
    ],
    ...options.config,
  }
  const app = await createApp({ databaseUrl: database.url, dataDir: dir, clock: systemClock, logger, config })
  if (options.idle) await app.changes.start()
  else await app.start()
  const http = await startHttp({
    app,
    drills: options.drills ?? noDrills,
    port: 0,
    webDir: options.webDir ?? path.join(dir, 'no-console'),
    logger,
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  })
  const api = `${http.url}/api/v1`

  const test: TestApp = {
    app,
    url: http.url,
    dir,
    get: (route, init) => fetch(`${api}${route}`, init),
    post: (route, body, actor = 'Ada') =>
      fetch(`${api}${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(actor === null ? {} : { 'x-standby-actor': actor }) },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async deliver(group, environment = 'production') {
      const answer = await test.post(`/alertmanager/${environment}`, group, null)
      if (!answer.ok) throw new Error(`the webhook was refused: ${await answer.text()}`)
      return (await answer.json()) as WebhookAnswer
    },
    page: async (number) => (await (await test.get(`/incidents/${number}`)).json()) as IncidentDetail,
    async until(number, isSo) {
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort(), WAIT_MS)
      const changes = await app.incidents.follow(number, null, stop.signal)
      try {
        for await (const _ of changes) {
          const page = await test.page(number)
          if (isSo(page)) return page
        }
        const page = await test.page(number)
        throw new Error(
          `waited in vain; the timeline is:\n${page.timeline.map((e) => `${e.kind}: ${e.text}`).join('\n')}`,
        )
      } finally {
        clearTimeout(timer)
        stop.abort()
      }
    },
    async close() {
      await http.close()
      await app.stop()
      await database.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return test
}

const noDrills: Drills = {
  systems: async () => [],
  scenarios: async () => [],
  rehearsals: async () => [],
  list: async () => [],
  get: async () => null,
  start: refuseDrill,
  abandon: refuseDrill,
}

async function refuseDrill(): Promise<never> {
  throw new AppError('no-system', 'there is no simulated system', 'start the server with --examples')
}

/** Reads server-sent events until `enough` says so; then hangs up. */
export async function readChanges(
  response: Response,
  enough: (changes: { id: string; change: Change }[]) => boolean,
): Promise<{ id: string; change: Change }[]> {
  const changes: { id: string; change: Change }[] = []
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(piece, { stream: true })
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const id = /^id: (.*)$/m.exec(frame)?.[1]
      const data = /^data: (.*)$/m.exec(frame)?.[1]
      if (id !== undefined && data !== undefined) changes.push({ id, change: JSON.parse(data) as Change })
      if (enough(changes)) return changes
    }
  }
  return changes
}

type AlertGroupBody = ReturnType<typeof alertGroup>

/** One delivery of Alertmanager about one alert. */
export function alertGroup(
  alert: {
    name?: string
    status?: 'firing' | 'resolved'
    startsAt?: string
    endsAt?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    groupKey?: string
  } = {},
) {
  const { name = 'HighErrorRate', status = 'firing', startsAt = '2026-03-01T04:05:06.5Z' } = alert
  const labels = { alertname: name, severity: 'critical', service: 'shop', ...alert.labels }
  const annotations = { summary: '12 % of requests fail', ...alert.annotations }
  const endsAt = alert.endsAt ?? (status === 'resolved' ? '2026-03-01T04:25:06.5Z' : '0001-01-01T00:00:00Z')
  return {
    version: '4',
    groupKey: alert.groupKey ?? `{}:{alertname="${name}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'standby',
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt,
        endsAt,
        generatorURL: 'http://prometheus:9090/graph?g0.expr=x',
        fingerprint: JSON.stringify(labels).length.toString(16).padStart(16, '0'),
      },
    ],
  }
}

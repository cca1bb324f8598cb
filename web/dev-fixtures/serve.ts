/**
 * Serves the built console with one incident in every state it must draw, for those who work on its looks:
 *
 *     npm run fixtures --workspace web        then open http://127.0.0.1:7399/
 *
 * Nothing is kept and nothing runs. Incident 5 writes output as one looks; most decisions are refused, so that refusals
 * can be seen too. `--empty` serves no incidents at all.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import type { Change, Drill, IncidentSummary, SystemSummary } from '../src/contract.ts'
import { waitingWords } from '../src/state/waiting.ts'
import { runbook, sketchIncidents } from './states.ts'

const DIST = join(import.meta.dirname, '../dist')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}
// The strictest policy the server may send: what breaks under it must show here.
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

const details = process.argv.includes('--empty') ? [] : sketchIncidents()
const listeners = new Map<number, Set<ServerResponse>>()

const systems: SystemSummary[] = [
  {
    name: 'shop',
    title: 'Shop on Kubernetes',
    platform: 'kubernetes',
    runbook: { digest: runbook.digest, file: runbook.file },
    faults: [
      { name: 'bad-deploy', title: 'A deployment that cannot reach its payments', procedureId: 'high-error-rate' },
      { name: 'full-disk', title: 'A disk that fills up', procedureId: null },
    ],
    worldAt: new Date().toISOString(),
    drillId: null,
    alarms: [
      { name: 'CheckoutHighErrorRate', state: 'ok' },
      { name: 'CheckoutSlow', state: 'pending' },
      { name: 'QueueBacklog', state: 'firing' },
    ],
  },
]

const drills: Drill[] = (['recovers', 'no effect', 'stuck', 'harmful', null] as const).map((verdict, index) => ({
  id: `drill-${index}`,
  system: 'shop',
  fault: 'bad-deploy',
  scenario: null,
  line: verdict === 'stuck' ? 12 : null,
  evidence: null,
  taken: [],
  score: null,
  file: runbook.file,
  procedureId: 'high-error-rate',
  incidentId: verdict === 'recovers' ? 'incident-3' : null,
  verdict,
  reason: verdict === 'stuck' ? 'Step 7 waits for POD_NAME, which nobody gave.' : null,
  detectedAfter: 305,
  firstDiagnosisAfter: 308,
  mitigatedAfter: verdict === 'recovers' ? 402 : null,
  recoveredAfter: verdict === 'recovers' ? 731 : null,
  startedAt: new Date(Date.now() - (index + 1) * 3_600_000).toISOString(),
  finishedAt: verdict ? new Date(Date.now() - index * 3_600_000).toISOString() : null,
}))

function answer(path: string): unknown {
  if (path === '/health')
    return { status: 'ok', version: '0.0.0', database: { kind: 'embedded', ok: true }, node: 'fixtures' }
  if (path === '/incidents') return details.map(summaryOf)
  if (path === '/systems') return systems.map((system) => ({ ...system, worldAt: new Date().toISOString() }))
  if (path === '/drills') return drills
  if (path === '/rehearsals') return []
  if (path === '/environments') return [{ name: 'shop', kind: 'range' }]
  if (path === '/runbooks') return [summaryOfRunbook()]
  if (path === `/runbooks/${runbook.digest}`) return runbook
  const number = /^\/incidents\/(\d+)$/.exec(path)?.[1]
  return details.find((detail) => detail.incident.number === Number(number))
}

function summaryOf(detail: (typeof details)[number]): IncidentSummary {
  const { incident, run } = detail
  return {
    ...incident,
    waitingFor:
      run?.waiting?.for === 'approval' ? `approval of step ${run.waiting.step + 1}` : (waitingWords(run)?.long ?? null),
    runStatus: run?.status ?? null,
    outcome: run?.outcome ?? null,
  }
}

function summaryOfRunbook() {
  const { digest, file, plan } = runbook
  const effects = { read: 8, write: 1, destructive: 1, unknown: 1 }
  const procedures = plan.procedures.map(({ id, heading, kind, alert, steps }) => ({
    id,
    heading,
    kind,
    alert: alert?.name ?? null,
    steps: steps.length,
    effects,
  }))
  return { digest, file, title: plan.title, procedures, commands: effects }
}

function stream(request: IncomingMessage, response: ServerResponse, number: number | null): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': hello\n\n')
  const beat = setInterval(() => response.write(': beat\n\n'), 10_000)
  const known = listeners.get(number ?? 0) ?? new Set()
  listeners.set(number ?? 0, known.add(response))
  request.on('close', () => {
    clearInterval(beat)
    known.delete(response)
  })
}

let id = 100_000
function tell(number: number, change: Change): void {
  for (const response of listeners.get(number) ?? []) {
    response.write(`id: ${++id}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`)
  }
}

function keepWriting(): void {
  const running = details.find((detail) => detail.incident.number === 5)
  const attempt = running?.attempts.find((one) => one.status === 'running')
  if (!running || !attempt) return
  let line = 0
  setInterval(() => {
    const at = new Date().toISOString()
    const stream = ++line % 9 === 0 ? 'stderr' : 'stdout'
    const chunk = {
      id: ++id,
      attemptId: attempt.id,
      step: attempt.step,
      attempt: attempt.attempt,
      stream,
      at,
      text: `${at} line ${line} of what it has to say\n`,
    } as const
    running.output.push(chunk)
    tell(5, { kind: 'output', chunk })
  }, 700).unref()
}

async function file(response: ServerResponse, path: string): Promise<void> {
  const wanted = extname(path) ? path : '/index.html'
  const body = await readFile(join(DIST, wanted)).catch(() => null)
  response.writeHead(body ? 200 : 404, {
    'content-type': TYPES[extname(wanted)] ?? 'text/plain',
    'content-security-policy': POLICY,
  })
  response.end(body ?? 'There is no such file. Is the console built? npm run build')
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://fixtures')
  if (!pathname.startsWith('/api/v1')) return void file(response, pathname)
  const path = pathname.slice('/api/v1'.length)
  if (path === '/events') return stream(request, response, null)
  const followed = /^\/incidents\/(\d+)\/events$/.exec(path)
  if (followed) return stream(request, response, Number(followed[1]))
  if (path.endsWith('/postmortem')) {
    response.writeHead(200, { 'content-type': 'text/markdown' })
    return void response.end(
      '# Postmortem: #3 CheckoutHighErrorRate\n\n| | |\n|---|---|\n| Severity | P1 |\n\n## Timeline\n\n- **03:00:00** alert fired\n- **03:06:11** resolved\n\n## What went well\n\n_To be written._\n',
    )
  }
  const found = request.method === 'GET' ? answer(path) : undefined
  const refusal = {
    error: {
      code: 'fixtures',
      message: 'These are fixtures: nothing can be decided here.',
      hint: 'Start the real server with npm start.',
    },
  }
  response.writeHead(found ? 200 : request.method === 'GET' ? 404 : 409, { 'content-type': 'application/json' })
  response.end(JSON.stringify(found ?? refusal))
})

keepWriting()
server.listen(Number(process.env.PORT ?? 7399), '127.0.0.1', () => {
  process.stdout.write('The console with its fixtures: http://127.0.0.1:7399/\n')
})

import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../src/core/clock.ts'
import { openBenchApp } from './bench-app.ts'
import { against, duration, percentile } from './measure.ts'

export const title = '500 people who look at one run while it puts something out: from the process to their browsers'

const VIEWERS = 500
const LINES = 150

/** Says every 100 ms what time it is; once all are there. */
const RUNBOOK = `# Bench

### Tell the time

**Alert**: \`TellTheTime\`

#### Triage

\`\`\`bash
# 1. Tell
for i in $(seq ${LINES}); do echo "at \${EPOCHREALTIME/[.,]/} ."; sleep 0.1; done
\`\`\`
`

export async function run(): Promise<string[]> {
  const bare = await openBareServer()
  const plain = await watch(bare.url, bare.tell)
  bare.close()
  const bench = await openBenchApp({ file: 'viewers.md', text: RUNBOOK })
  try {
    const incident = await bench.fire('TellTheTime')
    const late = await watch(`${bench.url}/api/v1/incidents/${incident}/events`, () => {})
    if (late.length < (LINES * VIEWERS) / 2) return [`✗ only ${late.length} of ${LINES * VIEWERS} lines were seen`]
    const what = `${late.length} lines seen by ${VIEWERS} (median ${duration(percentile(late, 0.5))}), p99`
    return [
      against(what, percentile(late, 0.99), { atMost: 250 }),
      `  against a bare server that writes as many lines to as many: median ${duration(percentile(plain, 0.5))}, p99 ${duration(percentile(plain, 0.99))}`,
    ]
  } finally {
    await bench.close()
  }
}

/** @param begin - Called when all viewers are there. @returns milliseconds from each line to each viewer. */
async function watch(url: string, begin: () => void): Promise<number[]> {
  // In a process of their own, as browsers are: our event loop must not serve both ends.
  const viewers = fork(fileURLToPath(import.meta.url), [url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    await once(viewers, 'message')
    begin()
    const [late] = (await once(viewers, 'message')) as [number[]]
    return late
  } finally {
    viewers.kill()
  }
}

/** What this machine can do at all, just now: the same lines, from no process and no database. */
async function openBareServer(): Promise<{ url: string; tell: () => void; close: () => void }> {
  const viewers: http.ServerResponse[] = []
  const server = http.createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write(': connected\n\n')
    viewers.push(answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tell = async () => {
    for (let n = 0; n < LINES; n++) {
      const now = Math.round((performance.timeOrigin + performance.now()) * 1000)
      const frame = `event: change\nid: 1.${n}\ndata: {"kind":"output","chunk":{"text":"at ${now} ."}}\n\n`
      for (const viewer of viewers) viewer.write(frame)
      await systemClock.sleep(100)
    }
  }
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/`, tell: () => void tell(), close }
}

/** The viewers: each reads the incident's stream as a browser does. */
async function look(url: string): Promise<void> {
  const late: number[] = []
  const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
  let connected = 0
  for (let n = 0; n < VIEWERS; n++) {
    http.get(url, { agent }, (answer) => {
      connected++
      let rest = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        const now = (performance.timeOrigin + performance.now()) * 1000
        // A line may be cut between two pieces.
        const text = rest + piece
        let end = 0
        for (const match of text.matchAll(/at (\d{16}) \./g)) {
          late.push((now - Number(match[1])) / 1000)
          end = match.index + match[0].length
        }
        rest = text.slice(Math.max(end, text.length - 30))
      })
    })
  }
  while (connected < VIEWERS) await systemClock.sleep(20)
  process.send?.('connected')
  // What was said while 500 came at once is no measure: only what follows counts.
  await systemClock.sleep(2_000)
  late.length = 0
  for (let before = -1; before !== late.length; await systemClock.sleep(1_500)) before = late.length
  process.send?.(late)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void look(process.argv[2] as string)

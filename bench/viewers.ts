import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../src/core/clock.ts'
import { openBenchApp } from './bench-app.ts'
import { against, duration, percentile } from './measure.ts'

export const title = '500 people who look at one run while it puts something out: from the process to their browsers'

const VIEWERS = 500
const LINES = 60

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
  const bench = await openBenchApp({ file: 'viewers.md', text: RUNBOOK })
  // In a process of their own, as browsers are: our event loop must not serve both ends.
  const viewers = fork(fileURLToPath(import.meta.url), [bench.url], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const warm = await bench.fire('TellTheTime')
    viewers.send(warm)
    await once(viewers, 'message')
    const [late] = (await once(viewers, 'message')) as [number[]]
    const what = `${late.length} lines seen by ${VIEWERS} (median ${duration(percentile(late, 0.5))}), p99`
    const all = LINES * VIEWERS * 0.5
    if (late.length < all) return [`✗ only ${late.length} of ${LINES * VIEWERS} lines were seen`]
    return [against(what, percentile(late, 0.99), { atMost: 250 })]
  } finally {
    viewers.kill()
    await bench.close()
  }
}

/** The viewers: each reads the incident's stream as a browser does. */
async function look(url: string, incident: number): Promise<void> {
  const late: number[] = []
  const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
  let connected = 0
  for (let n = 0; n < VIEWERS; n++) {
    http.get(`${url}/api/v1/incidents/${incident}/events`, { agent }, (answer) => {
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
  // What was said before they came is no measure: only what follows counts.
  await systemClock.sleep(500)
  late.length = 0
  for (let before = -1; before !== late.length; await systemClock.sleep(1_500)) before = late.length
  process.send?.(late)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', (incident) => void look(process.argv[2] as string, incident as number))
}

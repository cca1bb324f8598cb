import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type BenchApp, openBenchApp } from './bench-app.ts'
import { duration, pairs } from './measure.ts'

export const title = 'webhook in to first diagnostic output, against the same command typed into a ready bash'

const COMMAND = 'grep root /etc/passwd'

const RUNBOOK = `# Bench

### Look at once

**Alert**: \`LookAtOnce\`

#### Triage

\`\`\`bash
# 1. Look
${COMMAND}
\`\`\`
`

export async function run(): Promise<string[]> {
  const bench = await openBenchApp({ file: 'alert.md', text: RUNBOOK })
  try {
    const { ours, theirs } = await pairs(30, () => untilOutput(bench), untilPlainOutput)
    return [
      `standby ${duration(ours)} over HTTP, stored and shown; a bash process alone ${duration(theirs)}: ${duration(ours - theirs)} more`,
    ]
  } finally {
    await bench.close()
  }
}

async function untilOutput({ app, fire }: BenchApp): Promise<void> {
  const number = await fire('LookAtOnce')
  const { incident } = await app.incidents.page(number)
  const changes = app.changes.subscribe(incident.id)
  const never = new AbortController().signal
  while ((await app.engine.outputOf(incident.id, { limit: 1 })).length === 0) await changes.next(never)
  changes.close()
}

async function untilPlainOutput(): Promise<void> {
  const child = spawn('/bin/bash', ['-c', COMMAND], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  await once(child, 'exit')
}

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchApp, openBenchApp } from './bench-app.ts'
import { duration, pairs } from './measure.ts'

export const title = '100 read-only steps from the alert to the last output, against bash without us'

const COMMANDS = Array.from({ length: 100 }, (_, n) => `grep -c root /etc/passwd && echo step ${n + 1}`)

const RUNBOOK = `# Bench

### Hundred steps

**Alert**: \`HundredSteps\`

#### Triage

\`\`\`bash
${COMMANDS.map((command, n) => `# ${n + 1}. Look\n${command}`).join('\n\n')}
\`\`\`
`

export async function run(): Promise<string[]> {
  const bench = await openBenchApp({ file: 'hundred-steps.md', text: RUNBOOK })
  try {
    const folder = mkdtempSync(join(tmpdir(), 'standby-bench-'))
    const one = join(folder, 'all.sh')
    writeFileSync(one, COMMANDS.join('\n'))
    const ours = () => runToEnd(bench)
    const script = await pairs(5, ours, () => bash([one]))
    const loop = await pairs(5, ours, () => {
      for (const command of COMMANDS) bash(['-c', command])
    })
    return [
      `one bash script: ${duration(script.theirs)}; standby ${duration(script.ours)}: ${(1 / script.ratio).toFixed(1)} times as long`,
      `a bash for each step, as standby starts one: ${duration(loop.theirs)}; standby ${duration(loop.ours)}: ${(1 / loop.ratio).toFixed(1)} times as long`,
      `overhead per step over its own bash: ${duration((loop.ours - loop.theirs) / COMMANDS.length)} (stored attempt, output, timeline included)`,
    ]
  } finally {
    await bench.close()
  }
}

function bash(args: string[]): void {
  const { status } = spawnSync('/bin/bash', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (status !== 0) throw new Error(`bash ended with ${status}`)
}

async function runToEnd({ app, fire }: BenchApp): Promise<void> {
  const number = await fire('HundredSteps')
  const incident = await app.incidents.page(number)
  const changes = app.changes.subscribe(incident.incident.id)
  const never = new AbortController().signal
  for (;;) {
    const run = await app.engine.runOfIncident(app.db.pool, incident.incident.id)
    if (run === null) throw new Error('no run')
    if (run.status !== 'running') {
      const failed = run.steps.filter((step) => step.status !== 'succeeded').length
      if (failed > 0) throw new Error(`${failed} steps did not succeed`)
      changes.close()
      return
    }
    await changes.next(never)
  }
}

import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { createBashExecutor } from '../../src/exec/bash.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import type { Script } from '../../src/plan/plan.ts'
import type { StepResult } from '../../src/runs/executor.ts'
import { foreignRunbooks, isSafeToRun } from '../injection/positions.ts'

// Every step of the seeds that has a pipeline, a list, a condition or a substitution, run with recorders for programs:
// once as it is, to see what it starts, and then once for each of these, which is forced to fail.

const root = mkdtempSync(join(tmpdir(), 'standby-masked-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** Writes down how it was called; the call that is to fail does so, the first time. */
const RECORDER = `#!/bin/sh
call="\${0##*/} $*"
if [ -p /dev/stdin ]; then while read -r line; do printf '%s\\n' "$line"; done; else echo 1; fi
[ -d "$STANDBY_CALLS" ] || exit 0
n=0
while ! (set -C; printf '%s\\n' "$call" > "$STANDBY_CALLS/$n") 2>/dev/null; do n=$((n + 1)); done
if [ "$call" = "$STANDBY_FAILS" ] && (set -C; : > "$STANDBY_CALLS/failed") 2>/dev/null; then exit 7; fi
exit 0
`

interface Step {
  from: string
  script: Script
  programs: string[]
}

const files = foreignRunbooks(['seeds'])

const steps = files.flatMap((file): Step[] => {
  const plan = compileRunbook(file, readFileSync(file, 'utf8'))
  return plan.procedures.flatMap(({ steps }) =>
    steps.flatMap(({ script, commands, line }) =>
      script !== null && /[|;&]|\$\(|\bif\b|\bfor\b|<\(/.test(script.text)
        ? [{ from: `${file.split('/').at(-1)}:${line}`, script, programs: commands.map(({ program }) => program) }]
        : [],
    ),
  )
})

function layBin(programs: readonly string[]): string {
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(root, 'recorder'), RECORDER)
  chmodSync(join(root, 'recorder'), 0o755)
  for (const name of new Set(programs.filter((one) => /^\w[\w.+-]*$/.test(one))))
    symlinkSync(join(root, 'recorder'), join(bin, name))
  return bin
}

let runs = 0

async function run(step: Step, bin: string, fails: string): Promise<{ result: StepResult; calls: string[] }> {
  const folder = join(root, `calls-${++runs}`)
  mkdirSync(folder)
  const executor = createBashExecutor({ clock: systemClock, workDir: join(root, 'work'), processEnv: { PATH: bin } })
  const names = new Set(step.script.holes.map(({ name }) => name))
  const result = await executor.run({
    attemptId: `masked-${process.pid}-${runs}`,
    // The gate that keeps a write from starting after a failure would hide what comes after it.
    script: step.script,
    values: Object.fromEntries([...names].map((name) => [name, '1'])),
    secrets: [],
    environment: { path: [], env: { STANDBY_CALLS: folder, STANDBY_FAILS: fails } },
    workspace: 'masked',
    timeoutMs: 5_000,
    onOutput: () => {},
    signal: new AbortController().signal,
  })
  const calls = readdirSync(folder)
    .filter((name) => name !== 'failed')
    .map((name) => readFileSync(join(folder, name), 'utf8').slice(0, -1))
  const hasFailed = readdirSync(folder).includes('failed')
  rmSync(folder, { recursive: true })
  return { result, calls: hasFailed || fails === '' ? [...new Set(calls)] : [] }
}

/** Whether the exit status that only the failed command has was written down, for a command of its own. */
const isSeen = ({ statements, exitCode }: StepResult) =>
  exitCode === 7 ||
  statements.some(
    ({ statuses, failures = [] }) => statuses.includes(7) || failures.some((one) => one.statuses.includes(7)),
  )

const skip = files.length === 0 ? 'the seeds are not here' : false

test('for every pipeline and list of the seeds, forcing any one command to fail is seen', { skip }, async (t) => {
  const runnable = steps.filter(({ script, programs }) => isSafeToRun({ text: script.text, programs }))
  const bin = layBin(runnable.flatMap(({ programs }) => programs))
  const masked: string[] = []
  let forced = 0
  for (const step of runnable) {
    const { calls } = await run(step, bin, '')
    for (const call of calls) {
      const { result, calls: again } = await run(step, bin, call)
      // Not reached this time: what came before it decided otherwise.
      if (again.length === 0) continue
      forced++
      if (!isSeen(result))
        masked.push(`${step.from}: ${call}\n${JSON.stringify(result.statements)}\n${step.script.text}`)
    }
  }
  t.diagnostic(`${runnable.length} of ${steps.length} steps; ${forced} failures forced, ${masked.length} not seen`)
  assert.deepEqual(masked, [])
  assert.ok(forced > 50)
})

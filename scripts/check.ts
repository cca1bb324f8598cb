import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'

// npm run check: everything that can be found out without running the product. Each check prints one line, and
// its own words only when it fails.

interface Check {
  name: string
  command: [program: string, ...args: string[]]
}

interface Outcome {
  check: Check
  passed: boolean
  seconds: number
  output: string
}

const ROOT = path.resolve(import.meta.dirname, '..')
const inBin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name)

const CHECKS: Check[] = [
  { name: 'format and lint', command: [inBin('biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'types of the server', command: [inBin('tsc'), '--project', '.'] },
  { name: 'types of the console', command: [inBin('tsc'), '--project', 'web'] },
  {
    name: 'import rules and cycles',
    command: [process.execPath, '--test', '--test-reporter=spec', 'test/architecture.test.ts'],
  },
]

process.exitCode = await main()

async function main(): Promise<number> {
  const checks = CHECKS.filter(
    ({ command }) => !command.includes('web') || existsSync(path.join(ROOT, 'web/tsconfig.json')),
  )
  const outcomes = await Promise.all(
    checks.map(async (check) => {
      const outcome = await run(check)
      process.stdout.write(`${outcome.passed ? '✔' : '✖'} ${check.name} (${outcome.seconds.toFixed(1)} s)\n`)
      return outcome
    }),
  )
  const failed = outcomes.filter((outcome) => !outcome.passed)
  for (const { check, output } of failed) process.stdout.write(`\n── ${check.name}\n${whatFailed(output)}\n`)
  if (failed.length === 0) return 0
  process.stdout.write(`\n${failed.length} of ${checks.length} checks failed; \`npm run format\` mends what it can\n`)
  return 1
}

/** A test run also lists what passed; that is left out here. */
function whatFailed(output: string): string {
  return (output.split('✖ failing tests:').at(-1) ?? output).trim()
}

function run(check: Check): Promise<Outcome> {
  const [program, ...args] = check.command
  const started = performance.now()
  return new Promise((resolve) => {
    const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...color } })
    let output = ''
    const end = (passed: boolean) => resolve({ check, passed, seconds: (performance.now() - started) / 1_000, output })
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (status) => end(status === 0))
  })
}

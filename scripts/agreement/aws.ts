/**
 * Compares `parseAws` with the real AWS CLI: on commands made from the CLI's own models and spoiled, does it refuse what
 * the client refuses before it asks the service, and take the rest?
 *
 *     node scripts/agreement/aws.ts --n 1000 --seed 1
 *
 * Needs python3 with `awscli` (version 1) and `moto_server`.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAws } from '../../src/analysis/aws/parse-aws.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'
import { startEmulator } from './emulator.ts'

const run = promisify(execFile)
const WORKER = join(import.meta.dirname, 'aws-worker.py')

/** Whether this machine has what the comparison needs; says what is missing. */
export async function missingForAws(): Promise<string | null> {
  for (const [what, program, args] of [
    ['the AWS CLI version 1', 'python3', ['-c', 'import awscli']],
    ['moto_server', 'moto_server', ['--help']],
  ] as const)
    try {
      await run(program, args)
    } catch {
      return `${what} is not installed`
    }
  return null
}

/** Compares on `n` commands made from `seed`. Starts an emulator on loopback, and stops it. */
export async function compareAws({ n, seed }: { n: number; seed: number }): Promise<Agreement> {
  const { endpoint, stop } = await startEmulator()
  try {
    const { stdout } = await run('python3', [WORKER, String(n), String(seed), endpoint], { maxBuffer: 1 << 28 })
    return agreementOf(stdout.trim().split('\n').map(verdictOf))
  } finally {
    stop()
  }
}

function verdictOf(line: string): Verdict {
  const { argv, accepted, said }: { argv: string[]; accepted: boolean; said: string } = JSON.parse(line)
  const [error] = parseAws(argv).errors
  const shown = argv.map((word) => (/^[\w./:=,@-]+$/.test(word) ? word : `'${word}'`)).join(' ')
  const reason = accepted ? (error ?? '') : said
  return {
    input: `aws ${shown}`,
    real: accepted,
    ours: error === undefined || error === 'help',
    said: reason.split('\n').slice(-6).join(' '),
  }
}

if (import.meta.main) {
  const missing = await missingForAws()
  if (missing !== null) throw new Error(missing)
  const agreement = await compareAws(readNumbers(process.argv, { n: 1000, seed: 1 }))
  console.log(agreementText('aws', agreement))
}

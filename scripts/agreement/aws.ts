/**
 * Compares `parseAws` with the real AWS CLI: on commands made from the CLI's own models and spoiled, does it refuse what
 * the client refuses before it asks the service, and take the rest?
 *
 *     node scripts/agreement/aws.ts --n 1000 --seed 1
 *
 * Needs python3 with `awscli` (version 1) and `moto_server`.
 */
import { execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAws } from '../../src/analysis/aws/parse-aws.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'

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
  const port = await freePort()
  const emulator = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  try {
    const endpoint = `http://127.0.0.1:${port}`
    await answering(endpoint)
    const { stdout } = await run('python3', [WORKER, String(n), String(seed), endpoint], { maxBuffer: 1 << 28 })
    return agreementOf(stdout.trim().split('\n').map(verdictOf))
  } finally {
    emulator.kill()
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answering(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await fetch(endpoint)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  throw new Error('the emulator does not answer')
}

if (import.meta.main) {
  const missing = await missingForAws()
  if (missing !== null) throw new Error(missing)
  const agreement = await compareAws(readNumbers(process.argv, { n: 1000, seed: 1 }))
  console.log(agreementText('aws', agreement))
}

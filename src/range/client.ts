/**
 * The program behind `aws`, `kubectl`, `curl`… in the range's folder on PATH. It asks the range's server what the real
 * one would answer, and replays that: bytes and exit status. It is started for every command of a drill, so it imports
 * almost nothing; `server/bin-folder.ts` writes it out as plain JavaScript.
 *
 *     STANDBY_RANGE_SOCKET=… STANDBY_RANGE_SYSTEM=stratum node client.mjs kubectl get pods
 */
import { fstatSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { isatty } from 'node:tty'

/** The range's server is gone, or went away while it was asked: nobody knows what happened. */
const UNREACHABLE = 98
/** What of the caller's surroundings changes a real client's answer. */
const PASSED_ON = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_DEFAULT_OUTPUT',
  'AWS_PROFILE',
  'KUBECONFIG',
  'PGHOST',
  'PGPORT',
  'PGDATABASE',
  'PGUSER',
  'DATABASE_URL',
]

const { env } = process
const [program = '', ...argv] = process.argv.slice(2)
const socket = connect(env.STANDBY_RANGE_SOCKET ?? '')
let received = ''

socket.setEncoding('utf8')
socket.on('connect', () => {
  const kept = Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const call = {
    system: env.STANDBY_RANGE_SYSTEM,
    program,
    argv,
    cwd: process.cwd(),
    stdin: readInput(),
    attempt: env.STANDBY_ATTEMPT ?? null,
    env: kept,
  }
  socket.write(`${JSON.stringify(call)}\n`)
})
socket.on('data', (chunk: string) => {
  received += chunk
})
socket.on('end', () => {
  if (!received.endsWith('\n')) return lost('the range went away while it was asked')
  const answer = JSON.parse(received) as { stdout: string; stderr: string; exitCode: number; shell?: string }
  process.stderr.write(answer.stderr)
  if (env.STANDBY_AS_SHELL === '1') {
    process.stdout.write(answer.shell ?? asShell(answer))
    return
  }
  process.exitCode = answer.exitCode
  process.stdout.write(answer.stdout)
})
socket.on('error', (error) => lost(error.message))
// `kubectl logs … | head -3`: the reader has had enough.
process.stdout.on('error', () => process.exit(141))

/** What prints the answer and ends as it does, when a shell reads it. */
function asShell({ stdout, exitCode }: { stdout: string; exitCode: number }): string {
  return `printf '%s' '${stdout.replaceAll("'", "'\\''")}'; exit ${exitCode}`
}

function lost(why: string) {
  process.stderr.write(`standby range: not reachable: ${why}\n`)
  process.exit(UNREACHABLE)
}

/** Only a command that says it reads standard input gets it: others must leave it to who comes after them. */
function readInput(): string | null {
  const reads =
    argv.some(
      (word) =>
        word === '-' ||
        word.endsWith('@-') ||
        word.endsWith('/dev/stdin') ||
        /^-(f|d|i)-$/.test(word) ||
        word === '--password-stdin',
    ) ||
    (/^(psql|redis-cli)$/.test(program) &&
      !argv.some((word) => /^(-c|-f|--command|--file|-l|--list)/.test(word)) &&
      isPipe())
  // `process.stdin` would make the pipe one that does not wait for who writes to it.
  if (!reads || isatty(0)) return null
  try {
    return readFileSync(0, 'utf8')
  } catch {
    return null
  }
}

/** Something is piped in: not a terminal, and not nothing. */
function isPipe(): boolean {
  try {
    const { isFIFO, isFile } = ((at) => ({ isFIFO: at.isFIFO(), isFile: at.isFile() }))(fstatSync(0))
    return isFIFO || isFile
  } catch {
    return false
  }
}

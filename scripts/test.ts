import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import { silentLogger } from '../src/core/logger.ts'
import { preparePlace } from '../src/db/embedded/place.ts'
import { stopPostmaster } from '../src/db/embedded/postmaster.ts'
import { isAlive } from '../src/db/embedded/process.ts'
import { startEmbedded } from '../src/db/embedded/server.ts'
import { SERVER_URL } from '../test/support/database.ts'
import { FILES_TOGETHER } from '../test/support/together.ts'

// npm test                      everything
// npm test -- src/db            a folder
// npm test -- src/db/a.test.ts  files
// npm test -- --test-name-pattern=approval src/runs

const ROOT = path.resolve(import.meta.dirname, '..')
const FOLDERS = ['src', 'test', 'scripts', 'web/src']
const PREFIX = 'standby-test-'
/**
 * Whose tests only compute: they share one process. Of 112 small files of rules, each read the whole compiler for itself:
 * 58 s of the processor, and 1.5 s together.
 */
const COMPUTING = ['src/analysis', 'src/lint', 'src/plan', 'src/policy', 'src/runbook', 'src/range/clients', 'web/src']
/** Stays alone all the same: a hook would be one of all files, and what is timed or set would meet what others did. */
const ALONE = /\b(?:before|after)(?:Each)?\(|node:child_process|cpu-time|process\.(?:env|chdir)|sharedPlayground/
const TOGETHER = path.join(ROOT, 'test/support/together.ts')
/** What was compiled stays between runs: without it, every process strips and compiles the same files anew, for 0.3 s. */
const COMPILED = path.join(ROOT, 'node_modules/.cache/standby-tests')

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith('-'))
  const files = testFiles(args.filter((arg) => !arg.startsWith('-')))
  if (files.length === 0) {
    process.stderr.write(
      'error: no test files there\nhint: name files (*.test.ts) or folders below src, test, scripts\n',
    )
    return 2
  }
  await removeAbandoned()
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`))
  await chmod(dataDir, 0o755) // As root, PostgreSQL's account must get in.
  const server = await startEmbedded({ dataDir, durable: false, clock: systemClock, logger: silentLogger })
  try {
    return await runTests(options, files, server.url)
  } finally {
    // Whatever a test has left connected must not keep the server alive.
    await server.leave('always')
    await rm(server.folder, { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
}

function testFiles(named: readonly string[]): string[] {
  const wanted = named.length > 0 ? named : FOLDERS
  return wanted.flatMap((name) => {
    const at = path.resolve(name)
    if (!existsSync(at)) return globSync(name)
    if (!statSync(at).isDirectory()) return [at]
    return globSync('**/*.test.ts', { cwd: at, exclude: (entry) => entry === 'node_modules' })
      .map((file) => path.join(at, file))
      .sort()
  })
}

function isComputing(file: string): boolean {
  const isWithin = (folder: string) => file.startsWith(path.join(ROOT, folder) + path.sep)
  return COMPUTING.some(isWithin) && !ALONE.test(readFileSync(file, 'utf8'))
}

/** Stops and removes the servers of earlier runs that were killed before they could do it. */
async function removeAbandoned(): Promise<void> {
  for (const name of globSync(`${PREFIX}*-*`, { cwd: os.tmpdir() })) {
    const dataDir = path.join(os.tmpdir(), name)
    const isOurs = statSync(dataDir, { throwIfNoEntry: false })?.uid === process.getuid?.()
    if (!isOurs || isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) continue
    const place = await preparePlace(dataDir)
    await stopPostmaster(place, systemClock)
    await rm(place.folder, { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Runs node's test runner and resolves to its exit status. Its summary stays the last thing that is printed. */
function runTests(options: readonly string[], files: readonly string[], serverUrl: string): Promise<number> {
  const together = files.filter(isComputing)
  const alone = files.filter((file) => !together.includes(file))
  const flags = ['--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=2', '--test-reporter=spec']
  const child = spawn(process.execPath, [...flags, ...options, ...(together.length > 0 ? [TOGETHER] : []), ...alone], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      [SERVER_URL]: serverUrl,
      [FILES_TOGETHER]: JSON.stringify(together),
      NODE_COMPILE_CACHE: COMPILED,
    },
  })
  // Ctrl-C reaches the runner by itself; we stay to clean up after it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (status) => resolve(status ?? 1))
  })
}

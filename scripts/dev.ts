import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

// npm run dev: the server, started again whenever a file of it changes, and the console with hot reload in front of it.
// Arguments go to the server: npm run dev -- --database-url postgresql://…

const ROOT = path.resolve(import.meta.dirname, '..')
const KILL_AFTER_MS = 10_000

const server = [
  '--disable-warning=ExperimentalWarning',
  // Not the files of the console: Vite writes some of them while it starts.
  '--watch-path=src',
  '--watch-path=examples',
  '--watch-preserve-output',
  'bin/standby.js',
  'serve',
  '--examples',
  ...process.argv.slice(2),
]
const children: [name: string, child: ChildProcess][] = [['server', start(process.execPath, server, ROOT)]]

const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
if (existsSync(vite)) children.push(['console', start(process.execPath, [vite], path.join(ROOT, 'web'))])
else process.stderr.write('hint: run `npm ci` to get the console’s development server; starting the server alone\n')

let stopping = false
for (const [name, child] of children) {
  child.on('exit', (status, signal) => {
    if (!stopping) process.stderr.write(`the ${name} ended (${signal ?? `status ${status}`}); stopping the rest\n`)
    stop(status ?? 1)
  })
}
process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))

function start(program: string, args: string[], cwd: string): ChildProcess {
  return spawn(program, args, { cwd, stdio: 'inherit' })
}

/** Ctrl-C reaches the children by itself; whoever is left is asked, and in the end not asked. */
function stop(status: number): void {
  if (stopping) return
  stopping = true
  process.exitCode = status
  for (const [, child] of children) child.kill('SIGTERM')
  setTimeout(() => {
    for (const [, child] of children) child.kill('SIGKILL')
  }, KILL_AFTER_MS).unref()
}

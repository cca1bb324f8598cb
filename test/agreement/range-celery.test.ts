import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { Hand } from '../../src/range/test-support/hand.ts'
import { exampleSystem } from '../../src/range/test-support/systems.ts'

/**
 * The range's celery beside a real one with a worker and a broker: what they print, keys and types of what workers
 * reply, and how they end. STANDBY_CELERY names a celery that is not on PATH.
 */
const named = process.env.STANDBY_CELERY ?? ''
const onPath = (program: string) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))
const CELERY = existsSync(named) ? named : onPath('celery')
const PORT = 6_397

const APP = `from celery import Celery
from kombu import Queue
app = Celery('app', broker='redis://127.0.0.1:${PORT}/0')
app.conf.task_queues = [Queue(name, routing_key=name) for name in ('high_priority', 'default', 'low_priority')]
app.conf.task_default_queue = 'default'
@app.task(name='app.tasks.sync_campaigns')
def sync():
    pass
`

const COMMANDS = [
  'inspect ping',
  'inspect ping --json',
  'inspect active_queues',
  'inspect scheduled',
  'inspect reserved',
  'inspect registered',
  'inspect nonsense',
  'inspect ping -d celery@nobody',
  'status',
  'control cancel_consumer low_priority',
  'control add_consumer low_priority',
  'purge -Q low_priority',
  'purge -f -Q nothing_there',
]

/** What is other on purpose: names of workers, of tasks and of who is where. */
function shape(text: string): string {
  return text
    .replace(/celery@[\w.-]+/g, 'celery@NODE')
    .replace(/app\.tasks\.\w+/g, 'TASK')
    .replace(/( {4}\* TASK\n)+/g, '    * TASK\n')
    .replace(/'(exchange|name|routing_key)': ('[^']*'|\{'name': '[^']*')/g, "'$1': X")
    .replace(/("celery@NODE": \{"ok": "pong"\}(, )?)+/g, '"celery@NODE": {"ok": "pong"}')
    .replace(/'bindings': \[[^\]]*\]/g, "'bindings': []")
    .replace(/(?: {4}\* \{'id': .*\n)+/g, '    - empty -\n')
    .replace(/(-> {2}celery@NODE: OK\n(?: {4}.*\n)*)(\1)+/g, '$1')
    .replace(/\d+ nodes? online/, 'N nodes online')
}

test('celery prints and ends as the real one does', { timeout: 240_000 }, async (t) => {
  if (CELERY === undefined || onPath('redis-server') === undefined)
    return t.skip('celery or redis-server is not on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'range-celery-'))
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app/__init__.py'), '')
  writeFileSync(join(folder, 'app/worker.py'), APP)
  const broker = spawn('redis-server', ['--port', String(PORT), '--save', '', '--dir', folder], { stdio: 'ignore' })
  const worker = spawn(CELERY, ['-A', 'app.worker', 'worker', '-c', '1', '-n', 'pod-1'], {
    cwd: folder,
    stdio: 'ignore',
  })
  t.after(() => {
    worker.kill('SIGKILL')
    broker.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const real = (line: string) =>
    new Promise<{ stdout: string; stderr: string; exitCode: number }>((resolve) => {
      const child = execFile(
        CELERY,
        ['-A', 'app.worker', ...line.split(' ')],
        { cwd: folder },
        (error, stdout, stderr) => resolve({ stdout, stderr, exitCode: error === null ? 0 : Number(error.code ?? 1) }),
      )
      child.stdin?.end()
    })
  let isGone = false
  worker.once('exit', () => {
    isGone = true
  })
  for (let tries = 0; (await real('inspect ping')).exitCode !== 0; tries++) {
    if (isGone) return t.skip('this celery cannot talk to Redis')
    assert.ok(tries < 20, 'the worker does not answer')
  }

  const hand = new Hand(exampleSystem('stratum'))
  const differences: string[] = []
  for (const line of COMMANDS) {
    const theirs = await real(line)
    const ours = await hand.type(`celery -A app.worker ${line}`)
    const [a, b] = [theirs, ours].map((r) => JSON.stringify([r.exitCode, shape(r.stdout), shape(r.stderr)]))
    if (a !== b) differences.push(`${line}\n    it: ${a}\n    we: ${b}`)
  }
  for (const difference of differences) t.diagnostic(difference)
  assert.deepEqual(differences, [])
})

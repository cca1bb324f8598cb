import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { script } from '../../test/support/procedures.ts'
import { systemClock } from '../core/clock.ts'
import type { StepJob } from '../runs/executor.ts'
import { createBashExecutor } from './bash.ts'
import { findProcesses } from './processes.ts'
import { createRunFolders } from './run-folders.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-bad-'))
after(() => rmSync(workDir, { recursive: true, force: true }))
const executor = createBashExecutor({ clock: systemClock, workDir, processEnv: process.env })

async function run(text: string, rest: Partial<StepJob> = {}) {
  let shown = ''
  const result = await executor.run({
    attemptId: 'bad',
    script: script(text),
    values: {},
    secrets: [],
    environment: { path: [], env: {} },
    workspace: 'bad',
    timeoutMs: 120_000,
    onOutput: (piece) => {
      shown += piece.text
    },
    signal: new AbortController().signal,
    ...rest,
  })
  return { ...result, shown }
}

test('output of 1 GB is kept by its head and tail, and costs no memory', async () => {
  const megabytes = 1000
  const before = process.memoryUsage().rss
  const { droppedBytes, shown, exitCode } = await run(`yes 0123456789abcde | head -c ${megabytes}M; echo end`)
  assert.equal(exitCode, 0)
  assert.ok(droppedBytes > (megabytes - 1) * 1024 * 1024)
  assert.ok(shown.length < 700 * 1024)
  assert.match(shown, /end\n$/)
  assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024)
})

test('binary output is shown as what it is not: text', async () => {
  const { shown, exitCode } = await run('head -c 100000 /dev/urandom; printf "\\0\\0"')
  assert.equal(exitCode, 0)
  assert.ok(!shown.includes('\0'))
  assert.match(shown, /\uFFFD/)
  assert.match(shown, /some bytes are no text/)
})

test('a process that ignores SIGTERM is gone soon all the same', async () => {
  const cancel = new AbortController()
  const attemptId = `deaf-${process.pid}`
  const begun = systemClock.now().getTime()
  const running = run('trap "" TERM INT HUP; echo deaf; while :; do sleep 60; done', {
    attemptId,
    signal: cancel.signal,
    onOutput: () => cancel.abort(),
  })
  assert.equal((await running).ended, 'cancelled')
  assert.ok(systemClock.now().getTime() - begun < 30_000)
  assert.deepEqual(findProcesses([attemptId]), [])
})

test('a full disk fails the step that fills it, and says so', async () => {
  const { exitCode, shown } = await run('echo much > /dev/full')
  assert.notEqual(exitCode, 0)
  assert.match(shown, /No space left on device/)
})

test('a file that is too large is not kept, and refused where it is missing', async () => {
  const keep = { fileBytes: 10, runBytes: 15, files: 3 }
  await run('printf 12345678 > a; printf 12345678 > b; printf 123456789012 > c', { workspace: 'keep' })
  const folders = createRunFolders(workDir, keep)
  const found = await folders.read('keep', [])
  const files = found.map(({ file }) => file)
  assert.deepEqual(
    files.map(({ path, digest }) => [path, digest === null]),
    [
      ['a', false],
      ['b', true],
      ['c', true],
    ],
  )
  const contents = new Map(
    found.flatMap(({ file, content }) => (content === null ? [] : [[file.path, content] as const])),
  )
  await assert.rejects(
    folders.restore('elsewhere', files, async () => contents),
    { code: 'file-not-kept' },
  )
  await folders.restore('elsewhere', files.slice(0, 1), async () => contents)
  assert.equal((await run('cat a', { workspace: 'elsewhere' })).shown, '12345678')
})

test('a full disk: a step whose folder cannot be made is refused before anything of it is run', async () => {
  // A file where the folder should be: what a full disk does, without filling one.
  writeFileSync(join(workDir, 'taken'), '')
  const blocked = createBashExecutor({ clock: systemClock, workDir: join(workDir, 'taken'), processEnv: process.env })
  const job = { attemptId: 'full', values: {}, secrets: [], environment: { path: [], env: {} }, workspace: 'x' }
  const rest = { timeoutMs: 5_000, onOutput: () => {}, signal: new AbortController().signal }
  await assert.rejects(blocked.run({ ...job, ...rest, script: script('!echo wrote') }), { code: 'cannot-start' })
})

test('a value longer than a process may be given is refused before anything is run', async () => {
  await assert.rejects(run('!echo "$LONG"', { values: { LONG: 'x'.repeat(200_000) } }), { code: 'cannot-start' })
})

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { script } from '../../test/support/procedures.ts'
import { monotonicMs, systemClock } from '../core/clock.ts'
import type { OutputPiece, StepJob } from '../runs/executor.ts'
import { createBashExecutor } from './bash.ts'
import { findProcesses } from './processes.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-exec-'))
after(() => rmSync(workDir, { recursive: true, force: true }))
const executor = createBashExecutor({ clock: systemClock, workDir, processEnv: { ...process.env, LEAK: 'ours' } })
let attempts = 0

async function run({
  executor: by = executor,
  ...job
}: Partial<StepJob> & Pick<StepJob, 'script'> & { executor?: typeof executor }) {
  const pieces: OutputPiece[] = []
  const result = await by.run({
    attemptId: `attempt-${process.pid}-${++attempts}`,
    values: {},
    secrets: [],
    environment: { path: [], env: {} },
    workspace: 'run-1',
    timeoutMs: 50_000,
    onOutput: (piece) => pieces.push(piece),
    signal: new AbortController().signal,
    ...job,
  })
  const text = (stream: OutputPiece['stream']) =>
    pieces
      .filter((p) => p.stream === stream)
      .map((p) => p.text)
      .join('')
  return { ...result, stdout: text('stdout'), stderr: text('stderr') }
}

test('a value is data in every quoting, whatever it holds', async () => {
  const nasty = fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom(
      '$',
      '(',
      ')',
      '`',
      '"',
      "'",
      '\\',
      ' ',
      '\n',
      ';',
      '&',
      '|',
      '*',
      '~',
      '!',
      '#',
      'a',
      'é',
      '{',
      '}',
    ),
  })
  const text = script('printf "%s|" <X> a<X> "in <X>"\nprintf "%s|" \'in <X>\'')
  await fc.assert(
    fc.asyncProperty(nasty, async (value) => {
      const { stdout, exitCode } = await run({ script: text, values: { X: value } })
      assert.equal(exitCode, 0)
      assert.equal(stdout, `${value}|a${value}|in ${value}|in ${value}|`)
    }),
    { numRuns: 25 },
  )
})

const unsafe: [name: string, source: string, value: string][] = [
  ['an option', 'kubectl delete pod <X>', '--all'],
  ['an expression in arithmetic', 'echo $((<X> + 1))', 'a[$(id)]'],
  ['an expression in a comparison', '[[ <X> -eq 1 ]]', 'a[$(id)]'],
  ['code for eval', 'eval echo <X>', '$(id)'],
  ['the name of a variable that is set', 'declare "<X>=1"', 'a[$(id)]'],
  ['a variable’s name in a function', 'f() { local "$X=1"; }; f', 'a[$(id)]'],
  ['a variable that is looked for', 'test ! -v "<X>"', 'a[$(id)]'],
  ['the place in a list', 'a[<X>]=1', 'b[$(id)]'],
  ['the place in a list by its variable’s name', 'a[X]=1', 'b[$(id)]'],
  ['a place among others', 'a=(1 [$X]=2)', 'b[$(id)]'],
  ['a number of the shell’s own', 'RANDOM="<X>"', 'a[$(id)]'],
  ['a list of words to complete', 'compgen -W "<X>"', '$(id)'],
]
for (const [name, source, value] of unsafe) {
  test(`refuses a value that would be read as ${name}`, () => {
    assert.throws(() => executor.check({ script: script(source), values: { X: value } }), { code: 'unsafe-value' })
  })
}

test('what fills a placeholder is there as a variable too, where the step reads it so', async () => {
  const text = script('printf "%s|" <KEY> "${KEY:?}" "${OTHER-none}" <USER> "$USER"')
  const { stdout } = await run({
    script: text,
    values: { KEY: 'a b', USER: 'ada' },
    environment: { path: [], env: { USER: 'on-call' } },
  })
  assert.equal(stdout, 'a b|a b|none|ada|on-call|')
})

test('refuses a value for a text that another program reads, unless it is harmless', async () => {
  const nested = script('bash -c \'echo "got <X>"\'')
  nested.holes = nested.holes.map((hole) => ({ ...hole, quoting: 'nested' }))
  assert.throws(() => executor.check({ script: nested, values: { X: '$(id)' } }), { code: 'unsafe-value' })
  assert.equal((await run({ script: nested, values: { X: 'web-1' } })).stdout, 'got web-1\n')
})

test('refuses to fill a heredoc that takes no values', () => {
  const text = "cat <<'EOF'\n<X>\nEOF"
  const heredoc = script(text)
  const statements = [{ from: 0, to: text.length, line: 1, effect: 'read' as const }]
  const filled = {
    ...heredoc,
    statements,
    holes: heredoc.holes.map((hole) => ({ ...hole, quoting: 'heredoc' as const })),
  }
  assert.throws(() => executor.check({ script: filled, values: { X: 'a' } }), { code: 'cannot-fill-hole' })
})

test('keeps the exit status of every command of every statement', async () => {
  const result = await run({ script: script('true | false | true\n(exit 3)\necho done') })
  assert.deepEqual(result.statements, [
    { statement: 0, statuses: [0, 1, 0] },
    { statement: 1, statuses: [3] },
    { statement: 2, statuses: [0] },
  ])
  assert.equal(result.exitCode, 1)
  assert.equal(result.stdout, 'done\n')
})

test('a failing command stops the step before the next write, not before the next read', async () => {
  const result = await run({ script: script('false\necho looked\n!echo wrote\necho never') })
  assert.equal(result.stdout, 'looked\n')
  assert.equal(result.exitCode, 1)
  assert.deepEqual(
    result.statements.map((s) => s.statement),
    [0, 1],
  )
})

const noMatch: [source: string, exitCode: number][] = [
  ['echo a | grep b', 0],
  ['grep -q b /dev/null', 0],
  ['echo a | grep b | head -1', 0],
  ['grep x /no/such/file 2>/dev/null', 2],
  ['(exit 1) | grep b', 1],
  ['(exit 22) | grep b', 22],
  ['yes | head -1', 0],
  ['cat /no/such/file 2>/dev/null | sed s/a/b/', 1],
]
for (const [source, exitCode] of noMatch) {
  test(`tells "no match" from failure: ${source}`, async () => {
    const result = await run({ script: script(`${source}\n!echo wrote`) })
    assert.equal(result.exitCode, exitCode)
    assert.equal(result.stdout.endsWith('wrote\n'), exitCode === 0)
  })
}

test('scripts under `set -e`, with `$?`, `exit` and their own separators behave as in bash', async () => {
  assert.equal((await run({ script: script('set -euo pipefail\nfalse\n!echo wrote') })).exitCode, 1)
  assert.equal((await run({ script: script('set -e\nfalse && true\necho on') })).stdout, 'on\n')
  assert.equal((await run({ script: script('grep -q a /dev/null\necho $?') })).stdout, '1\n')
  assert.equal((await run({ script: script('exit 7\necho on') })).exitCode, 7)
  assert.deepEqual((await run({ script: script('IFS=,\ntrue | true') })).statements.at(-1)?.statuses, [0, 0])
})

test('runs nothing of a text that is no shell to its end', async () => {
  const result = await run({ script: script('echo first\nif true; then') })
  assert.equal(result.stdout, '')
  assert.notEqual(result.exitCode, 0)
})

test('carries over the variables it is asked for, and only those', async () => {
  const text = script('A="x y\nz" B=2 C=3\nexport B', { exports: ['A', 'B', 'NONE'] })
  text.statements = [{ from: 0, to: text.text.length, line: 1, effect: 'read' }]
  assert.deepEqual((await run({ script: text })).exports, { A: 'x y\nz', B: '2' })
})

test('commands see a small environment, the values, and nothing else of ours', async () => {
  const { stdout } = await run({
    script: script('env | cut -d= -f1 | sort\necho $VERSION\ncat'),
    environment: { path: ['/first'], env: { KUBECONFIG: '/k' } },
    values: { VERSION: '1.2' },
  })
  assert.match(stdout, /KUBECONFIG\n/)
  assert.match(stdout, /1\.2\n$/)
  assert.doesNotMatch(stdout, /LEAK/)
  assert.match(
    (await run({ script: script('echo $PATH'), environment: { path: ['/first'], env: {} } })).stdout,
    /^\/first:/,
  )
})

test('masks the secrets it was told of, and those of the environment', async () => {
  const { stdout, stderr } = await run({
    script: script('echo "url $DATABASE_URL"; printf hunt; sleep 0.05; echo er22; echo $TOKEN_X >&2'),
    secrets: ['hunter22'],
    values: { DATABASE_URL: 'postgres://u:secretpw@h/d' },
    environment: { path: [], env: { TOKEN_X: 'tok-value-9' } },
  })
  assert.doesNotMatch(stdout + stderr, /secretpw|hunter22|tok-value/)
})

test('characters survive the borders of chunks, and what is no text is said', async () => {
  assert.equal((await run({ script: script("printf '\\xc3'; sleep 0.05; printf '\\xa9\\n'") })).stdout, 'é\n')
  const broken = await run({ script: script("printf 'a\\xff\\n'") })
  assert.equal(broken.stdout, 'a\uFFFD\n')
  assert.match(broken.stderr, /no text/)
})

test('keeps head and tail of too much output and says what is missing', async () => {
  const small = createBashExecutor({
    clock: systemClock,
    workDir,
    processEnv: process.env,
    outputCap: { head: 1000, tail: 500 },
  })
  let shown = ''
  const { droppedBytes } = await small.run({
    attemptId: 'cap',
    script: script('seq 1 10000'),
    values: {},
    secrets: [],
    environment: { path: [], env: {} },
    workspace: 'run-1',
    timeoutMs: 10_000,
    onOutput: ({ text }) => {
      shown += text
    },
    signal: new AbortController().signal,
  })
  assert.equal(droppedBytes, 48_894 - 1500)
  assert.match(shown, /^1\n2\n/)
  assert.match(shown, /47394 bytes of output dropped/)
  assert.match(shown, /\n10000\n$/)
})

test('the time limit ends the whole group, grandchildren that left it included', async () => {
  const attemptId = `limit-${process.pid}`
  const result = await run({
    attemptId,
    script: script('trap "" TERM; setsid sleep 60 & sleep 60 & echo started; sleep 60'),
    timeoutMs: 300,
  })
  assert.equal(result.ended, 'timeout')
  assert.equal(result.exitCode, 124)
  assert.equal(result.stdout, 'started\n')
  assert.deepEqual(result.statements, [])
  assert.deepEqual(findProcesses([attemptId]), [])
})

test('cancelling ends it by force when asking is not enough, and waits less than a second before it does', async () => {
  const cancel = new AbortController()
  const attemptId = `cancel-${process.pid}`
  const waited: number[] = []
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => {
      if (cancel.signal.aborted) waited.push(ms)
      return systemClock.sleep(ms, signal)
    },
  }
  const result = await run({
    attemptId,
    executor: createBashExecutor({ clock, workDir }),
    script: script('echo started; bash -c "trap \\"\\" TERM; sleep 60"'),
    signal: cancel.signal,
    onOutput: () => cancel.abort(),
  })
  assert.equal(result.ended, 'cancelled')
  assert.ok(waited.length > 0 && Math.max(...waited) < 1_000, String(waited))
  assert.deepEqual(findProcesses([attemptId]), [])
})

test('a step that comes too late runs nothing: its node was frozen, and another may have begun it', async () => {
  const late = await run({ script: script('!echo wrote'), startBefore: monotonicMs() - 50 })
  assert.equal(late.notBegun, true)
  assert.equal(late.stdout, '')
  assert.deepEqual(late.statements, [])
  const early = await run({ script: script('!echo wrote'), startBefore: monotonicMs() + 10_000 })
  assert.equal(early.notBegun, undefined)
  assert.equal(early.stdout, 'wrote\n')
})

test('what a step left in the background ends with it, and does not delay it', async () => {
  const attemptId = `background-${process.pid}`
  const begun = systemClock.now().getTime()
  await run({ attemptId, script: script('sleep 60 & echo on') })
  // How loaded the machine is must not decide.
  assert.ok(systemClock.now().getTime() - begun < 30_000)
  while (findProcesses([attemptId]).length > 0) await systemClock.sleep(1)
})

test('kills what a vanished node left behind', async () => {
  const attemptId = `left-${process.pid}`
  const started = Promise.withResolvers<void>()
  const running = run({ attemptId, script: script('sleep 60'), onStarted: () => started.resolve() })
  await started.promise
  while (findProcesses([attemptId]).length === 0) await systemClock.sleep(1)
  assert.ok((await executor.killLeftovers([attemptId])) > 0)
  assert.equal((await running).exitCode, 137)
})

test('steps of one run share a folder that is theirs', async () => {
  await run({ script: script('echo kept > note'), workspace: 'run-2' })
  assert.equal((await run({ script: script('cat note'), workspace: 'run-2' })).stdout, 'kept\n')
  assert.ok(existsSync(join(workDir, 'run-2', 'note')))
  assert.equal(readFileSync(join(workDir, 'run-2', 'note'), 'utf8'), 'kept\n')
})

test('a step begins in the folder, and with the functions, that the one before it in its fence has left', async () => {
  const first = await run({
    script: script('mkdir -p deep; cd deep; greet() { echo "hello $1 in ${PWD##*/}"; }'),
    workspace: 'carry',
  })
  assert.equal(first.shell?.folder, 'deep')
  assert.deepEqual(Object.keys(first.shell?.functions ?? {}), ['greet'])
  const second = await run({ script: script('greet ann; cd /usr'), workspace: 'carry', shell: first.shell ?? null })
  assert.equal(second.stdout, 'hello ann in deep\n')
  assert.equal(second.shell?.folder, '/usr')
  await assert.rejects(run({ script: script('pwd'), shell: { folder: '/no/such/folder', functions: {} } }), {
    code: 'no-such-folder',
  })
})

test('`watch` repeats a command up to a bound, and prints what has changed', async () => {
  const result = await run({
    script: script('STANDBY_WATCH_ROUNDS=3 watch -n 0.01 -d "echo x >> seen; wc -l < seen"'),
    workspace: 'watch',
  })
  assert.equal(result.stdout, 'Every 0.01s, at most 3 times: echo x >> seen; wc -l < seen\n1\n2\n3\n')
  assert.equal(result.exitCode, 0)
  const failing = await run({
    script: script('STANDBY_WATCH_ROUNDS=2 watch -tn0.01 "echo once; exit 3"'),
    workspace: 'watch',
  })
  assert.equal(failing.stdout, 'once\n')
  assert.equal(failing.exitCode, 3)
})

test('what follows a log is ended after a while, with success; what only looks like it is left alone', async () => {
  const quick = createBashExecutor({ clock: systemClock, workDir, processEnv: process.env, followSeconds: 1 })
  let shown = ''
  const follow = async (text: string) => {
    shown = ''
    return quick.run({
      attemptId: 'follow',
      script: script(text),
      values: {},
      secrets: [],
      environment: { path: [], env: {} },
      workspace: 'follow',
      timeoutMs: 20_000,
      onOutput: (piece) => {
        shown += piece.text
      },
      signal: new AbortController().signal,
    })
  }
  assert.equal((await follow('echo line > log; tail -f log')).exitCode, 0)
  assert.match(shown, /^line\n\[standby: stopped following after 1 s\]\n$/)
  assert.equal((await follow('tail -n5 log | grep line')).exitCode, 0)
  assert.equal(shown, 'line\n')
})

test('in a place of its own a step writes nothing on the machine: absolute paths and the home folder are the run’s', async () => {
  const target = join(workDir, 'outside.log')
  const environment = { path: [], env: {}, ownRoot: true }
  const wrote = await run({
    script: script(`echo rotated >> ${target}\necho b > ~/note\ncat < ${target}\necho "$HOME"`),
    environment,
    workspace: 'run-own-root',
  })
  assert.equal(wrote.stderr, '')
  assert.equal(existsSync(target), false)
  assert.match(wrote.stdout, /^rotated\n.*run-own-root\/\.root\/home\n$/s)
  assert.equal(existsSync(join(workDir, 'run-own-root/.root/home/note')), true)
})

test('in a place of its own a path in a variable, one that climbs out, and one in another folder stay inside', async () => {
  const target = join(workDir, 'climbed.log')
  const texts = [
    `F=${target}; echo a > "$F"; cat "$F" 2> /dev/null; cat < $F`,
    `echo a > /..${target}; cat < /../..${target}`,
    `echo a > ../climbed.log; cat < ../climbed.log`,
    `mkdir -p d; cd d; echo a > ../../climbed.log; cat < ../../climbed.log`,
    `cd ${workDir}; echo a > climbed.log; cat < climbed.log`,
    `w() { echo a >> $1; }; w ${target}; read -r l < ${target}; echo $l`,
    `{ echo a; } >| "$(echo ${target})"; cat < ${target}`,
    'echo a > "with space"; cat "with space"',
    'exec 3> log; echo a >&3; cat log',
  ]
  for (const [n, text] of texts.entries()) {
    const environment = { path: [], env: {}, ownRoot: true }
    const wrote = await run({ script: script(text), environment, workspace: `run-climbs-${n}` })
    assert.deepEqual([wrote.stdout, wrote.stderr, existsSync(target)], ['a\n', '', false], text)
  }
})

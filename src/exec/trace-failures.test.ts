import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { script } from '../../test/support/procedures.ts'
import { systemClock } from '../core/clock.ts'
import type { StepResult } from '../runs/executor.ts'
import { createBashExecutor } from './bash.ts'
import { mayHide } from './trace-failures.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-trace-'))
after(() => rmSync(workDir, { recursive: true, force: true }))
const executor = createBashExecutor({ clock: systemClock, workDir, processEnv: process.env })

async function run(text: string): Promise<StepResult & { stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' }
  const result = await executor.run({
    attemptId: `trace-${process.pid}`,
    // One statement: what is inside of it is what is to be seen.
    script: { ...script('true'), text, statements: [{ from: 0, to: text.length, line: 1, effect: 'read' }], holes: [] },
    values: {},
    secrets: [],
    environment: { path: [], env: {} },
    workspace: 'trace',
    timeoutMs: 10_000,
    onOutput: (piece) => {
      said[piece.stream] += piece.text
    },
    signal: new AbortController().signal,
  })
  return { ...result, ...said }
}

/** Whether exit status 7, which only the command that is forced to fail has, was seen somewhere. */
const saw = (result: StepResult) =>
  result.statements.some(
    ({ statuses, failures = [] }) => statuses.includes(7) || failures.some((failure) => failure.statuses.includes(7)),
  )

/** `@` stands for a command that may be forced to fail. */
const SHAPES = [
  '@ | @ | @',
  '@ || @',
  '@ && @ || @',
  '{ @ | @; } && @',
  '( @ | @ )',
  'x=$(@ | @); echo "$x"',
  'echo "$(@)" "$(@ | cat)"',
  'for i in 1 2; do @ | @; done',
  'if @; then @; else @; fi',
  'while @; do @; break; done',
  'f() { @ | @; }; f',
  'f() { @; @; }; f | cat',
  'cat <(@ | @)',
  '@ & wait $!',
  '! @',
  '( ! @ )',
  '@ || echo | @',
  'case $(@) in *) @ | @;; esac',
  'echo a | while read -r l; do @ | @; done',
  'export x=$(@)',
  '[[ -n $(@) ]] || @',
]

const FAIL = "sh -c 'exit 7'"

for (const shape of SHAPES) {
  test(`forcing any one command to fail is seen: ${shape}`, async () => {
    const holes = shape.split('@').length - 1
    for (let failing = 0; failing < holes; failing++) {
      let at = 0
      const text = shape.replaceAll('@', () => (at++ === failing ? FAIL : 'true'))
      const isReached = spawnSync('bash', ['-c', text.replace(FAIL, `{ echo reached >&2; ${FAIL}; }`)])
        .stderr.toString()
        .includes('reached')
      if (isReached) assert.ok(saw(await run(text)), text)
    }
  })
}

for (const text of [
  '@ || echo well | cat',
  '@ || { echo well | cat; }',
  'x=$(@ || echo well | cat)',
  '@ || (echo well)',
]) {
  test(`what goes well is not taken for what failed before it: ${text}`, async () => {
    const { statements } = await run(text.replace('@', FAIL))
    assert.deepEqual(
      statements.flatMap(({ failures = [] }) => failures),
      [{ command: FAIL, statuses: [7] }],
    )
  })
}

test('plain pipelines are not traced: their own statuses say all; whatever nests is', () => {
  for (const text of [
    'aws ecs list-tasks --cluster "${CLUSTER}" | head -5',
    'kubectl get pods -n $NS 2>&1 | grep api > out.txt',
    'FOO=1 ./deploy.sh --to prod &>> log',
    'cat <<EOF | psql\nvacuum\nEOF',
  ])
    assert.equal(mayHide(text), false, text)
  const nesting = [
    'eval "a || b"',
    '. ./lib.sh',
    'a |& b',
    '$TOOL x',
    'echo a | "$TOOL"',
    'echo `a`',
    'a &',
    'x=1 $TOOL',
  ]
  for (const text of [...SHAPES.slice(1), ...nesting]) assert.equal(mayHide(text), true, text)
})

const command = fc.constantFrom(
  'true',
  'false',
  '(exit 3)',
  'echo "$?"',
  'echo "$_"',
  'echo "${PIPESTATUS[@]}"',
  'cat',
  'x=$(false)',
  'x=$(echo hi)',
  'echo "$x"',
  'f',
  '[[ $x = hi ]]',
  'read -r x',
  'set -e',
  'set +e',
  'set -o pipefail',
  'exit 5',
  'return 2',
  'IFS=,',
  'set -u',
)
// One that writes to a command that does not read ends by a signal, or does not: that is a race in bash itself.
const silent = fc.constantFrom('true', 'false', '(exit 3)', 'x=$(false)', '[[ $x = hi ]]', 'set -e', 'exit 5')

const { list } = fc.letrec<{ list: string; pipeline: string }>((tie) => ({
  pipeline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    command,
    fc.tuple(silent, command).map(([a, b]) => `${a} | ${b}`),
    tie('list').map((a) => `{ ${a}; } | cat`),
    tie('list').map((a) => `( ${a} )`),
    tie('list').map((a) => `echo "$( ${a} )"`),
    tie('list').map((a) => `for i in 1 2; do ${a}; done`),
    tie('list').map((a) => `if ${a}; then echo yes; else echo no; fi`),
    tie('list').map((a) => `f() { ${a}; }`),
  ),
  list: fc
    .array(fc.tuple(tie('pipeline'), fc.constantFrom('; ', ' && ', ' || ')), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([text, glue], i) => text + (i === parts.length - 1 ? '' : glue)).join('')),
}))

/** A function that does would go on for ever, traced or not. */
function callsItself(text: string): boolean {
  return [...text.matchAll(/f\(\) \{/g)].some(({ index }) => {
    const begin = index + 'f() {'.length
    let depth = 1
    let end = begin
    for (; depth > 0 && end < text.length; end++) depth += { '{': 1, '}': -1 }[text[end] as string] ?? 0
    return /\bf\b/.test(text.slice(begin, end))
  })
}

test('tracing changes nothing of what a script does', async () => {
  await fc.assert(
    fc.asyncProperty(list, async (made) => {
      // What `$_` holds before the first command is nobody's business.
      const text = `: begin; ${made}`
      fc.pre(!callsItself(text))
      const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'dumb' }
      const plain = spawnSync('bash', ['--noprofile', '--norc', '-c', `{\n${text}\n}`, 'runbook'], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const traced = await run(text)
      assert.equal(traced.stdout, plain.stdout.toString(), text)
    }),
    { numRuns: process.env.STANDBY_LONG ? 2000 : 60 },
  )
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startTestApp, type TestApp } from '../../test/support/app.ts'
import { systemClock } from '../core/clock.ts'
import type { IncidentSummary } from '../http/contract.ts'
import { files } from './files-command.ts'
import type { RunFlags } from './flags.ts'
import { run } from './run-command.ts'
import { createPaint, type Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'standby-run-'))
// The embedded database's account must be able to enter, else it keeps its data elsewhere, and that would stay.
chmodSync(folder, 0o755)
const runbook = join(folder, 'runbook.md')
const fence = '```'
writeFileSync(
  runbook,
  `# Tasks

## Restart a task

${fence}bash
# 1. List the tasks
echo '{"taskArn": "arn:aws:ecs:eu-west-1:1:task/web/abc"}'

# 2. Look at one
echo "looks at <TASK_ARN>"

# 3. Write it down
touch ${folder}/touched
${fence}

## Wait for long

${fence}bash
# Waits
echo waiting; sleep 60
${fence}

## Two steps

${fence}bash
# One
until [ -e ${folder}/paused ]; do sleep 0.05; done

# Two
echo two
${fence}

## Delete something

${fence}bash
# Delete it
rm -rf ${folder}/kept
${fence}

## Look only

${fence}bash
# Look
echo "seen it"
${fence}
`,
)

let team: TestApp
before(async () => {
  team = await startTestApp()
})
after(async () => {
  await team.close()
  rmSync(folder, { recursive: true, force: true })
})

const noWiring = new Proxy({} as Wiring, {
  get: () => () => {
    throw new Error('no server of its own is to be started')
  },
})

/** A person at a terminal: answers each question once, as soon as it is put. */
function sitDown(answers: readonly [question: RegExp, answer: string][]) {
  const input = new PassThrough()
  let screen = ''
  let read = 0
  const left = [...answers]
  const show = (text: string) => {
    screen += text
    const next = left[0]
    if (next === undefined || !next[0].test(screen.slice(read))) return
    left.shift()
    read = screen.length
    // As a person would: after having read.
    setImmediate(() => input.write(`${next[1]}\n`))
  }
  const terminal: Terminal = {
    out: show,
    err: show,
    color: false,
    paint: createPaint(false),
    width: 100,
    interactive: true,
    input,
    errStream: new Writable({
      write(chunk, _, done) {
        show(String(chunk))
        done()
      },
    }),
  }
  return { terminal, screen: () => screen, left: () => left }
}

const flags = (more: Partial<RunFlags> = {}): RunFlags => ({
  data: join(folder, 'nowhere'),
  databaseUrl: undefined,
  config: undefined,
  environment: undefined,
  param: [],
  dryRun: false,
  format: 'text',
  server: team.url,
  ...more,
})

test('in a server: values are offered from what was seen, writes are signed in place, and the end is told', async () => {
  const person = sitDown([
    [/TASK_ARN \(a value, or a number from above; enter takes 1\): /, '3'],
    [/'3' is none of 1 to 1; =3 gives the value 3 itself\n.*TASK_ARN .*: /s, '1'],
    [/Approve\? {2}y yes · N no · s skip this step · q stop the run {2}\[N\] /, 'y'],
  ])
  const code = await run(`${runbook}#restart-a-task`, flags(), noWiring, person.terminal)
  const screen = person.screen()
  assert.equal(code, 0, screen)
  assert.deepEqual(person.left(), [])
  for (const told of [
    /Run Restart a task in production \(incident \d+ at http/,
    /▸ \[read\] List the tasks/,
    /1 {2}arn:aws:ecs:eu-west-1:1:task\/web\/abc {2}from step 1, line 1/,
    /looks at arn:aws:ecs:eu-west-1:1:task\/web\/abc/,
    /\[write\] This waits for a signature, on exactly these bytes:\s+touch/,
    /completed: 3 of 3 steps succeeded/,
  ])
    assert.match(screen, told)
  assert.ok(existsSync(join(folder, 'touched')))
})

test('what the asker may not approve is said before it is asked: they wait, or reject it with a reason', async () => {
  writeFileSync(join(folder, 'kept'), 'kept')
  const person = sitDown([
    [/W wait for them · n reject it · b break the glass.*\[W\] /, 'b'],
    [/Why can it not wait\? /, 'the disk is full'],
    [/may not break the glass.*\[W\] /s, 'n'],
    [/Why\? \(kept on record.*\) /, 'not tonight'],
    [/Number, or q to stop the run: /, 'q'],
  ])
  const code = await run(`${runbook}#delete-something`, flags(), noWiring, person.terminal)
  const screen = person.screen()
  assert.equal(code, 1, screen)
  assert.match(screen, /You asked for it, so somebody else has to approve it: http\S+\/incidents\/\d+/)
  assert.match(screen, /\d\d:\d\d:\d\d {2}• rejected step 1, Delete it: not tonight/)
  assert.doesNotMatch(screen, /Approve\?/)
  assert.ok(existsSync(join(folder, 'kept')))
})

test('what runs is told in a line with its time, and Ctrl-C asks before it stops the run, soon', async () => {
  const person = sitDown([[/Stop the run\?.*\[N\] /, 'y']])
  const running = run(`${runbook}#wait-for-long`, flags(), noWiring, person.terminal)
  while (!/… step 1 of 1 · Waits · 1 s/.test(person.screen())) await systemClock.sleep(20)
  assert.match(person.screen(), /waiting\n/)
  const asked = systemClock.now().getTime()
  process.emit('SIGINT')
  assert.equal(await running, 1)
  assert.ok(systemClock.now().getTime() - asked < 30_000)
  assert.match(person.screen(), /stopped: 0 of 1 steps succeeded/)
})

test('Ctrl-C may also pause it: what runs is let end, and it goes on when told to', async () => {
  const person = sitDown([
    [/Stop the run\?.*\[N\] /, 'p'],
    [/r let it go on · q stop the run: /, 'r'],
  ])
  const running = run(`${runbook}#two-steps`, flags(), noWiring, person.terminal)
  while (!/▸ \[read\] One/.test(person.screen())) await systemClock.sleep(20)
  process.emit('SIGINT')
  const { pool } = team.app.db
  const asked = `select from timeline_entry where text like 'pauses the run: %'`
  while ((await pool.query(asked)).rowCount === 0) await systemClock.sleep(20)
  writeFileSync(join(folder, 'paused'), '')
  assert.equal(await running, 0)
  assert.match(person.screen(), /Paused by .*\. Nothing more is begun\.[\s\S]*▸ \[read\] Two[\s\S]*completed: 2 of 2/)
})

test('Ctrl-C at a question takes it back, and nobody is said to have answered it', async () => {
  const file = join(folder, 'asks.md')
  writeFileSync(file, `# A\n\n## Make a note\n\n${fence}bash\n# Make it\ntouch note\n${fence}\n`)
  const person = sitDown([[/Stop the run\?.*\[N\] /, 'y']])
  const running = run(`${file}#make-a-note`, flags(), noWiring, person.terminal)
  while (!/Approve\?/.test(person.screen())) await systemClock.sleep(20)
  process.emit('SIGINT')
  assert.equal(await running, 1, person.screen())
  assert.doesNotMatch(person.screen(), /answered elsewhere/)
})

test('a run that a person began is told as one: nothing says that an alert fired', async () => {
  const person = sitDown([])
  assert.equal(await run(`${runbook}#look-only`, flags(), noWiring, person.terminal), 0)
  const all = (await (await team.get('/incidents')).json()) as IncidentSummary[]
  const { number } = all.find(({ title }) => title === 'Look only') as IncidentSummary
  const page = await team.page(number)
  const postmortem = await (await team.get(`/incidents/${number}/postmortem`)).text()
  for (const text of [...page.timeline.map((entry) => entry.text), postmortem])
    assert.doesNotMatch(text, /alert|fired|firing/i)
})

test('what steps have left can be had when the run is over and its folder is gone', async () => {
  const text = `# F\n\n## Leave a file\n\n${fence}bash\n# Leave it\nmkdir -p deep; echo kept > deep/note\n${fence}\n`
  const file = join(folder, 'files.md')
  writeFileSync(file, text)
  const person = sitDown([[/Approve\?/, 'y']])
  assert.equal(await run(`${file}#leave-a-file`, flags(), noWiring, person.terminal), 0, person.screen())
  const number = /\(incident (\d+) at/.exec(person.screen())?.[1] ?? ''
  const { run: ended } = await team.page(Number(number))
  assert.ok(!existsSync(join(team.dir, 'runs', ended?.id ?? '')) && ended?.files.length === 1)
  const out = join(folder, 'left')
  await files(number, { ...flags(), out }, noWiring, sitDown([]).terminal)
  assert.equal(readFileSync(join(out, 'deep', 'note'), 'utf8'), 'kept\n')
  assert.equal((await team.get(`/runs/${ended?.id}/file?path=../../key`)).status, 404)
})

const refusals: [what: string, server: () => string, code: string][] = [
  ['nobody answers', () => 'http://127.0.0.1:9', 'no-server'],
  ['it is no address', () => 'standby.example.test', 'bad-address'],
  ['something else answers', () => `${team.url}/nothing`, 'no-server'],
]
for (const [what, server, code] of refusals)
  test(`a server that is not there is told, and nothing is run: ${what}`, async () => {
    const person = sitDown([])
    await assert.rejects(run(`${runbook}#look-only`, flags({ server: server() }), noWiring, person.terminal), { code })
  })

test('without a server, and without a terminal, reads are run; what needs an answer stops the run and says so', async () => {
  const look = await standby('run', `${runbook}#look-only`, '--environment', 'local', '--format', 'json')
  assert.equal(look.code, 0, look.stderr)
  assert.equal(JSON.parse(look.stdout).run.outcome, 'completed')
  const touch = await standby('run', `${runbook}#restart-a-task`, '--environment', 'local')
  assert.equal(touch.code, 2, touch.stdout)
  assert.match(touch.stdout, /looks|List the tasks/)
  assert.match(touch.stderr, /error: it waits for an answer \(parameters\).*the run was stopped/)
  assert.ok(!existsSync(join(folder, 'data', 'server.json')))
})

function standby(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'bin/standby'), [...args, '--data', join(folder, 'data')], {
      cwd: folder,
      env: { ...process.env, STANDBY_SERVER: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
    const ended = { code: null as number | null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (ended.stdout += chunk))
    child.stderr.on('data', (chunk) => (ended.stderr += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ended, code }))
  })
}

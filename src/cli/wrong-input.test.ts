import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RUNBOOK = join(ROOT, 'examples/stratum/runbook.md')
const folder = mkdtempSync(join(tmpdir(), 'standby-cli-'))
// The embedded database's account must be able to enter, else it keeps its data elsewhere, and that would stay.
chmodSync(folder, 0o755)
after(() => rmSync(folder, { recursive: true, force: true }))

writeFileSync(join(folder, 'binary.md'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]))
mkdirSync(join(folder, 'empty'))
writeFileSync(join(folder, 'prose.md'), 'Nothing to do here.\n')

const REFUSED: [what: string, args: string[], error: RegExp, hint: RegExp][] = [
  ['an unknown command', ['shwo', 'x.md'], /unknown command 'shwo'/, /did you mean show\?/],
  ['an unknown option', ['show', '--formt', 'json', RUNBOOK], /unknown option '--formt'/, /did you mean --format\?/],
  ['no file', ['show'], /missing required argument 'file'/, /standby show --help/],
  ['a format there is not', ['show', '--format', 'xml', RUNBOOK], /'xml' is invalid/, /text, json/],
  ['a file that is not there', ['show', 'nothing.md'], /there is no file 'nothing\.md'/, /path/],
  ['a folder', ['show', folder], /is a directory/, /runbook\.md/],
  ['bytes', ['show', join(folder, 'binary.md')], /is not Markdown/, /UTF-8/],
  ['a procedure to show that is not there', ['show', `${RUNBOOK}#nope`], /no procedure "nope"/, /high-error-rate/],
  ['a misspelt procedure', ['show', `${RUNBOOK}#hihg-eror-rate`], /no procedure/, /did you mean high-error-rate\?/],
  ['a check of a folder without runbooks', ['check', join(folder, 'empty')], /no Markdown file in .*empty/, /docs/],
  ['a check of a misspelt procedure', ['check', `${RUNBOOK}#hihg-eror-rate`], /no procedure/, /did you mean/],
  [
    'an audit log of no database',
    ['audit', 'export', '--data', join(folder, 'empty')],
    /no database in .*empty/,
    /--data/,
  ],
  ['an export that is not there', ['audit', 'verify', 'nothing.jsonl'], /there is no file/, /audit export/],
  [
    'a system where a file is',
    ['range', 'init', RUNBOOK, '--out', join(folder, 'prose.md')],
    /cannot be written/,
    /--out/,
  ],
  ['data in a file', ['serve', '--port', '0', '--data', join(folder, 'prose.md')], /it is a file/, /--data/],
  ['a drill of nothing', ['drill'], /no procedure is named/, /--all/],
  ['a drill of a fault and a scenario', [...drill(`${RUNBOOK}#x`), '--scenario', 'y'], /--fault/, /one of the two/],
  ['all drills, with a fault', [...drill(RUNBOOK), '--all'], /--fault is for one procedure/, /scenarios/],
  [
    'all drills of a folder without runbooks',
    ['drill', '--all', join(folder, 'empty')],
    /no Markdown file/,
    /--all examples/,
  ],
  ['all drills of no file', ['drill', '--all', 'nothing.md'], /there is no file/, /path/],
  ['none at a time', ['drill', '--all', '--jobs', '0'], /--jobs/, /1 to 64/],
  ['one drill as JUnit', ['drill', `${RUNBOOK}#x`, '--format', 'junit'], /JUnit is for --all/, /json/],
  ['a system from prose', ['range', 'init', join(folder, 'prose.md')], /name no service/, /standby show/],
  ['a system with a bad name', ['range', 'init', RUNBOOK, '--name', 'A B'], /not a name/, /--name shop/],
  ['a drill of no file', drill('nothing.md#x'), /there is no file/, /path/],
  ['a drill of a folder', drill(`${folder}#x`), /is a directory/, /Markdown/],
  ['a drill of bytes', drill(`${join(folder, 'binary.md')}#x`), /is not Markdown/, /UTF-8/],
  ['a drill of no procedure', drill(RUNBOOK), /which procedure/, /high-error-rate/],
  ['a drill of a procedure that is not there', drill(`${RUNBOOK}#nope`), /no procedure "nope"/, /high-error-rate/],
  [
    'a drill of several procedures',
    drill(`${join(ROOT, 'examples/scr/runbook.md')}#roll`),
    /names 2/,
    /roll-a-release-back/,
  ],
  ['a drill of a file without procedures', drill(`${join(folder, 'prose.md')}#x`), /procedure/, /./],
  [
    'a parameter without a value',
    drill(`${RUNBOOK}#high-error-rate`, '--param', 'VERSION'),
    /'VERSION' is not/,
    /--param/,
  ],
  ['a drill that will ask, with nobody there', drill(`${RUNBOOK}#high-error-rate`), /no terminal/, /--approve/],
  ['a port that is none', ['serve', '--port', '70000'], /'70000' is invalid/, /0 to 65535/],
]

for (const [what, args, error, hint] of REFUSED) {
  test(`${what} is met with an error, a hint and exit code 2`, async () => {
    const data = join(folder, 'data')
    const ended = await standby(needsData(args) ? [...args, '--data', data] : args)
    assertRefusal(ended, error, hint)
    assert.ok(!readdirSync(folder).includes('data'), 'nothing was begun')
  })
}

test('of one procedure only what is said about its lines is shown', async () => {
  const file = join(folder, 'two.md')
  const block = (line: string) => `\`\`\`bash\n${line}\n\`\`\`\n`
  writeFileSync(file, `# Look\n\n${block('kubectl get pods -n a')}\n# Clean\n\n${block("redis-cli -h a KEYS 'x:*'")}`)
  assert.match((await standby(['show', file])).stdout, /redis-keys/)
  const { stdout } = await standby(['show', `${file}#look`])
  assert.doesNotMatch(stdout, /redis-keys/)
  assert.match(stdout, /understood 1 of 1 lines/)
})

test('a port in use is met with an error, and no database is started', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  try {
    const data = join(folder, 'port-data')
    const ended = await standby(['serve', '--port', String(port), '--data', data])
    assertRefusal(ended, /in use/, /--port/)
    assert.ok(!readdirSync(folder).includes('port-data'), 'nothing was begun')
  } finally {
    other.close()
  }
})

test('a database that is down is met with an error', async () => {
  const url = 'postgres://standby:secret@127.0.0.1:9/standby'
  const ended = await standby(['serve', '--port', '0', '--data', join(folder, 'down'), '--database-url', url])
  assertRefusal(ended, /127\.0\.0\.1:9|database/, /./)
  assert.doesNotMatch(ended.stderr, /secret/)
})

test('a reader that closes the pipe early is no error', async () => {
  const child = spawn(join(ROOT, 'bin/standby'), ['show', RUNBOOK, '--format', 'json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  child.stdout.destroy()
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(errors, '')
  assert.equal(code, 0)
})

test('help and version are printed, with exit code 0', async () => {
  assert.match((await standby(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  for (const args of [['--help'], ['show', '--help'], ['serve', '--help'], ['drill', '--help']]) {
    const ended = await standby(args)
    assert.equal(ended.code, 0)
    assert.match(ended.stdout, /Examples:\n {2}standby /)
  }
})

test('nothing is coloured when nobody looks at it', async () => {
  assert.ok(!(await standby(['show', RUNBOOK])).stdout.includes('\u001b'))
})

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function drill(reference: string, ...more: string[]): string[] {
  return ['drill', reference, '--fault', 'bad-deploy', ...more]
}

function needsData([command, ...args]: readonly string[]): boolean {
  if (args.includes('--data')) return false
  return command === 'drill' || command === 'serve'
}

function assertRefusal(ended: Ended, error: RegExp, hint: RegExp): void {
  assert.equal(ended.code, 2, ended.stderr)
  assert.equal(ended.stdout, '')
  const lines = ended.stderr.split('\n')
  assert.equal(lines.length, 3, ended.stderr)
  assert.match(lines[0] ?? '', /^error: /)
  assert.match(lines[0] ?? '', error)
  assert.match(lines[1] ?? '', /^hint: /)
  assert.match(lines[1] ?? '', hint)
}

function standby(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'bin/standby'), args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
    const ended: Ended = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (ended.stdout += chunk))
    child.stderr.on('data', (chunk) => (ended.stderr += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ended, code }))
  })
}

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { createStatusLine } from './status-line.ts'
import { createPaint, type Terminal } from './terminal.ts'

const MAIN = join(import.meta.dirname, '../../bin/standby.js')
const shell = (line: string) => `# Fix it\n\n\`\`\`bash\n${line}\n\`\`\`\n`
let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'standby-check-'))
})
beforeEach(() => {
  rmSync(folder, { recursive: true })
  mkdirSync(join(folder, 'runbooks/deep/node_modules'), { recursive: true })
  write('runbooks/clean.md', shell('kubectl get pods -n a'))
  write('runbooks/deep/keys.md', shell("redis-cli -h a KEYS 'x:*'"))
  write('runbooks/deep/notes.txt', shell('redis-cli -h a FLUSHALL'))
  write('runbooks/deep/node_modules/other.md', shell('redis-cli -h a FLUSHALL'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
}

function check(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'check', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, out: stdout, err: stderr }
}

test('a clean runbook: nothing found, exit 0', () => {
  assert.deepEqual(check('runbooks/clean.md'), { status: 0, out: '1 runbook checked, nothing found\n', err: '' })
})

test('a folder is searched for Markdown, at any depth, and what others installed is left out', () => {
  const { status, out } = check('runbooks')
  assert.equal(status, 1)
  assert.match(out, /^runbooks\/deep\/keys\.md:4:16 warning KEYS .*\[redis-keys\]/m)
  assert.match(out, /^2 runbooks checked: 1 warning$/m)
})

test('without a path it is the current folder, or the runbooks of standby.yaml', () => {
  assert.match(check().out, /2 runbooks checked/)
  write('standby.yaml', 'runbooks: [runbooks/clean.md]\n')
  assert.match(check().out, /1 runbook checked, nothing found/)
})

test('FILE#PROCEDURE checks, and mends, that one alone', () => {
  const text = `${shell("redis-cli -h a KEYS 'x:*'")}\n# Clean it\n\n\`\`\`bash\nkubectl get pods -n a\n\`\`\`\n`
  write('runbooks/two.md', text)
  assert.match(check('runbooks/two.md#fix-it').out, /two\.md:4:16 warning KEYS/)
  assert.equal(check('runbooks/two.md#clean-it').out, '1 runbook checked, nothing found\n')
  check('runbooks/two.md#clean-it', '--fix')
  assert.equal(readFileSync(join(folder, 'runbooks/two.md'), 'utf8'), text)
})

test('--fail-on and standby.yaml decide what makes it fail', () => {
  assert.equal(check('runbooks', '--fail-on', 'error').status, 0)
  write('standby.yaml', 'lint:\n  fail-on: error\n')
  assert.equal(check('runbooks').status, 0)
  assert.equal(check('runbooks', '--fail-on', 'info').status, 1)
})

test('standby.yaml gives rules another severity, or turns them off', () => {
  write('standby.yaml', 'lint:\n  rules:\n    redis-keys: error\n')
  assert.match(check('runbooks').out, / error KEYS /)
  write('standby.yaml', 'lint:\n  rules:\n    redis-keys: off\n')
  assert.equal(check('runbooks').status, 0)
})

test('a rule that does not exist is refused with those that may be meant', () => {
  write('standby.yaml', 'lint:\n  rules:\n    redis-key: off\n')
  const { status, err } = check('runbooks')
  assert.equal(status, 2)
  assert.match(
    err,
    /error: standby\.yaml sets the rule 'redis-key', which there is not\nhint: did you mean redis-keys\?/,
  )
})

test('--fix mends the file in place and says how much', () => {
  write('runbooks/clean.md', shell('cp .env.example .env\nkubectl logs <pod> -c <name>'))
  const { status, out } = check('runbooks/clean.md', '--fix')
  assert.equal(
    readFileSync(join(folder, 'runbooks/clean.md'), 'utf8'),
    shell(`cp -n .env.example .env\nkubectl logs "\${POD:?}" -c "\${NAME:?}"`),
  )
  assert.deepEqual([status, out], [0, '1 runbook checked, nothing found; 3 mended\n'])
})

test('machines get JSON, SARIF or annotations', () => {
  assert.equal(JSON.parse(check('runbooks', '--format', 'json').out)[1].diagnostics[0].rule, 'redis-keys')
  assert.equal(JSON.parse(check('runbooks', '--format', 'sarif').out).runs[0].results[0].ruleId, 'redis-keys')
  assert.match(check('runbooks', '--format', 'github').out, /^::warning file=runbooks\/deep\/keys\.md,line=4/)
})

test('what cannot be checked is exit 2', () => {
  assert.equal(check('nowhere.md').status, 2)
  assert.equal(check('runbooks/deep/node_modules').status, 1)
  mkdirSync(join(folder, 'empty'))
  assert.match(check('empty').err, /no Markdown file/)
  assert.equal(check('--format', 'xml').status, 2)
})

test('what cannot be read in a folder is said, the others are checked, and it ends with 2', () => {
  writeFileSync(join(folder, 'runbooks/wide.md'), Buffer.from(`\ufeff${shell('ls')}`, 'utf16le'))
  const { status, out, err } = check('runbooks')
  assert.equal(status, 2)
  assert.match(out, /^2 runbooks checked: 1 warning$/m)
  assert.match(err, /^error: 'runbooks\/wide\.md' is not Markdown in UTF-8: it is UTF-16\nhint: .*iconv/)
})

test('standard input is checked, and cannot be mended in place', () => {
  const given = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, 'check', ...args], {
      cwd: folder,
      encoding: 'utf8',
      input: shell("redis-cli -h a KEYS 'x:*'"),
    })
  assert.match(given('-').stdout, /^stdin:4:16 warning KEYS/m)
  const { status, stderr } = given('-', '--fix')
  assert.equal(status, 2)
  assert.match(stderr, /^error: standard input cannot be mended in place\nhint: /)
})

test('what takes longer than a second is told with what is being done, and leaves nothing behind', () => {
  let screen = ''
  const terminal = {
    err: (text: string) => {
      screen += text
    },
    paint: createPaint(false),
    width: 60,
    interactive: true,
  }
  const line = createStatusLine(terminal as unknown as Terminal)
  const at = (ms: number) => new Date(1_000_000 + ms)
  line.set('checking runbooks', at(0))
  line.tell('checking runbook 1 of 9: a.md', at(900))
  assert.equal(screen, '')
  line.tell('checking runbook 2 of 9: b.md', at(1_200))
  assert.match(screen, /… checking runbook 2 of 9: b\.md · 1 s$/)
  line.tell('checking runbook 3 of 9: c.md, 20 MB', null)
  assert.match(screen, /c\.md, 20 MB$/)
  line.clear()
  assert.ok(screen.endsWith('\r\u001b[2K'))
})

test('our own examples are clean', () => {
  assert.equal(check(join(import.meta.dirname, '../../examples')).out, '7 runbooks checked, nothing found\n')
})

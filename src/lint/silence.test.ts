import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timesAsLong } from '../../test/support/cpu-time.ts'
import { compileRunbook } from '../plan/compile.ts'
import type { Diagnostic } from '../plan/plan.ts'
import { silence } from './silence.ts'

const KEYS = "redis-cli -h a KEYS 'x:*'"
const block = (...lines: string[]) => ['```bash', ...lines, '```'].join('\n')

function check(...parts: string[]): string[] {
  return compileRunbook('a.md', `# Look\n\n${parts.join('\n')}\n`).diagnostics.map(
    ({ rule, line }) => `${line} ${rule}`,
  )
}

test('without a comment the finding stands', () => {
  assert.deepEqual(check(block(KEYS)), ['4 redis-keys'])
})

test('a comment above a block silences the rule in all of it', () => {
  assert.deepEqual(check('<!-- standby-ignore redis-keys: a replica -->', block(KEYS, '', KEYS)), [])
})

test('a blank line may stand between, other text may not', () => {
  assert.deepEqual(check('<!-- standby-ignore redis-keys: a replica -->', '', block(KEYS)), [])
  assert.deepEqual(check('<!-- standby-ignore redis-keys: a replica -->', 'Then:', block(KEYS)), [
    '3 ignore-unused',
    '6 redis-keys',
  ])
})

test('a comment in a block silences the next command only', () => {
  assert.deepEqual(check(block('# standby-ignore redis-keys: a replica', KEYS, KEYS)), ['6 redis-keys'])
})

test('a command over several lines is one', () => {
  const lines = ['# standby-ignore redis-keys: a replica', 'redis-cli -h a \\', "  KEYS 'x:*'"]
  assert.deepEqual(check(block(...lines)), [])
})

test('a comment after text speaks of its own line', () => {
  const contact = '- DBA: [Name] <!-- standby-ignore contact-not-filled: the rota is in the pager -->'
  assert.deepEqual(check(contact), [])
})

test('a comment after a command silences it, also one of several lines', () => {
  assert.deepEqual(check(block(`${KEYS}  # standby-ignore redis-keys: a replica`, KEYS)), ['5 redis-keys'])
  assert.deepEqual(check(block('redis-cli -h a \\', "  KEYS 'x:*' # standby-ignore redis-keys: a replica")), [])
})

test('a word that only begins so is no comment of ours', () => {
  assert.deepEqual(check('<!-- standby-ignore-file: all of it -->', block(KEYS)), ['5 redis-keys'])
})

test('several rules are silenced by one comment, or by several above one block', () => {
  const lines = block(KEYS, 'redis-cli -h a FLUSHDB')
  assert.deepEqual(check('<!-- standby-ignore redis-keys, redis-flush: a test server -->', lines), [])
  assert.deepEqual(
    check('<!-- standby-ignore redis-keys: test -->', '<!-- standby-ignore redis-flush: test -->', lines),
    [],
  )
})

test('without a reason it still silences, and is a finding itself', () => {
  assert.deepEqual(check('<!-- standby-ignore redis-keys -->', block(KEYS)), ['3 ignore-without-reason'])
})

test('what silences nothing is said, and an unknown rule more loudly', () => {
  const plan = compileRunbook('a.md', `# Look\n\n<!-- standby-ignore redis-kees: typo -->\n${block(KEYS)}\n`)
  const [unused, keys] = plan.diagnostics
  assert.deepEqual([unused?.rule, unused?.severity, keys?.rule], ['ignore-unused', 'warning', 'redis-keys'])
  assert.match(unused?.message ?? '', /no rule 'redis-kees'/)
})

test('what compiling says can be silenced too', () => {
  assert.deepEqual(check('<!-- standby-ignore not-runnable: only shown -->', block('echo "a')), [])
})

test('thousands of comments take time by their number, not by its square', () => {
  const work = (n: number) => {
    const lines = Array.from({ length: n }, () => ['<!-- standby-ignore redis-keys: a replica -->', KEYS]).flat()
    const found = Array.from({ length: n }, (_, at) => finding(2 * at + 2))
    assert.deepEqual(silence(lines, found), [])
    assert.equal(silence(lines.slice(0, -1).fill(lines[0] ?? ''), []).length, 2 * n - 1)
  }
  const times = timesAsLong(work, 1000, 8000)
  assert.ok(times < 32, `eight times the comments took ${times.toFixed(1)} times as long`)
})

function finding(line: number): Diagnostic {
  const at = { line, column: 1, endLine: line, endColumn: 2 }
  return { ...at, rule: 'redis-keys', severity: 'warning', message: 'KEYS looks at every key', hint: null, fix: null }
}

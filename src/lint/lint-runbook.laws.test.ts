import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { timesAsLong } from '../../test/support/cpu-time.ts'
import { compileRunbook } from '../plan/compile.ts'
import { RULE_IDS } from './registry.ts'

const CORPUS = join(import.meta.dirname, '../../../shared/corpus/files')
const skip = existsSync(CORPUS) ? false : 'the public runbooks are not on this machine'

/** Every finding is in the file, of a known rule, and says something. */
function assertSound(text: string): void {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const { rule, line, column, endLine, endColumn, message, fix } of compileRunbook('a.md', text).diagnostics) {
    assert.ok(RULE_IDS.has(rule), rule)
    assert.ok(
      line >= 1 && line <= lines.length && endLine >= line && endLine <= lines.length,
      `${rule}: line ${line}–${endLine}`,
    )
    assert.ok(column >= 1 && column <= (lines[line - 1] ?? '').length + 1, `${rule}: line ${line}, column ${column}`)
    assert.ok(endLine > line || endColumn >= column, `${rule}: line ${line}`)
    assert.ok(
      message.length > 10 && !/[.\n]$/.test(message) && !/undefined|\[object/.test(message),
      `${rule}: ${message}`,
    )
    if (fix !== null) assert.ok(fix.offset >= 0 && fix.offset + fix.length <= text.length, rule)
  }
}

test('findings on public runbooks are sound', { skip }, () => {
  for (const file of globSync('**/*.md', { cwd: CORPUS })) assertSound(readFileSync(join(CORPUS, file), 'utf8'))
})

const PIECES = [
  'aws ecs run-task --cluster a --task-definition b:latest',
  'kubectl -n a get pods',
  '| xargs redis-cli DEL',
  ' \\\n',
  ' \\  # why\n',
  '<task-id>',
  '"$X"',
  `\${Y:?}`,
  '$(date +%Y%m%d)',
  '...',
  "'",
  '"',
  '&&',
  '||',
  ';',
  '\n',
  '# Review it\n',
  'psql -c "select 1"',
  'watch ',
  'redis-cli -h a KEYS x',
  '{"a": 1}',
  'curl http://a/b?c=1&d=2',
  '<<EOF\n',
  'EOF\n',
  '–force',
  'SELECT * FROM a;',
  '\t',
  '\r\n',
  'é',
  '🙂',
]

test('nothing written in a block makes the rules throw or point outside the file', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }), (pieces) => {
      assertSound(`# Fix it\n\n\`\`\`bash\n${pieces.join(' ')}\n\`\`\`\n\n- DBA: [Name]\n`)
    }),
    { numRuns: 300 },
  )
})

test('what a comment silences is what was found there', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES), (a, b) => {
      const block = `\`\`\`bash\n${a} ${b}\n\`\`\`\n`
      const found = compileRunbook('a.md', `# Fix it\n\n${block}`).diagnostics
      const rules = [...new Set(found.map(({ rule }) => rule))]
      if (rules.length === 0 || found.some(({ line }) => line < 3)) return
      const silenced = compileRunbook(
        'a.md',
        `# Fix it\n\n<!-- standby-ignore ${rules.join(', ')}: tested -->\n${block}`,
      )
      assert.deepEqual(silenced.diagnostics, [])
    }),
  )
})

test('a procedure without end is read in time that grows with its length, not with its square', () => {
  const block = (n: number) =>
    `# Fix it\n\n\`\`\`bash\n${'kubectl rollout status deploy/a\nkubectl get pods <pod>\n'.repeat(n)}\`\`\`\n`
  const times = timesAsLong((n) => compileRunbook('a.md', block(n)), 400, 3200)
  assert.ok(times < 32, `eight times the length took ${times.toFixed(1)} times as long`)
})

test('a word without end is no trouble', () => {
  for (const word of ['arn:aws:', '-x', 'A_', '/x', '{"a":', 'xxx-'])
    assertSound(`# Fix it\n\n\`\`\`bash\naws ecs run-task ${word.repeat(9000)}\n\`\`\`\n`)
})

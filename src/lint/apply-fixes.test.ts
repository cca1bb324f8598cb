import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import { applyFixes } from './apply-fixes.ts'
import { ALL_RULES } from './registry.ts'

const find = (text: string) => compileRunbook('a.md', text).diagnostics

function mended(text: string, rule: string): string {
  return applyFixes(
    text,
    find(text).filter((diagnostic) => diagnostic.rule === rule),
  ).text
}

const shell = (...lines: string[]) => `# Fix it\n\n\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n`

const FIXES: [rule: string, before: string, after: string][] = [
  [
    'invalid-revision',
    'aws ecs update-service --cluster a --service b --task-definition b:latest',
    'aws ecs update-service --cluster a --service b --task-definition b',
  ],
  [
    'broken-continuation',
    'kubectl scale deploy/a \\  # more\n  --replicas=3',
    '# more\nkubectl scale deploy/a \\\n  --replicas=3',
  ],
  ['placeholder-as-redirection', 'kubectl logs <pod-name> -n a', `kubectl logs "\${POD_NAME:?}" -n a`],
  ['overwrites-configuration', 'cp .env.example .env', 'cp -n .env.example .env'],
  ['ten-log-lines', 'kubectl logs -l app=a', 'kubectl logs --tail=-1 -l app=a'],
  ['unquoted-ampersand', 'curl http://a/b?c=1&d=2', 'curl "http://a/b?c=1&d=2"'],
  ['typographic-character', 'kubectl get pods –watch', 'kubectl get pods --watch'],
  [
    'sql-refused',
    "psql -h a -c 'REINDEX TABLE orders CONCURRENTLY;'",
    "psql -h a -c 'REINDEX TABLE CONCURRENTLY orders;'",
  ],
  ['curl-without-fail', 'curl -X POST http://a/b', 'curl -f -X POST http://a/b'],
  [
    'password-refused',
    'P=$(openssl rand -base64 32)\naws rds modify-db-instance --db-instance-identifier a --master-user-password "$P"',
    'P=$(openssl rand -hex 20)\naws rds modify-db-instance --db-instance-identifier a --master-user-password "$P"',
  ],
]

for (const [rule, before, after] of FIXES) {
  test(`${rule} is mended in place`, () => assert.equal(mended(shell(before), rule), shell(after)))
  test(`${rule} is mended in a file with a byte-order mark and CRLF`, () => {
    const dos = (text: string) => `\uFEFF${shell(text).replaceAll('\n', '\r\n')}`
    const result = mended(dos(before), rule)
    assert.equal(result.replaceAll('\r\n', '\n'), dos(after).replaceAll('\r\n', '\n'))
  })
}

test('a fix within a list item keeps its indentation', () => {
  const text = '# Fix it\n\n1. Copy:\n   ```bash\n   cp .env.example .env\n   ```\n'
  assert.equal(mended(text, 'overwrites-configuration'), text.replace('cp .env', 'cp -n .env'))
})

test('of two edits that overlap the first is applied', () => {
  const at = (offset: number, length: number, text: string) => ({ ...BLANK, fix: { offset, length, text } })
  assert.deepEqual(applyFixes('abcdef', [at(3, 2, 'Y'), at(1, 3, 'X')]), { text: 'aXef', applied: 1 })
  assert.deepEqual(applyFixes('abcdef', [at(4, 1, 'Y'), at(1, 1, 'X')]), { text: 'aXcdYf', applied: 2 })
})

test('what a page shows as wrong is gone when its fix was applied', () => {
  for (const { id } of ALL_RULES) {
    const page = readFileSync(join(import.meta.dirname, `../../docs/rules/${id}.md`), 'utf8')
    let text = /^````markdown\n([\s\S]*?)\n````$/m.exec(page)?.[1] ?? ''
    if (find(text).every(({ rule, fix }) => rule !== id || fix === null)) continue
    for (let round = 0; round < 5; round++) text = mended(text, id)
    const left = find(text).filter(({ rule }) => rule === id)
    assert.deepEqual(left, [], `${id} is still found in:\n${text}`)
  }
})

const BLANK = {
  rule: 'a',
  severity: 'error' as const,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  message: '',
  hint: null,
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../../../plan/compile.ts'
import type { Checkout } from '../../facts/checkout.ts'

const FILES = new Set(['scripts', 'scripts/backup.sh', 'scripts/db', 'docs', 'docs/check.py', 'Makefile'])
const CHECKOUT: Checkout = {
  folder: 'docs',
  has: (path) => FILES.has(path),
  targets: () => new Set(['test', 'deploy']),
}

const messages = (code: string, checkout: Checkout | null = CHECKOUT) =>
  compileRunbook('docs/a.md', `# Fix it\n\n\`\`\`bash\n${code}\n\`\`\`\n`, checkout)
    .diagnostics.filter(({ rule }) => rule === 'not-in-the-repository')
    .map(({ message }) => message)

for (const [code, says] of [
  ['./scripts/backup.sh\n./scripts/restore.sh latest', /scripts\/restore.sh is not in this repository/],
  ['python scripts/db/sync.py', /scripts\/db\/sync.py is not in this repository/],
  ['./scripts/backup.sh\n./smoke.sh', /smoke.sh is not in this repository/],
  ['make test\nmake release', /no target "release"/],
] as const)
  test(`not-in-the-repository finds: ${code.replace('\n', ' ')}`, () => assert.match(messages(code)[0] ?? '', says))

for (const code of [
  './scripts/backup.sh daily',
  'python check.py',
  // Another repository's, as far as one can see.
  './tools/restore.sh',
  './scripts/restore.sh',
  'make release',
  'cd ../shop && ./scripts/restore.sh',
  'ssh ops@db ./scripts/restore.sh',
  '/opt/shop/restore.sh',
  'source venv/bin/activate',
  'make deploy',
  'make -C ../shop release',
])
  test(`not-in-the-repository passes: ${code}`, () => assert.deepEqual(messages(code), []))

test('where no repository is known nothing is said', () => {
  assert.deepEqual(messages('./scripts/db/restore.sh', null), [])
  assert.deepEqual(messages('make test\nmake release', { ...CHECKOUT, targets: () => null }), [])
})

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Checkout } from './facts/checkout.ts'
import { ALL_RULES } from './registry.ts'
import type { Family } from './rule.ts'

const FOLDER = join(import.meta.dirname, '../../docs/rules')

for (const { id, summary, severity, family } of ALL_RULES) {
  test(`the page of ${id} shows what it finds and what it does not`, () => {
    const page = readFileSync(join(FOLDER, `${id}.md`), 'utf8')
    const [found, notFound] = [...page.matchAll(/^````markdown\n([\s\S]*?)\n````$/gm)].map((match) => match[1] ?? '')
    assert.ok(
      page.startsWith(`# ${id}\n\n${summary[0]?.toUpperCase()}${summary.slice(1)}.\n`),
      'it begins with the rule’s summary',
    )
    assert.ok(
      page.includes(`${severity[0]?.toUpperCase()}${severity.slice(1)} · ${family}\n`),
      'it says severity and family',
    )
    for (const chapter of ['## At 3 a.m.', '## Found', '## Not found', '## What to do'])
      assert.ok(page.includes(`\n${chapter}\n`))
    assert.ok(rulesIn(found).includes(id), `${id} finds nothing in its example`)
    assert.ok(!rulesIn(notFound).includes(id), `${id} finds something in what is said to be right`)
  })
}

test('what a page shows as right is right in the eyes of every other rule', () => {
  const wrong = ALL_RULES.flatMap(({ id }) => {
    const page = readFileSync(join(FOLDER, `${id}.md`), 'utf8')
    const [, notFound = ''] = [...page.matchAll(/^````markdown\n([\s\S]*?)\n````$/gm)].map((match) => match[1] ?? '')
    return compileRunbook('page.md', notFound)
      .diagnostics.filter((diagnostic) => diagnostic.severity !== 'info')
      .map((diagnostic) => `${id}: ${diagnostic.rule}: ${diagnostic.message}`)
  })
  assert.deepEqual(wrong, [])
})

test('every page belongs to a rule', () => {
  const known = new Set([...ALL_RULES.map(({ id }) => `${id}.md`), 'README.md'])
  assert.deepEqual(
    readdirSync(FOLDER).filter((file) => !known.has(file)),
    [],
  )
})

test('the list of rules is the registry’s', () => {
  const file = join(FOLDER, 'README.md')
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, indexPage())
  assert.equal(readFileSync(file, 'utf8'), indexPage(), 'run UPDATE_GOLDEN=1 node --test src/lint/pages.test.ts')
})

/** What the pages' runbooks lie in. */
const REPOSITORY: Checkout = {
  folder: '',
  has: (path) => /^scripts(?:\/backup\.sh)?$/.test(path),
  targets: () => null,
}

function rulesIn(markdown: string | undefined): string[] {
  return compileRunbook('page.md', markdown ?? '', REPOSITORY).diagnostics.map((diagnostic) => diagnostic.rule)
}

function indexPage(): string {
  const families = [...new Set<Family>(ALL_RULES.map(({ family }) => family))]
  const chapters = families.map((family) => {
    const rows = ALL_RULES.filter((rule) => rule.family === family)
      .sort((a, b) => a.id.localeCompare(b.id))
      .map(({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${summary} |`)
    return `## ${family[0]?.toUpperCase()}${family.slice(1)}\n\n| rule | severity | finds |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `# What \`standby check\` finds

An \`error\` fails or does harm as it stands, a \`warning\` in a case that comes up, an \`info\` is good to know and does not make the
check fail. \`standby.yaml\` changes that, or turns a rule off:

\`\`\`yaml
lint:
  rules:
    gnu-date: off
    curl-without-fail: error
  fail-on: error
\`\`\`

One finding is silenced where it stands, with the reason: a comment on the line before a block or line, or a shell comment before or after a command.

\`\`\`markdown
<!-- standby-ignore redis-keys: a replica that nobody reads from -->
\`\`\`

${chapters.join('\n')}`
}

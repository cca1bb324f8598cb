import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '..')
const decisions = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d{4}-/.test(name))
const code = globSync(['src/**/*.{ts,sql}', 'bin/*.js'], { cwd: ROOT }).map((file) =>
  readFileSync(join(ROOT, file), 'utf8'),
)

test('each decision is named in the code that it decides, and none that is not there', () => {
  const named = new Set(code.flatMap((text) => [...text.matchAll(/docs\/adr\/(\d{4})/g)].map(([, number]) => number)))
  assert.deepEqual(
    [...named].sort(),
    decisions.map((name) => name.slice(0, 4)),
  )
})

test('each decision is in the list, under its own title', () => {
  const list = readFileSync(join(ROOT, 'docs/adr/README.md'), 'utf8')
  for (const name of decisions) {
    const [, number, title] =
      /^# (\d+)\. (.+)$/m.exec(readFileSync(join(ROOT, 'docs/adr', name), 'utf8')) ??
      assert.fail(`${name} has no title`)
    assert.equal(Number(name.slice(0, 4)), Number(number), name)
    assert.ok(list.includes(`${number}. [${title}](${name})`), `docs/adr/README.md lists ${title} otherwise`)
  }
})

test('the map of the house, and the decisions, name what is there', () => {
  const texts = ['CONTRIBUTING.md', ...decisions.map((name) => join('docs/adr', name))]
  for (const file of texts) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    for (const [, path = ''] of text.matchAll(/`((?:src|test|web|scripts|docs|examples|data|bin)\/[\w./-]*)`/g))
      assert.ok(existsSync(join(ROOT, path)), `${file}: ${path} is gone`)
  }
})

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileRunbook } from '../../src/plan/compile.ts'

/** `UPDATE_GOLDEN=1 node --test test/golden/golden.test.ts` writes the plans anew; read the difference before you commit. */
const update = process.env.UPDATE_GOLDEN === '1' || process.argv.includes('--update')

for (const name of readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  test(`golden: ${name.name}`, () => {
    const folder = join(import.meta.dirname, name.name)
    const compiled = compileRunbook('input.md', readFileSync(join(folder, 'input.md'), 'utf8'))
    // What the rules find is held where the rules are; here only what could not be read or run.
    const plan = { ...compiled, diagnostics: compiled.diagnostics.filter(({ rule }) => /^not-/.test(rule)) }
    const wanted = join(folder, 'plan.json')
    if (update || !existsSync(wanted)) {
      assert.ok(update, `${wanted} is missing: run with UPDATE_GOLDEN=1`)
      writeFileSync(wanted, `${JSON.stringify(plan, null, 2)}\n`)
    }
    assert.deepEqual(plan, JSON.parse(readFileSync(wanted, 'utf8')))
  })
}

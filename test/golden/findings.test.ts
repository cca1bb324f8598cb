import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compileRunbook } from '../../src/plan/compile.ts'

/**
 * What the rules find in five real runbooks, judged by a person one finding at a time. A new finding has to be read and
 * judged before it may be reported; one that is gone has to be taken off the list. The runbooks themselves are not ours to
 * keep: the lists hold lines, rules and verdicts, and the test runs where the runbooks are.
 */
const SEEDS = join(import.meta.dirname, '../../../shared/seeds')
const NAMES = ['regami', 'saas', 'scr', 'sleek', 'stratum']
const skip = existsSync(SEEDS) ? false : 'the runbooks are not on this machine'

for (const name of NAMES) {
  test(`every error and warning in ${name} has been judged`, { skip }, () => {
    const judged = new Set(verdicts(name).map(({ line, rule }) => `${line} ${rule}`))
    const reported = new Set(reportedIn(name))
    assert.deepEqual([...reported].filter((finding) => !judged.has(finding)), [], 'read these and write the verdict down')
    assert.deepEqual([...judged].filter((finding) => !reported.has(finding)), [], 'no longer found: take them off the list')
  })
}

test('at least nine of ten reported errors and warnings are true', { skip }, (t) => {
  const all = NAMES.flatMap((name) => verdicts(name))
  const right = all.filter(({ verdict }) => verdict === 'true').length
  t.diagnostic(`precision: ${right} of ${all.length} (${((100 * right) / all.length).toFixed(1)} %)`)
  assert.ok(right / all.length >= 0.9)
})

function reportedIn(name: string): string[] {
  return compileRunbook(`${name}.md`, readFileSync(join(SEEDS, `${name}.md`), 'utf8'))
    .diagnostics.filter(({ severity }) => severity !== 'info')
    .map(({ line, rule }) => `${line} ${rule}`)
}

function verdicts(name: string): { line: string; rule: string; verdict: string }[] {
  return readFileSync(join(import.meta.dirname, `findings-${name}.txt`), 'utf8')
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith('#'))
    .map((text) => {
      const [line = '', rule = '', verdict = '', why = ''] = text.split('\t')
      assert.match(verdict, /^(true|false)$/, `${name}: ${text}`)
      assert.notEqual(why, '', `${name}: ${text}`)
      return { line, rule, verdict }
    })
}

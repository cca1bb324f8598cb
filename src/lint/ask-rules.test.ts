import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eachRule } from './ask-rules.ts'
import type { CommandFact } from './facts/facts.ts'
import { RULES } from './registry.ts'
import type { Finding, Rule } from './rule.ts'
import { factsOf } from './test-support/facts-of.ts'

const ROOT = join(import.meta.dirname, '../..')
const CORPUS = join(ROOT, '../shared/corpus/files')
const skip = existsSync(CORPUS) ? false : 'the public runbooks are not on this machine'

/** The rules that find something else when they are asked whatever a runbook has; `found` counts what they find. */
function hidden(text: string): { rules: string[]; found: number } {
  const runbook = factsOf(text)
  const shown = new Map<Rule, readonly CommandFact[]>()
  eachRule(runbook, ({ rule }, commands) => shown.set(rule, commands))
  const rules: string[] = []
  let found = 0
  for (const rule of RULES) {
    if (rule.programs === undefined && rule.sign === undefined && rule.when === undefined) continue
    const commands = shown.get(rule)
    const asked: Finding[] = []
    if (commands !== undefined) rule.check(runbook, commands, (finding) => asked.push(finding))
    const all: Finding[] = []
    rule.check(runbook, runbook.commands, (finding) => all.push(finding))
    found += all.length
    if (asked.length !== all.length || asked.some(({ message }, at) => message !== all[at]?.message))
      rules.push(rule.id)
  }
  return { rules, found }
}

test('no rule finds more where what it says it is about is not', () => {
  const pages = globSync('docs/rules/*.md', { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^````markdown\n([\s\S]*?)\n````$/gm)].map(
      ([, text = '']) => text,
    ),
  )
  const examples = globSync('examples/*/*.md', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'))
  const results = [...pages, ...examples].map(hidden)
  assert.deepEqual(
    results.flatMap(({ rules }) => rules),
    [],
  )
  assert.ok(results.reduce((sum, { found }) => sum + found, 0) > 100)
})

test('nor in public runbooks', { skip }, () => {
  const files = globSync('**/*.md', { cwd: CORPUS }).sort()
  const some = process.env.STANDBY_LONG === '1' ? files : files.filter((_, at) => at % 10 === 0)
  for (const file of some) assert.deepEqual(hidden(readFileSync(join(CORPUS, file), 'utf8')).rules, [], file)
})

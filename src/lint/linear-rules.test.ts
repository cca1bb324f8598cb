import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RunbookFacts } from './facts/facts.ts'
import { RULES } from './registry.ts'
import { factsOf } from './test-support/facts-of.ts'

const PAGES = join(import.meta.dirname, '../../docs/rules/*.md')

/** The examples of every rule's page, as one runbook. */
const EXAMPLES = globSync(PAGES)
  .sort()
  .flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^````markdown\n([\s\S]*?)\n````$/gm)].map(([, text = '']) => text),
  )
  .join('\n\n')

/** The same facts, which count what is read of the lists that are as long as the file. */
function counted(facts: RunbookFacts): { facts: RunbookFacts; count(): number } {
  let reads = 0
  const watch = <T>(list: readonly T[]): readonly T[] =>
    new Proxy(list, {
      get(target, key) {
        reads++
        return Reflect.get(target, key)
      },
    })
  const headings = watch(facts.headings())
  return {
    count: () => reads,
    facts: {
      ...facts,
      lines: watch(facts.lines),
      headings: () => headings,
      procedures: watch(facts.procedures),
      tables: watch(facts.tables),
      fences: watch(facts.fences),
      blocks: watch(facts.blocks),
      steps: watch(facts.steps),
      commands: watch(facts.commands),
    },
  }
}

function readsOfRules(text: string): Map<string, number> {
  const facts = factsOf(text)
  const reads = new Map<string, number>()
  for (const rule of RULES) {
    const watched = counted(facts)
    const commands = watched.facts.commands
    // Counted by what it reads, not by what it finds.
    rule.check(watched.facts, commands, () => {})
    reads.set(rule.id, watched.count())
  }
  return reads
}

for (const [name, text] of [
  ['of many procedures', EXAMPLES],
  ['of one', `# Fix it\n\n${EXAMPLES.replace(/^#{1,6} .*$/gm, '')}`],
] as const)
  test(`no rule reads the whole file anew for each of its findings, in a file ${name}`, () => {
    const short = readsOfRules(text)
    const long = readsOfRules(Array.from({ length: 6 }, () => text).join('\n\n'))
    const tooMany = [...long].filter(([rule, reads]) => reads > 1000 && reads > 8 * (short.get(rule) ?? 0))
    assert.deepEqual(tooMany, [], 'six times the length may take six times the reading')
  })

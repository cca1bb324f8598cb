import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyseShell } from '../../src/analysis/analyse-shell.ts'
import { loadData } from '../../src/analysis/data.ts'
import type { Effect } from '../../src/plan/plan.ts'

// What Standby says of each command that the tools have: read over by a person, line by line. A command that a new version of a
// tool brings shows here as a new line, and is `unknown` until someone has said otherwise.
const GOLDEN = join(import.meta.dirname, '../golden/effects.txt')

interface Raw {
  commands?: Record<string, unknown>
  groups?: string[]
}

function commandsOf(tool: string): string[] {
  const raw = loadData<Raw>(`cli/${tool}.json`)
  if (raw.commands) return Object.keys(raw.commands)
  return (raw.groups ?? []).flatMap((group) => Object.keys(loadData<Raw>(`cli/${tool}/${group}.json`)))
}

function effectOf(line: string): Effect {
  return analyseShell(line, { firstLine: 1 }).commands[0]?.effect ?? 'unknown'
}

/** A line for each command. */
function everyCommand(tool: string): string[] {
  return commandsOf(tool).map((command) => `${effectOf(`${tool} ${command} x`).padEnd(11)} ${tool} ${command}`)
}

/** Of thousands of commands only the verbs, with how many commands are called so: reads are called list and describe throughout. */
function everyVerb(tool: string, argument: string): string[] {
  const counts = new Map<string, number>()
  for (const command of commandsOf(tool)) {
    const line = `${effectOf(`${tool} ${command}${argument}`).padEnd(11)} ${tool} … ${command.split(' ').at(-1)}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, count]) => `${line} × ${count}`).filter((line) => !line.startsWith('unknown'))
}

test('the effect of every command that the tools have is the one that was read over', () => {
  const lines = [
    ...['alembic', 'celery', 'docker', 'gh', 'git', 'terraform'].flatMap(everyCommand),
    ...everyVerb('gcloud', ' x'),
    ...everyVerb('az', ''),
  ]
  const text = `${lines.sort().join('\n')}\n`
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text)
  assert.equal(text, readFileSync(GOLDEN, 'utf8'), 'read the difference, then UPDATE_GOLDEN=1')
})

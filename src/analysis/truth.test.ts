import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { Command, Effect } from '../plan/plan.ts'
import { analyseShell } from './analyse-shell.ts'
import { analyseSql } from './analyse-sql.ts'

/** Runbooks read by hand; they are not part of this repository. */
const SHARED = path.resolve(import.meta.dirname, '../../../shared')
const skip = existsSync(path.join(SHARED, 'truth')) ? false : 'there is no ../shared/truth beside this repository'

interface Known {
  line: number
  endLine: number
  program: string
  effects: Effect[]
  why?: string
}

test('of runbooks read by hand no write is taken for a read, and hardly a command is missed', { skip }, (t) => {
  let all = 0
  let found = 0
  let right = 0
  for (const name of readdirSync(path.join(SHARED, 'truth')).filter((file) => file.endsWith('.json'))) {
    const truth: { file: string; commands: Known[]; sql?: Known[] } = JSON.parse(
      readFileSync(path.join(SHARED, 'truth', name), 'utf8'),
    )
    const commands = commandsOf(readFileSync(path.join(SHARED, 'seeds', truth.file), 'utf8'))
    for (const known of truth.commands) {
      const at = commands.findIndex((each) => Math.abs(each.line - known.line) <= 1 && sameProgram(each, known))
      all++
      const [command] = at < 0 ? [] : commands.splice(at, 1)
      if (command === undefined) continue
      found++
      if (known.effects.includes(command.effect)) right++
      const unsafe = command.effect === 'read' && !known.effects.includes('read')
      assert.ok(!unsafe, `${truth.file}:${known.line}: ${known.why}`)
    }
  }
  t.diagnostic(`${found} of ${all} commands found, ${right} effects right, none unsafe`)
  assert.ok(found >= 0.98 * all, `${found} of ${all} found`)
  assert.ok(right >= 0.96 * found, `${right} of ${found} right`)
})

/** The commands of all shell and SQL fences of a Markdown text. */
function commandsOf(markdown: string): Command[] {
  return [...markdown.matchAll(/^```(bash|sh|shell|sql)\n([\s\S]*?)^```/gm)].flatMap((fence) => {
    const firstLine = markdown.slice(0, fence.index).split('\n').length + 1
    const text = fence[2] ?? ''
    return (fence[1] === 'sql' ? analyseSql(text, { firstLine }) : analyseShell(text, { firstLine })).commands
  })
}

function sameProgram(command: Command, known: Known): boolean {
  return path.basename(command.program) === path.basename(known.program)
}

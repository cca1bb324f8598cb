import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import { PROGRAM_NAMES } from './clients/programs.ts'
import { EXAMPLES } from './test-support/examples.ts'

/** What the machine's own programs do, in the run's own folder. */
const OWN = new Set(
  'awk basename break cat cd cut dirname echo env export false grep egrep head jq local printf pwd read return sed seq set sort tail test tr true uniq unset wc xargs [ [['.split(
    ' ',
  ),
)

for (const system of readdirSync(EXAMPLES)) {
  const file = `${EXAMPLES}/${system}/runbook.md`
  if (!existsSync(file)) continue
  test(`whatever examples/${system}/runbook.md calls, the range answers or the machine may do`, () => {
    const plan = compileRunbook(file, readFileSync(file, 'utf8'))
    const commands = plan.procedures.flatMap((p) => p.steps).flatMap((s) => s.commands)
    assert.ok(commands.length > 0)
    const strange = commands
      .filter(({ program, argv }) => {
        const isAssignment = /^\w+=/.test(argv[0] ?? '')
        const isScript = /^\.\//.test(program ?? '')
        return program !== null && !PROGRAM_NAMES.includes(program) && !OWN.has(program) && !isAssignment && !isScript
      })
      .map(({ line, program }) => `${line}: ${program}`)
    assert.deepEqual(strange, [])
  })
}

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { EXAMPLES } from './test-support/examples.ts'
import { type Playground, playground } from './test-support/playground.ts'

let db: TestDatabase
let play: Playground
before(async () => {
  db = await testDatabase()
  play = await playground(db.pool)
})
after(async () => {
  await play.close()
  await db.close()
})

/** The shell fences of a runbook, each with the line it begins on. */
function fences(text: string): { line: number; script: string }[] {
  return [...text.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length + 1,
    script: match[1] ?? '',
  }))
}

const FILLED: Record<string, Record<string, string>> = {
  stratum: { VERSION: '2.14.2' },
  scr: {},
}

for (const system of ['stratum', 'scr']) {
  test(`every command of examples/${system}/runbook.md is answered, in a broken system too`, async () => {
    await play.range.reset(system, { seed: 1 })
    await play.range.breakSystem(system, 'bad-deploy')
    await play.range.advance(system, 300)
    const { parameters: known } = play.range.environment(system)
    const text = readFileSync(`${EXAMPLES}/${system}/runbook.md`, 'utf8')
    for (const { line, script } of fences(text)) {
      const values = { ...known, ...play.range.answers(system, 'bad-deploy').parameters, ...FILLED[system] }
      const filled = Object.entries(values).reduce((s, [name, value]) => s.replaceAll(`<${name}>`, value), script)
      const exported = Object.entries(values).map(([name, value]) => `export ${name}='${value}'`)
      const ran = await play.bash(system, `${exported.join('\n')}\n${filled}`)
      assert.doesNotMatch(
        ran.stderr,
        /standby range|usage:|unknown flag|command not found/,
        `the fence of line ${line}`,
      )
    }
    assert.ok((await play.range.journal(system)).every((entry) => entry.answered))
  })
}

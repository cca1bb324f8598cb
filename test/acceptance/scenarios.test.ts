/** The promise of the examples: whatever is rehearsed on them comes out as it should, and the range knows every command. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { asExpected } from '../../src/cli/drill-all/tell-all.ts'
import { openDrillStand } from '../support/drills.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = readdirSync(join(ROOT, 'examples'))
  .map((name) => `examples/${name}/runbook.md`)
  .filter((file) => existsSync(join(ROOT, file)))

test('every scenario of the examples comes out as expected, and nothing in them is left unanswered', async (t) => {
  const stand = await openDrillStand()
  try {
    const { played, unrehearsed } = await stand.playAll(FILES)
    assert.ok(played.length >= 90)
    for (const one of played) {
      const { drill, rehearsal } = one
      await t.test(`${drill.system}: ${drill.scenario} on ${drill.procedureId} is ${rehearsal.expected}`, async () => {
        const page = asExpected(one) ? null : await stand.app.incidents.pageOfDrill(drill.id)
        const story = page?.timeline.map((entry) => `${entry.worldAt?.slice(11, 19)} ${entry.text}`).join('\n')
        assert.ok(asExpected(one), `${drill.verdict}, line ${drill.line}: ${drill.reason}\n${story}`)
      })
    }
    await t.test('every procedure is rehearsed', () => assert.deepEqual(unrehearsed, []))
  } finally {
    await stand.close()
  }
})

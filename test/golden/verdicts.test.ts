/**
 * What comes of the unedited runbooks when the examples' scenarios are played on them. Each line: system, scenario,
 * procedure, verdict, line, evidence. None of the runbooks' own sentences: ids, line numbers, programs, our words.
 *
 *     UPDATE_GOLDEN=1 node --test test/golden/verdicts.test.ts
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Played } from '../../src/cli/drill-all/play-all.ts'
import type { Unrehearsed } from '../../src/cli/drill-all/rehearsals.ts'
import { openDrillStand } from '../support/drills.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const GOLDEN = join(ROOT, 'test/golden/verdicts.txt')
const SEEDS = ['regami', 'saas', 'scr', 'sleek', 'stratum'].map((name) => `../shared/seeds/${name}.md`)
const skip = SEEDS.every((file) => existsSync(join(ROOT, file))) ? false : 'the runbooks are not on this machine'

test('the unedited runbooks come out as they did, each verdict with its evidence', { skip }, async () => {
  const stand = await openDrillStand()
  try {
    const found = table(await stand.playAll(SEEDS))
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, found)
    assert.equal(found, readFileSync(GOLDEN, 'utf8'))
  } finally {
    await stand.close()
  }
})

function table({ played, unrehearsed }: { played: readonly Played[]; unrehearsed: readonly Unrehearsed[] }): string {
  const name = (file: string) => file.split('/').at(-1)
  const lines = [
    ...played.map(({ rehearsal, drill }) => {
      const where = drill.line === null ? 'line -' : `line ${drill.line}`
      const file = name(rehearsal.source.file)
      return { file, at: rehearsal.procedure.line, text: `${drill.scenario} → ${drill.verdict} · ${where} · ${plain(drill.evidence)}`, id: drill.procedureId }
    }),
    ...unrehearsed.map(({ file, id, line }) => ({ file: name(file), at: line, id, text: 'not rehearsed: no scenario names it' })),
  ]
  lines.sort((a, b) => (a.file ?? '').localeCompare(b.file ?? '') || a.at - b.at || a.text.localeCompare(b.text))
  return `${lines.map(({ file, id, text }) => `${file}#${id} · ${text}`).join('\n')}\n`
}

/** Ids that are drawn anew with each world say nothing. */
function plain(evidence: string | null): string {
  return (evidence ?? '')
    .replace(/\s+/g, ' ')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '<time>')
}

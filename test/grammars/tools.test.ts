import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FOLDER, type GroupedTable, type ToolTable, writtenOf } from '../../scripts/grammars/cli/table.ts'
import { TOOLS } from '../../scripts/grammars/cli/tools.ts'

// Making these takes seconds: 3 of gcloud's, a minute of az's. STANDBY_GRAMMARS=all asks them too.
const SLOW = new Set(['az', 'docker', 'gcloud', 'gh', 'git'])
const all = process.env.STANDBY_GRAMMARS === 'all'

for (const [tool, read] of Object.entries(TOOLS))
  test(`the table of ${tool} is what ${tool} says of itself`, { timeout: 300_000 }, (t) => {
    if (SLOW.has(tool) && !all) return t.skip('asked only with STANDBY_GRAMMARS=all: it takes its time')
    const kept: { version: string } = JSON.parse(readFileSync(join(FOLDER, `${tool}.json`), 'utf8'))
    let now: ToolTable | GroupedTable
    try {
      now = read()
    } catch {
      return t.skip(`${tool} is not installed`)
    }
    const version = 'groups' in now ? now.head.version : now.version
    if (version !== kept.version) return t.skip(`${tool} ${version} is installed, the table is of ${kept.version}`)
    for (const [path, text] of writtenOf(now))
      assert.equal(
        readFileSync(join(FOLDER, path), 'utf8'),
        text,
        `data/cli/${path}: make it anew with npm run grammars`,
      )
  })

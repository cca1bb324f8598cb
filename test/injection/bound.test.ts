import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { systemClock } from '../../src/core/clock.ts'
import { createBashExecutor } from '../../src/exec/bash.ts'
import { whyNotBound } from '../../src/exec/bind-values.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import type { Script } from '../../src/plan/plan.ts'
import type { StepJob } from '../../src/runs/executor.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { hostileValue } from './hostile-values.ts'

// Values inside SQL and JSON, held against those who read it: psql with PostgreSQL, and a JSON parser.

const LONG = process.env.STANDBY_INJECTION === undefined ? 1 : 10
const psql = spawnSync('psql', ['--version']).status === 0 ? null : 'psql is not installed'
const workDir = mkdtempSync(join(tmpdir(), 'standby-bound-'))
const executor = createBashExecutor({ clock: systemClock, workDir, processEnv: process.env })
let db: TestDatabase

before(async () => {
  db = await testDatabase()
  await db.pool.query('create table orders (id integer, name text); insert into orders values (1, $$a$$), (2, $$b$$)')
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

function scriptOf(text: string): Script {
  const plan = compileRunbook('x.md', `# R\n\n## P\n\n\`\`\`bash\n${text}\n\`\`\`\n`)
  const script = plan.procedures.flatMap((procedure) => procedure.steps)[0]?.script
  assert.ok(script)
  return script
}

async function run(text: string, values: Record<string, string>, env: Record<string, string> = {}) {
  const said = { stdout: '', stderr: '' }
  const job: StepJob = {
    attemptId: 'bound',
    script: scriptOf(text),
    values,
    secrets: [],
    environment: { path: [], env },
    workspace: 'bound',
    timeoutMs: 20_000,
    onOutput: (piece) => {
      said[piece.stream] += piece.text
    },
    signal: new AbortController().signal,
  }
  const { exitCode } = await executor.run(job)
  return { ...said, exitCode }
}

/** Without what psql does not print as it is, a control character or one that is no text, and what is masked: an address with a password. */
const printable = hostileValue.filter(
  (value) => value.length < 200 && !/[\p{Cc}\p{Cn}\p{Co}\uFFFD]/u.test(value) && !/:\/\/[^/]*:[^/]*@/.test(value),
)

/** The same, which passes over values that are refused: those never reach the program. */
async function runUnlessRefused(
  text: string,
  values: Record<string, string>,
): Promise<{ stdout: string; stderr: string }> {
  const said = await run(text, values).catch((error: { code?: string }) => {
    if (error.code !== 'unsafe-value') throw error
    return null
  })
  fc.pre(said !== null)
  return said as { stdout: string; stderr: string }
}

const places: [what: string, text: string][] = [
  ['a value', `psql -X -qAt -c "SELECT <VALUE>" "$TARGET"`],
  ['a value in single quotes', `psql -X -qAt -c 'SELECT <VALUE>' "$TARGET"`],
  ['a text', `psql -X -qAt --command="SELECT '<VALUE>'" "$TARGET"`],
  ['a text with more in it', `psql -X -qAt -c "SELECT right('x<VALUE>', -1)" "$TARGET"`],
]

for (const [what, text] of places) {
  test(`in SQL a value is data: ${what}`, { skip: psql ?? false }, async () => {
    const { within } = scriptOf(text).holes[0] ?? {}
    assert.ok(within)
    await fc.assert(
      fc.asyncProperty(printable, async (value) => {
        fc.pre(whyNotBound(value, within) === null)
        const { stdout, stderr } = await runUnlessRefused(text, { VALUE: value, TARGET: db.url })
        assert.equal(stdout, `${value}\n`, stderr)
      }),
      { numRuns: 12 * LONG, seed: 3 },
    )
    const { rows } = await db.pool.query('select count(*)::int as n from orders')
    assert.equal(rows[0].n, 2)
  })
}

test('in SQL a name is a name: what it says besides is part of it, or refused', { skip: psql ?? false }, async () => {
  const quoted = `psql -X -qAt -c "CREATE TABLE \\"<TABLE>\\" ()" "$TARGET"`
  assert.equal(scriptOf(quoted).holes[0]?.within, 'sql-quoted-name')
  for (const value of ['orders"; DROP TABLE orders; --', 'a b', "it's", 'x"y']) {
    assert.equal((await run(quoted, { TABLE: value, TARGET: db.url })).exitCode, 0)
    const { rows } = await db.pool.query('select from pg_class where relname = $1', [value])
    assert.equal(rows.length, 1, value)
  }
  const bare = `psql -X -qAt -c "SELECT count(*) FROM <TABLE> WHERE id = <ID>" "$TARGET"`
  assert.deepEqual(
    scriptOf(bare).holes.map(({ within }) => within),
    ['sql-name', 'sql-value'],
  )
  assert.equal((await run(bare, { TABLE: 'Public.Orders', ID: '1', TARGET: db.url })).stdout, '1\n')
  // A word that would be a column, and so true of every row, is a text here.
  assert.match((await run(bare, { TABLE: 'orders', ID: 'id', TARGET: db.url })).stderr, /invalid input syntax/)
  for (const table of ['orders; DROP TABLE orders', 'orders o', 'orders--', '"orders"', '(select 1)'])
    await assert.rejects(run(bare, { TABLE: table, ID: '1', TARGET: db.url }), { code: 'unsafe-value' }, table)
})

const inJson: [text: string, value: (json: never) => unknown][] = [
  [`printf %s '{"a":{"b":["x<VALUE>"]},"c":1}'`, (json: { a: { b: string[] } }) => json.a.b[0]?.slice(1)],
  [`printf %s "{\\"a\\": \\"x<VALUE>\\"}"`, (json: { a: string }) => json.a.slice(1)],
]

for (const [text, read] of inJson) {
  test(`in JSON a value is a text: ${text}`, async () => {
    assert.equal(scriptOf(text).holes[0]?.within, 'json-text')
    await fc.assert(
      fc.asyncProperty(printable, async (value) => {
        const { stdout } = await runUnlessRefused(text, { VALUE: value })
        assert.equal(read(JSON.parse(stdout) as never), value)
      }),
      { numRuns: 15 * LONG, seed: 3 },
    )
  })
}

test('without quotes JSON takes a number, and nothing that adds to it', async () => {
  const text = `printf %s '{"count": <COUNT>}'`
  assert.equal((await run(text, { COUNT: '12' })).stdout, '{"count": 12}')
  await assert.rejects(run(text, { COUNT: '1,"admin":true' }), { code: 'unsafe-value' })
})

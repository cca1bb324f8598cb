import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/logger.ts'
import { createMasker } from '../../src/core/mask-secrets.ts'
import type { Approval, IncidentDetail, StartedRun } from '../../src/http/contract.ts'
import { alertGroup, startTestApp, type TestApp } from '../support/app.ts'
import { DECLARED, DECLARED_LONG, DSN, DSN_PASSWORD, MULTILINE, SHAPES } from './shapes.ts'

// Planted secrets in every shape we know, through all that Standby keeps, shows and sends. Afterwards every column of
// every table, all that went over the wire, the log and the data folder are searched for each.

/** Given by a person, and left by a step for the next one. */
const GIVEN = 'given-0815-hunter'
const FETCHED = 'fetched-4711-secret'
/** Has the form of one; the names of what hold it say nothing. */
const PASTED = 'ghp_pastedByAPersonWhoDidNotThink012345'

const tools = mkdtempSync(join(tmpdir(), 'standby-shapes-'))
const logged: string[] = []
const wire: string[] = []
let standby: TestApp

const fence = '```'
const RUNBOOK = `# Rotate

## Rotate the keys

${fence}bash
# Print every shape
emit; emit >&2
${fence}

${fence}bash
# Fail with them
ls "$DB_PASSWORD" "/nowhere/$LONG_SECRET"
set -x; curl -s -u "x:$DB_PASSWORD" "http://127.0.0.1:1/$LONG_SECRET"; set +x
false "$DB_PASSWORD" || true
${fence}

${fence}bash
# Fetch one, keep it, and leave a file
NEW_TOKEN=$(fetch)
CONTAINER=$(fetch-pasted)
COPY=$(printenv LONG_SECRET)
ENCODED=$(printenv LONG_SECRET | base64 -w0)
LINE=$(printf 'Authorization: %s' "$DB_PASSWORD")
echo "$DB_PASSWORD $CONTAINER" > .env
${fence}

${fence}bash
# Change it
deploy --token "$NEW_TOKEN" --with "<GIVEN_PASSWORD>" --name "<LABEL>" "$CONTAINER" "$COPY" "$ENCODED" "$LINE"
${fence}
`

before(async () => {
  const program = (name: string, text: string) => {
    writeFileSync(join(tools, name), text)
    chmodSync(join(tools, name), 0o755)
  }
  const parts = SHAPES.flatMap(({ printed }, index) =>
    (typeof printed === 'string' ? [printed] : printed).map((piece, at) => {
      writeFileSync(join(tools, `shape-${index}-${at}`), piece)
      return `${at > 0 ? 'sleep 0.01; ' : 'echo; '}cat '${join(tools, `shape-${index}-${at}`)}'`
    }),
  )
  program('emit', `#!/bin/bash\n${parts.join('\n')}\necho\n`)
  program('fetch', `#!/bin/bash\necho ${FETCHED}\n`)
  program('fetch-pasted', `#!/bin/bash\necho ${PASTED}\n`)
  program('deploy', '#!/bin/bash\necho "deployed with $*"; echo "$*" >&2; exit 3\n')
  const logger = createLogger((line) => logged.push(line), systemClock.now, 'debug')
  standby = await startTestApp({
    logger,
    config: {
      environments: [
        {
          name: 'production',
          kind: 'host',
          path: [tools],
          env: {
            DB_PASSWORD: DECLARED,
            LONG_SECRET: DECLARED_LONG,
            TLS_PRIVATE_KEY: MULTILINE,
            REPORTS: DSN,
          },
          parameters: {},
          worldNow: null,
        },
      ],
    },
  })
})
after(async () => {
  await standby.close()
  rmSync(tools, { recursive: true, force: true })
})

async function get(path: string): Promise<string> {
  const text = await (await standby.get(path)).text()
  wire.push(text)
  return text
}

async function post(path: string, body: unknown, actor: string): Promise<void> {
  const answer = await standby.post(path, body, actor)
  const text = await answer.text()
  wire.push(text)
  assert.ok(answer.ok, text)
}

/** Signs, answers and goes on until the run is over. */
async function playThrough(number: number): Promise<IncidentDetail> {
  for (let left = 400; left > 0; left--) {
    const page = JSON.parse(await get(`/incidents/${number}`)) as IncidentDetail
    const { run } = page
    if (run?.status === 'finished') return page
    const { waiting } = run ?? {}
    const pending = page.approvals.find(({ status }: Approval) => status === 'pending')
    if (waiting?.for === 'approval' && pending !== undefined) {
      const reason = `looked at it, it used ${PASTED} and ${DECLARED_LONG}`
      await post(`/approvals/${pending.id}/decision`, { decision: 'approve', digest: pending.digest, reason }, 'Bob')
    } else if (waiting?.for === 'parameters')
      await post(`/runs/${run?.id}/parameters`, { values: { GIVEN_PASSWORD: GIVEN, LABEL: PASTED } }, 'Ada')
    else if (waiting?.for === 'failure')
      await post(`/runs/${run?.id}/steps/${waiting.step}/skip`, { reason: `it said ${PASTED}, ${DECLARED}` }, 'Ada')
    else await systemClock.sleep(20)
  }
  throw new Error('the run did not come to its end')
}

function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

/** Every row of every table as text; bytes as hex, and as text where they are some. */
async function dump(): Promise<Map<string, string>> {
  const { rows } = await standby.app.db.pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const tables = new Map<string, string>()
  for (const { name } of rows) {
    const found = await standby.app.db.pool.query<{ text: string }>(`select t::text as text from ${name} t`)
    tables.set(name, found.rows.map(({ text }) => text).join('\n'))
  }
  return tables
}

const hex = (text: string) => Buffer.from(text).toString('hex')
/** A row as text doubles quotes and backslashes. */
const inRow = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '""')

test(`${SHAPES.length} shapes of planted secrets are nowhere in clear: database, wire, log, data folder`, async () => {
  mkdirSync(join(standby.dir, 'work'), { recursive: true })
  const started = await standby.post('/runs', {
    runbook: { file: 'rotate.md', text: RUNBOOK },
    procedureId: 'rotate-the-keys',
    environment: 'production',
  })
  const answer = (await started.json()) as StartedRun
  assert.ok(started.ok, JSON.stringify(answer))
  const hangUp = new AbortController()
  const stream = await standby.get(`/incidents/${answer.incident}/events`, { signal: hangUp.signal })
  const listening = (async () => {
    const decoder = new TextDecoder()
    for await (const piece of stream.body as ReadableStream<Uint8Array>)
      wire.push(decoder.decode(piece, { stream: true }))
  })().catch(() => {})
  const page = await playThrough(answer.incident)
  await get(`/incidents/${answer.incident}/postmortem`)
  await get('/incidents')
  await get('/audit')
  await systemClock.sleep(200)
  hangUp.abort()
  await listening

  const shown = page.output.map(({ text }) => text).join('')
  assert.ok(shown.split('value •••••• end').length > 10, 'what is around a secret is shown')
  assert.match(shown, /deployed with/)

  const places = new Map([
    ...(await dump()),
    ['the wire', wire.join('')],
    ['the log', logged.join('')],
    ['the data folder', readAll(standby.dir)],
  ])
  const planted = new Map(SHAPES.flatMap(({ name, planted }) => planted.map((text) => [text, name] as const)))
  for (const [text, name] of [
    [GIVEN, 'given by a person'],
    [FETCHED, 'fetched by a step'],
    [PASTED, 'pasted by a person'],
    [DSN_PASSWORD, 'password of an address'],
    [DECLARED_LONG, 'left under another name'],
    [Buffer.from(DECLARED_LONG).toString('base64'), 'left as base64'],
    [DECLARED, 'left as a part of something longer'],
  ] as const)
    planted.set(text, name)
  const found: string[] = []
  for (const [secret, name] of planted)
    for (const [place, text] of places)
      for (const spelling of [secret, hex(secret), inRow(secret), JSON.stringify(secret).slice(1, -1)])
        if (text.includes(spelling)) found.push(`${name}: ${spelling} in ${place}`)
  assert.deepEqual([...new Set(found)], [])
})

test('secrets that an alert brings along are kept nowhere, and go into no command', async () => {
  const token = 'ghp_broughtAlongByAnAlertOfSomebody0123'
  const { incident } = await standby.deliver(
    alertGroup({
      groupKey: `{}:{token="${token}"}`,
      labels: { label: token, dsn: DSN },
      annotations: { summary: `cannot log in with ${token}`, description: DSN },
    }),
  )
  const page = await get(`/incidents/${incident}`)
  for (const secret of [token, DSN_PASSWORD]) {
    assert.ok(!page.includes(secret))
    for (const [table, text] of await dump()) assert.ok(!text.includes(secret), table)
  }
  assert.match(page, /cannot log in with ••••••/)
})

for (const { name, printed, planted } of SHAPES)
  test(`masked wherever the stream is cut: ${name}`, () => {
    const text = `${typeof printed === 'string' ? printed : printed.join('')}\nafter`
    const secrets = [DECLARED, DECLARED_LONG, MULTILINE, DSN]
    for (let cut = 0; cut <= text.length; cut++) {
      const masker = createMasker(secrets)
      const shown = masker.push(text.slice(0, cut)) + masker.push(text.slice(cut)) + masker.end()
      for (const secret of planted) assert.ok(!shown.includes(secret), `cut at ${cut}: ${shown}`)
      assert.match(shown, /after$/)
    }
  })

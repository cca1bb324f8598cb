import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../alerts/alert.ts'
import { compileRunbook } from '../plan/compile.ts'
import { type BindableRunbook, bindProcedure } from './binding.ts'

function runbook(file: string, headings: string, hour = 0): BindableRunbook {
  return {
    digest: file.padEnd(64, '0'),
    file,
    registeredAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
    plan: compileRunbook(file, headings),
  }
}

function section(heading: string, alert: string | null = null): string {
  const line = alert === null ? '' : `**Alert**: \`${alert}\`\n\n`
  return `## ${heading}\n\n${line}\`\`\`bash\necho ok\n\`\`\`\n\n`
}

function alert(name: string, url: string | null = null): Alert {
  return {
    fingerprint: 'f',
    name,
    status: 'firing',
    labels: {},
    annotations: url === null ? {} : { runbook_url: url },
    startsAt: '2026-01-01T00:00:00.000Z',
    endsAt: null,
    generatorUrl: null,
  }
}

const api = runbook(
  'docs/api/runbook.md',
  `# API\n\n${section('3a. API Down / High 5xx Rate')}${section('Slow queries', 'SlowQueries')}`,
)
const db = runbook('docs/db/runbook.md', `# DB\n\n${section('Disk full', 'DiskFull')}${section('Slow queries')}`, 1)
const solo = runbook('certs.md', `# Certificates\n\n${section('Renew')}`)
const all = [api, db, solo]

const where = (name: string, url: string | null = null, known = all) => {
  const bound = bindProcedure(alert(name, url), known)
  return bound === null ? null : `${bound.runbook.file} ${bound.procedure.heading}`
}

const git = 'https://git.example.com/ops/blob/main'
const CASES: [name: string, url: string | null, to: string | null][] = [
  ['SlowQueries', null, 'docs/api/runbook.md Slow queries'],
  ['slow-queries', null, 'docs/api/runbook.md Slow queries'],
  ['Slow', null, null],
  ['Any', `${git}/docs/api/runbook.md#3a-api-down--high-5xx-rate`, 'docs/api/runbook.md 3a. API Down / High 5xx Rate'],
  [
    'Any',
    `${git}/docs/api/runbook.md#user-content-3A-API-Down-High-5xx-Rate`,
    'docs/api/runbook.md 3a. API Down / High 5xx Rate',
  ],
  ['Any', `${git}/docs/db/runbook.md?plain=1#slow-queries`, 'docs/db/runbook.md Slow queries'],
  ['Any', 'docs/db/runbook.md#slow-queries', 'docs/db/runbook.md Slow queries'],
  // The page of a site generator; both files are called so, and the later registered wins.
  ['Any', 'https://wiki.example.com/RUNBOOK.html#slow-queries', 'docs/db/runbook.md Slow queries'],
  ['Any', 'https://wiki.example.com/certs/#renew', 'certs.md Renew'],
  ['Any', 'https://wiki.example.com/certs', 'certs.md Renew'],
  ['DiskFull', `${git}/docs/db/runbook.md`, 'docs/db/runbook.md Disk full'],
  ['DiskFull', `${git}/docs/db/runbook.md#gone`, 'docs/db/runbook.md Disk full'],
  // The file is known, the procedure in it is not: another file that names the alert will do.
  ['SlowQueries', `${git}/docs/db/runbook.md#gone`, 'docs/api/runbook.md Slow queries'],
  ['SlowQueries', `${git}/docs/unknown.md#x`, 'docs/api/runbook.md Slow queries'],
  ['Any', `${git}/docs/unknown.md#x`, null],
  ['Any', '%', null],
]
for (const [name, url, to] of CASES) {
  test(`${name}${url === null ? '' : ` with ${url}`} is bound to ${to ?? 'nothing'}`, () => {
    assert.equal(where(name, url), to)
  })
}

test('of several runbooks that know the alert the most recently registered wins, and the note names the others', () => {
  const older = runbook('old.md', `# Old\n\n${section('Slow', 'SlowQueries')}`, 2)
  const newer = runbook('new.md', `# New\n\n${section('Slow', 'SlowQueries')}`, 3)
  const bound = bindProcedure(alert('SlowQueries'), [older, newer, api])
  assert.equal(bound?.runbook.file, 'new.md')
  assert.match(bound?.note ?? '', /new\.md#slow by the name of the alert; .* not old\.md#slow, docs\/api\/runbook\.md#/)
})

test('the second heading of the same text is found by the anchor that sites give it', () => {
  const twice = runbook(
    'twice.md',
    `# T\n\n## A\n\n${section('Check').replace('##', '###')}## B\n\n${section('Check').replace('##', '###')}`,
  )
  const second = bindProcedure(alert('x', 'https://x.example.com/twice.md#check-1'), [twice])
  assert.equal(second?.procedure.line, twice.plan.procedures.filter(({ heading }) => heading === 'Check')[1]?.line)
})

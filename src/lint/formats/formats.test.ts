import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Diagnostic } from '../../plan/plan.ts'
import { formatGithub } from './github.ts'
import { formatJson } from './json.ts'
import type { FileReport } from './report.ts'
import { formatSarif } from './sarif.ts'
import { formatText } from './text.ts'

const finding = (more: Partial<Diagnostic>): Diagnostic => ({
  rule: 'redis-keys',
  severity: 'warning',
  line: 2,
  column: 11,
  endLine: 2,
  endColumn: 15,
  message: 'KEYS looks at every key: 100 % of them',
  hint: 'look in small bites',
  fix: null,
  ...more,
})
const REPORT: FileReport = {
  file: 'docs/on call/redis.md',
  lines: ['# Redis', 'redis-cli KEYS x', 'redis-cli FLUSHDB'],
  diagnostics: [
    finding({}),
    finding({ rule: 'redis-flush', severity: 'error', line: 3, column: 1, endLine: 4, endColumn: 2, hint: null }),
  ],
}

test('text says where, how bad, what and what to do, then counts', () => {
  assert.equal(
    formatText([REPORT], { color: false, fixed: 0 }),
    `docs/on call/redis.md:2:11 warning KEYS looks at every key: 100 % of them [redis-keys]
    2 │ redis-cli KEYS x
      │           ^^^^
      hint: look in small bites

docs/on call/redis.md:3:1 error KEYS looks at every key: 100 % of them [redis-flush]
    3 │ redis-cli FLUSHDB

1 runbook checked: 1 error, 1 warning
`,
  )
})

test('a clean run says so, and what was mended', () => {
  const clean = { ...REPORT, diagnostics: [] }
  assert.equal(formatText([clean, clean], { color: false, fixed: 0 }), '2 runbooks checked, nothing found\n')
  assert.equal(formatText([clean], { color: false, fixed: 3 }), '1 runbook checked, nothing found; 3 mended\n')
})

test('a long line is shown around what is found in it', () => {
  const lines = ['# Redis', `${'a '.repeat(100)}KEYS`]
  const text = formatText([{ ...REPORT, lines, diagnostics: [finding({ column: 201, endColumn: 205 })] }], {
    color: false,
    fixed: 0,
  })
  assert.match(text, /│ .*a KEYS\n +│ +\^{4}\n/)
})

test('github takes one command per finding, with its signs escaped', () => {
  assert.equal(
    formatGithub([{ ...REPORT, file: 'a,b:c.md' }]),
    `::warning file=a%2Cb%3Ac.md,line=2,endLine=2,col=11,endColumn=15,title=redis-keys::KEYS looks at every key: 100 %25 of them%0Ahint: look in small bites
::error file=a%2Cb%3Ac.md,line=3,endLine=4,title=redis-flush::KEYS looks at every key: 100 %25 of them
`,
  )
})

test('json is the diagnostics by file', () => {
  assert.deepEqual(JSON.parse(formatJson([REPORT])), [{ file: REPORT.file, diagnostics: REPORT.diagnostics }])
})

test('sarif has what 2.1.0 requires, and results that point at their rules', () => {
  const log = JSON.parse(formatSarif([REPORT], '1.2.3'))
  assert.equal(log.version, '2.1.0')
  const [run] = log.runs
  assert.equal(run.tool.driver.name, 'standby')
  assert.deepEqual(
    run.results.map((result: { level: string }) => result.level),
    ['warning', 'error'],
  )
  for (const result of run.results) {
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId)
    assert.equal(typeof result.message.text, 'string')
    const { artifactLocation, region } = result.locations[0].physicalLocation
    assert.equal(artifactLocation.uri, 'docs/on%20call/redis.md')
    assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine)
  }
})

test('a finding keeps its mark when lines come before it, and no two have the same', () => {
  type Log = { runs: { results: { ruleId: string; partialFingerprints: { primaryLocationLineHash: string } }[] }[] }
  const marks = (report: FileReport) =>
    (JSON.parse(formatSarif([report], '1.0.0')) as Log).runs[0]?.results.map(
      ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
    )
  const later = REPORT.diagnostics.map((one) => ({ ...one, line: one.line + 1, endLine: one.endLine + 1 }))
  const before = marks(REPORT)
  assert.deepEqual(marks({ ...REPORT, lines: ['Written since.', ...REPORT.lines], diagnostics: later }), before)
  const twice = marks({ ...REPORT, diagnostics: [finding({}), finding({})] })
  assert.equal(new Set([...(before ?? []), ...(twice ?? [])]).size, 3)
})

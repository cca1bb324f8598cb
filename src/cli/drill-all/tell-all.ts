import type { Verdict } from '../../http/contract.ts'
import { formatSeconds } from '../story.ts'
import { type Paint, plainText } from '../terminal.ts'
import type { Played } from './play-all.ts'
import type { Unrehearsed } from './rehearsals.ts'

/** All that was played, and what never is. */
export interface AllPlayed {
  played: readonly Played[]
  unrehearsed: readonly Unrehearsed[]
  /** Real seconds of the whole. */
  seconds: number
}

export const asExpected = ({ drill, rehearsal }: Played) => drill.verdict === rehearsal.expected

const MARKS: Record<Verdict, string> = {
  recovers: '✓',
  'no effect': '○',
  stuck: '✗',
  harmful: '☠',
  unanswered: '?',
}

/** One drill, as one line; and why, where it is not what was expected. */
export function tellPlayed(one: Played, paint: Paint): string[] {
  const { rehearsal, drill } = one
  const verdict = drill.verdict ?? 'stuck'
  const fine = asExpected(one)
  const colour = fine ? paint.green : verdict === 'harmful' ? paint.red : paint.yellow
  const where = `${rehearsal.source.file}#${drill.procedureId}`
  const took = drill.score === null ? '' : `${formatSeconds(drill.score.took)}, ${drill.score.commands} commands`
  const line = `${colour(MARKS[verdict])} ${colour(verdict.padEnd(10))} ${where} ${paint.dim(`(${rehearsal.scenario.name}${took === '' ? '' : `; ${took}`})`)}`
  if (fine) return [line]
  const at = drill.line === null ? '' : `line ${drill.line}: `
  const wanted = rehearsal.expected === 'recovers' ? '' : ` (expected: ${rehearsal.expected})`
  return [line, `             ${at}${plainText(drill.reason ?? '').replace(/\s+/g, ' ')}${wanted}`]
}

/** What there is to say at the end. */
export function tellTotals({ played, unrehearsed, seconds }: AllPlayed, paint: Paint): string[] {
  const count = (verdict: Verdict) => played.filter(({ drill }) => drill.verdict === verdict).length
  const parts = (Object.keys(MARKS) as Verdict[]).map((verdict) => `${count(verdict)} ${verdict}`)
  const broken = played.flatMap(({ drill, rehearsal }) =>
    (drill.score?.promises ?? [])
      .filter(({ kept, took }) => !kept && took !== null)
      .map(
        ({ what, promised, took }) =>
          `  ${rehearsal.source.file}#${drill.procedureId}: ${what} ${formatSeconds(promised)}, took ${formatSeconds(took)}`,
      ),
  )
  return [
    '',
    ...(broken.length === 0 ? [] : [paint.dim('Promises that the runbooks do not keep'), ...broken, '']),
    ...(unrehearsed.length === 0
      ? []
      : [
          paint.yellow(`Never rehearsed: ${unrehearsed.length}`),
          ...unrehearsed.map(({ file, id, line }) => `  ${file}#${id} ${paint.dim(`(line ${line})`)}`),
          '',
        ]),
    `${paint.bold(`${played.length} rehearsed`)}: ${parts.join(' · ')}${unrehearsed.length === 0 ? '' : ` · ${unrehearsed.length} never rehearsed`}`,
    paint.dim(`${formatSeconds(virtualSeconds(played))} of production in ${seconds.toFixed(1)} s`),
  ]
}

/** How long the worlds of all of them went on together. */
export function virtualSeconds(played: readonly Played[]): number {
  return played.reduce((sum, { drill }) => sum + (drill.score?.simulated ?? 0), 0)
}

export function toJson(all: AllPlayed): Record<string, unknown> {
  return {
    drills: all.played.map(({ rehearsal, drill, seconds }) => ({
      file: rehearsal.source.file,
      procedure: drill.procedureId,
      heading: rehearsal.procedure.heading,
      system: drill.system,
      scenario: drill.scenario,
      verdict: drill.verdict,
      expected: rehearsal.expected,
      line: drill.line,
      reason: drill.reason,
      evidence: drill.evidence,
      times: {
        detected: drill.detectedAfter,
        firstDiagnosis: drill.firstDiagnosisAfter,
        mitigated: drill.mitigatedAfter,
        recovered: drill.recoveredAfter,
      },
      score: drill.score,
      seconds,
    })),
    unrehearsed: all.unrehearsed,
    virtualSeconds: virtualSeconds(all.played),
    seconds: all.seconds,
  }
}

/** JUnit's XML, one suite a file: what every CI can show. */
export function toJunit({ played, unrehearsed, seconds }: AllPlayed): string {
  const files = new Set([
    ...played.map(({ rehearsal }) => rehearsal.source.file),
    ...unrehearsed.map(({ file }) => file),
  ])
  const suites = [...files].map((file) => {
    const own = played.filter(({ rehearsal }) => rehearsal.source.file === file)
    const skipped = unrehearsed.filter((one) => one.file === file)
    const failures = own.filter((one) => !asExpected(one)).length
    const head = `  <testsuite name="${xml(file)}" tests="${own.length + skipped.length}" failures="${failures}" skipped="${skipped.length}" time="${sum(own)}">`
    const cases = [
      ...own.map((one) => junitCase(file, one)),
      ...skipped.map(
        ({ id }) =>
          `    <testcase classname="${xml(file)}" name="${xml(id)}" time="0">\n      <skipped message="never rehearsed"/>\n    </testcase>`,
      ),
    ]
    return [head, ...cases, '  </testsuite>'].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="standby drill" time="${seconds.toFixed(3)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function junitCase(file: string, one: Played): string {
  const { rehearsal, drill, seconds } = one
  const head = `    <testcase classname="${xml(file)}" name="${xml(`${drill.procedureId} (${rehearsal.scenario.name})`)}" time="${seconds.toFixed(3)}"`
  if (asExpected(one)) return `${head}/>`
  const where = drill.line === null ? '' : `${file}:${drill.line}: `
  return `${head}>\n      <failure type="${xml(drill.verdict ?? 'stuck')}" message="${xml(`${drill.verdict}: ${drill.reason ?? ''}`)}">${xml(`${where}${drill.reason ?? ''}`)}</failure>\n    </testcase>`
}

const sum = (played: readonly Played[]) => played.reduce((total, { seconds }) => total + seconds, 0).toFixed(3)

/** XML 1.0 knows no control characters but these three. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}

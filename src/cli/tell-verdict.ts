import type { Drill, IncidentDetail } from '../http/contract.ts'
import { clockOf, formatSeconds } from './story.ts'
import { plainText, type Terminal } from './terminal.ts'

/** The end of a drill, as lines: verdict, measured times, timeline and postmortem draft. */
export function tellVerdict(
  drill: Drill,
  detail: IncidentDetail | null,
  postmortem: string | null,
  writtenTo: string | null,
  { paint }: Pick<Terminal, 'paint'>,
): string[] {
  const colour = drill.verdict === 'recovers' ? paint.green : drill.verdict === 'harmful' ? paint.red : paint.yellow
  const time = (label: string, seconds: number | null) => `  ${label.padEnd(22)} ${formatSeconds(seconds)}`
  const lines = [
    '',
    `  ${paint.bold('Verdict:')} ${paint.bold(colour(drill.verdict ?? 'none'))}${drill.reason === null ? '' : ` — ${plainText(drill.reason)}`}`,
    '',
    `  ${paint.dim('Virtual time since the fault')}`,
    time('alarm fired', drill.detectedAfter),
    time('first diagnosis', drill.firstDiagnosisAfter),
    time('mitigated', drill.mitigatedAfter),
    time('recovered', drill.recoveredAfter),
  ]
  // The postmortem has the timeline in it: it is told once.
  if (detail !== null && (postmortem === null || writtenTo !== null)) {
    lines.push('', `  ${paint.dim('Timeline')}`)
    for (const entry of detail.timeline) lines.push(`  ${paint.dim(clockOf(entry))}  ${plainText(entry.text)}`)
  }
  if (writtenTo !== null && postmortem !== null) lines.push('', `  postmortem draft: ${writtenTo}`)
  else if (postmortem !== null) lines.push('', paint.dim('─'.repeat(40)), '', plainText(postmortem).trimEnd())
  return lines
}

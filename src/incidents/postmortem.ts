import type { Alert } from '../alerts/alert.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Step } from '../plan/plan.ts'
import { stepEffect } from '../plan/plan.ts'
import type { Attempt, OutputChunk } from '../runs/attempt.ts'
import type { Run } from '../runs/run.ts'
import type { Incident } from './incident.ts'
import { block, code, inline, table, visible } from './markdown.ts'
import { duration, milestonesOf } from './milestones.ts'
import type { TimelineEntry } from './timeline.ts'

/** All that was recorded about an incident. */
export interface IncidentRecord {
  incident: Incident
  noRunReason: string | null
  alerts: readonly Alert[]
  run: Run | null
  attempts: readonly Attempt[]
  approvals: readonly Approval[]
  timeline: readonly TimelineEntry[]
  output: readonly OutputChunk[]
}

const FILL_IN = '_To be filled in._'
const EXCERPT_LINES = 8
const EXCERPT_WIDTH = 160

/**
 * Drafts the postmortem, in Markdown: what the record knows is written down, what only people know is asked for.
 * Times are those of the simulated clock where the incident lies in a simulated production, and UTC.
 */
export function draftPostmortem(record: IncidentRecord): string {
  const { incident } = record
  const sections = [
    `# Postmortem: ${inline(incident.title)}`,
    `_Draft of incident ${incident.number}, from what Standby recorded${incident.drillId === null ? '' : ' in a drill'}. ` +
      'Correct it, fill in what is asked for, and delete this line._',
    summary(record),
    whatFired(record),
    impact(),
    timelineSection(record),
    whatWasSeen(record),
    whatWasChanged(record),
    runbookCandidates(record),
    closing(),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
}

function summary({ incident, noRunReason, alerts, run, timeline }: IncidentRecord): string {
  const at = milestonesOf(alerts, run, timeline)
  const handled =
    incident.procedure === null
      ? `No runbook was bound. ${inline(noRunReason ?? '')}`
      : `${inline(incident.procedure.heading)} (${code(`${incident.procedure.file}#${incident.procedure.procedureId}`)}, version ${code(incident.procedure.runbookDigest.slice(0, 12))})`
  const facts = table(
    ['', ''],
    [
      ['Status', incident.status + (incident.severity === null ? '' : `, severity ${inline(incident.severity)}`)],
      ['Environment', code(incident.environment)],
      ['Runbook', handled],
      ['Run', run === null ? inline(noRunReason ?? 'none') : (run.outcome ?? run.status)],
      ['Acknowledged by', inline(incident.acknowledgedBy ?? 'nobody')],
    ],
  )
  const numbers = table(
    ['Measure', 'Time', 'From → to'],
    [
      ['Time to detect', duration(at.began, at.opened), 'alert began → incident opened'],
      ['Time to acknowledge', duration(at.opened, at.acknowledged), 'incident opened → first person acted'],
      ['Time to mitigate', duration(at.began, at.mitigated), 'alert began → last change that succeeded'],
      ['Time to resolve', duration(at.began, at.resolved), 'alert began → incident resolved'],
    ],
  )
  return `## Summary\n\n${FILL_IN} What happened, to whom, for how long, and what ended it: in two sentences.\n\n${facts}\n\n${numbers}`
}

function whatFired({ alerts }: IncidentRecord): string {
  const parts = alerts.map((alert) => {
    const ended = alert.endsAt === null ? alert.status : `until ${time(alert.endsAt)}`
    const labels = Object.entries(alert.labels).map(([name, value]) => code(`${name}="${value}"`))
    const said = Object.entries(alert.annotations).map(([name, value]) => `  - ${inline(name)}: ${inline(value)}`)
    const link = alert.generatorUrl === null ? [] : [`  - rule: ${code(alert.generatorUrl)}`]
    return [
      `- **${inline(alert.name)}**, from ${time(alert.startsAt)} ${ended}`,
      `  - labels: ${labels.join(' ')}`,
      ...said,
      ...link,
    ].join('\n')
  })
  return `## What fired\n\n${parts.length === 0 ? 'Nothing was recorded.' : parts.join('\n')}`
}

function impact(): string {
  return `## Impact

- Who was affected, and how many: ${FILL_IN}
- What they could not do, or saw: ${FILL_IN}
- Data lost, delayed or wrong: ${FILL_IN}
- Objectives and promises touched (SLO, contract, reports due): ${FILL_IN}`
}

function timelineSection({ timeline, incident }: IncidentRecord): string {
  const simulated = timeline.some(({ worldAt }) => worldAt !== null)
  const rows = timeline.map(({ at, worldAt, actor, text }) => [time(worldAt ?? at), inline(actor), inline(text)])
  const header = [simulated ? 'Simulated time (UTC)' : 'Time (UTC)', 'Who', 'What']
  const note = simulated ? `\n\nThe times are those of the simulated production ${code(incident.environment)}.` : ''
  return `## Timeline${note}\n\n${table(header, rows)}`
}

function whatWasSeen(record: IncidentRecord): string {
  const steps = triedSteps(record).filter(({ step }) => stepEffect(step) === 'read')
  const parts = steps.map(({ step, index, attempts }) => {
    const last = attempts.at(-1)
    const result = last === undefined ? '' : ` — ${resultOf(last)}`
    const said = excerpt(record, last)
    return `**Step ${index + 1}: ${inline(step.title)}**${result}\n\n${block(step.script?.text ?? step.text, 'bash')}\n\n${said}`
  })
  return `## What was looked at, and what it said\n\n${parts.length === 0 ? 'Nothing was run.' : parts.join('\n\n')}`
}

function whatWasChanged(record: IncidentRecord): string {
  const done = triedSteps(record).filter(({ step }) => stepEffect(step) !== 'read')
  const parts = done.map(({ step, index, attempts }) => {
    const approvals = record.approvals.filter((each) => each.step === index && each.status === 'approved')
    const signed = approvals.at(-1)
    const who = approvals.map(describeApproval)
    const outcome =
      record.run?.steps[index]?.status === 'outcome-unknown'
        ? ['- Outcome: **unknown**; nobody has said yet whether it happened']
        : []
    return [
      `**Step ${index + 1}: ${inline(step.title)}** (${stepEffect(step)})`,
      '',
      block(signed?.commands ?? step.script?.text ?? step.text, 'bash'),
      '',
      ...(who.length === 0 ? ['- No approval is on record'] : who),
      ...attempts.map((attempt) => `- Try ${attempt.attempt}, ${time(attempt.startedAt)}: ${resultOf(attempt)}`),
      ...outcome,
      '',
      excerpt(record, attempts.at(-1)),
    ].join('\n')
  })
  const refused = record.approvals
    .filter(({ status }) => status === 'rejected' || status === 'expired')
    .map((approval) => `- Asked for and not done: ${code(approval.commands)}, ${describeRefusal(approval)}`)
  const text = [...parts, refused.join('\n')].filter((part) => part !== '').join('\n\n')
  return `## What was changed\n\n${text === '' ? 'Nothing was changed.' : text}`
}

function describeApproval(approval: Approval): string {
  const reason = approval.reason === null ? '' : `: ${inline(approval.reason)}`
  return `- Approved by ${inline(approval.decidedBy ?? 'unknown')} at ${time(approval.decidedAt ?? approval.requestedAt)}${reason}`
}

function describeRefusal(approval: Approval): string {
  if (approval.status === 'expired') return 'nobody decided in time'
  return `rejected by ${inline(approval.decidedBy ?? 'unknown')}${approval.reason === null ? '' : `: ${inline(approval.reason)}`}`
}

/** What the runbook made hard: where it failed, had to be skipped, or needed a person. */
function runbookCandidates({ run, timeline, incident, alerts }: IncidentRecord): string {
  const found: string[] = []
  if (incident.procedure === null) {
    found.push(
      `- No procedure is bound to ${alerts.map(({ name }) => code(name)).join(', ')}: write one, or name the alert in one.`,
    )
  }
  for (const [index, state] of run?.steps.entries() ?? []) {
    const step = run?.procedure.steps[index]
    const words = STEP_WORDS[state.status]
    if (step === undefined || words === undefined) continue
    const note = state.note === null ? '' : `: ${inline(state.note)}`
    found.push(`- Line ${step.line}, step ${index + 1} (${inline(step.title)}) ${words}${note}`)
  }
  for (const { text } of timeline.filter(({ kind }) => kind === 'parameters-given')) {
    found.push(
      `- A value had to be given by hand (${inline(text)}): can the runbook find it out, or configuration know it?`,
    )
  }
  const where = incident.procedure === null ? '' : ` (${code(incident.procedure.file)})`
  return `## What the runbook should learn${where}\n\n${found.length === 0 ? 'Every step that was tried did what it was there for.' : found.join('\n')}`
}

const STEP_WORDS: Partial<Record<Run['steps'][number]['status'], string>> = {
  failed: 'failed',
  skipped: 'was skipped',
  rejected: 'was not approved',
  manual: 'is for a person to do',
  'outcome-unknown': 'was interrupted, and nobody knows whether it happened',
}

function closing(): string {
  const rows = [
    ['Prevent it', FILL_IN, '', ''],
    ['See it sooner', FILL_IN, '', ''],
    ['Mend it faster', FILL_IN, '', ''],
  ]
  return `## Causes

- What set it off: ${FILL_IN}
- What let it through: ${FILL_IN}
- What went well, and what was luck: ${FILL_IN}

## Action items

${table(['Aim', 'Action', 'Owner', 'Due'], rows)}`
}

function triedSteps({ run, attempts }: IncidentRecord): { step: Step; index: number; attempts: Attempt[] }[] {
  const steps = run?.procedure.steps ?? []
  return steps
    .map((step, index) => ({ step, index, attempts: attempts.filter((attempt) => attempt.step === index) }))
    .filter((tried) => tried.attempts.length > 0)
}

function resultOf(attempt: Attempt): string {
  if (attempt.status === 'running') return 'still running'
  if (attempt.status === 'lost') return 'interrupted; its end was not seen'
  const took = duration(Date.parse(attempt.startedAt), Date.parse(attempt.finishedAt ?? attempt.startedAt))
  return attempt.status === 'succeeded'
    ? `succeeded in ${took}`
    : `failed with exit status ${attempt.exitCode} in ${took}`
}

/** The end of what an attempt said: there the decisive line mostly is. */
function excerpt({ output }: IncidentRecord, attempt: Attempt | undefined): string {
  const text = output
    .filter(({ attemptId }) => attemptId === attempt?.id)
    .map((chunk) => chunk.text)
    .join('')
  const lines = visible(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length === 0) return '_It said nothing._'
  const left = lines.length - EXCERPT_LINES
  const shown = lines
    .slice(-EXCERPT_LINES)
    .map((line) => (line.length > EXCERPT_WIDTH ? `${line.slice(0, EXCERPT_WIDTH)}…` : line))
  const before = left > 0 ? [`… (${left} more ${left === 1 ? 'line' : 'lines'} before)`] : []
  return block([...before, ...shown].join('\n'), 'text')
}

/** `2026-03-01 04:05:06`. */
function time(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}

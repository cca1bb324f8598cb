import type { Approval } from '../approvals/approval.ts'
import type { Step } from '../plan/plan.ts'
import { stepEffect } from '../plan/plan.ts'
import type { Attempt } from '../runs/attempt.ts'
import { describeHidden } from '../runs/hidden-failures.ts'
import type { Run } from '../runs/run.ts'
import type { IncidentRecord } from './incident-record.ts'
import { block, code, inline, table, visible } from './markdown.ts'
import { duration } from './milestones.ts'
import { FILL_IN, isManual, summary, titleOf } from './postmortem-summary.ts'

const EXCERPT_LINES = 8
const EXCERPT_WIDTH = 200

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
    isManual(record) ? `## Why it was started\n\n${FILL_IN}` : whatFired(record),
    impact(),
    timelineSection(record),
    whatWasSeen(record),
    whatWasChanged(record),
    runbookCandidates(record),
    closing(),
  ]
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`
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
    const result = last === undefined ? '' : ` — ${resultOf(record, last)}`
    const said = excerpt(record, last)
    return `**Step ${index + 1}: ${inline(titleOf(step))}**${result}\n\n${block(step.script?.text ?? step.text, 'bash')}\n\n${said}`
  })
  return `## What was looked at, and what it said\n\n${parts.length === 0 ? 'Nothing was run.' : parts.join('\n\n')}`
}

function whatWasChanged(record: IncidentRecord): string {
  const done = triedSteps(record).filter(({ step }) => stepEffect(step) !== 'read')
  const parts = done.map(({ step, index, attempts }) => {
    const approvals = record.approvals.filter((each) => each.step === index && each.status === 'approved')
    const signed = approvals.at(-1)
    const who = approvals.map((approval) => describeApproval(record, approval))
    const outcome =
      record.run?.steps[index]?.status === 'outcome-unknown'
        ? ['- Outcome: **unknown**; nobody has said yet whether it happened']
        : []
    return [
      `**Step ${index + 1}: ${inline(titleOf(step))}** (${stepEffect(step)})`,
      '',
      block(signed?.commands ?? step.script?.text ?? step.text, 'bash'),
      '',
      ...(who.length === 0 ? ['- No approval is on record'] : who),
      ...attempts.map(
        (attempt) => `- Try ${attempt.attempt}, ${time(startOf(record, attempt))}: ${resultOf(record, attempt)}`,
      ),
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

function describeApproval(record: IncidentRecord, approval: Approval): string {
  const reason = approval.reason === null ? '' : `: ${inline(approval.reason)}`
  // The story has it by the simulated clock too; the entry of a later request for the same step comes later.
  const entry = record.timeline.findLast(
    ({ kind, step, at }) => kind === 'approval-decided' && step === approval.step && at <= (approval.decidedAt ?? at),
  )
  const at = entry?.worldAt ?? approval.decidedAt ?? approval.requestedAt
  return `- Approved by ${inline(approval.decidedBy ?? 'unknown')} at ${time(at)}${reason}`
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
    found.push(`- Line ${step.line}, step ${index + 1} (${inline(titleOf(step))}) ${words}${note}`)
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

function resultOf(record: IncidentRecord, attempt: Attempt): string {
  if (attempt.status === 'running') return 'still running'
  if (attempt.status === 'lost') return 'interrupted; its end was not seen'
  const ended = endOf(record, attempt)
  const took = duration(Date.parse(startOf(record, attempt)), ended === null ? null : Date.parse(ended))
  const hidden = describeHidden(attempt.statements)
  const but = hidden === null ? '' : `, but ${inline(hidden)}`
  return attempt.status === 'succeeded'
    ? `succeeded in ${took}${but}`
    : `failed with exit status ${attempt.exitCode} in ${took}${but}`
}

function startOf({ timeline }: IncidentRecord, { step, attempt, startedAt }: Attempt): string {
  const entry = timeline.find((each) => each.kind === 'step-started' && each.step === step && each.attempt === attempt)
  return entry?.worldAt ?? startedAt
}

function endOf({ timeline }: IncidentRecord, { step, attempt, finishedAt }: Attempt): string | null {
  const isEnd = (kind: string) => kind === 'step-finished' || kind === 'step-failed'
  const entry = timeline.find((each) => isEnd(each.kind) && each.step === step && each.attempt === attempt)
  return entry?.worldAt ?? finishedAt
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

import { type Step, stepEffect } from '../plan/plan.ts'
import type { IncidentRecord } from './incident-record.ts'
import { code, inline, table } from './markdown.ts'
import { duration, type Milestones, milestonesOf } from './milestones.ts'

/** Stands where only people know what to write. */
export const FILL_IN = '_To be filled in._'

/** The first section: what happened in sentences, the facts, and what was measured. */
export function summary(record: IncidentRecord): string {
  const at = milestonesOf(record.alerts, record.run, record.timeline)
  const measures = table(
    ['Measure', 'Time', 'From → to'],
    isManual(record)
      ? [
          ['Time to the last change', duration(at.opened, at.mitigated), 'started → last change that succeeded'],
          ['Time to the end', duration(at.opened, at.resolved), 'started → over'],
        ]
      : [
          ['Time to detect', duration(at.began, at.opened), 'alert began → incident opened'],
          ['Time to acknowledge', duration(at.opened, at.acknowledged), 'incident opened → first person acted'],
          ['Time to mitigate', duration(at.began, at.mitigated), 'alert began → last change that succeeded'],
          ['Time to resolve', duration(at.began, at.resolved), 'alert began → incident resolved'],
        ],
  )
  return `## Summary\n\n${story(record, at)}\n\n${facts(record)}\n\n${measures}`
}

/** Whether a person began it, and no alert. */
export const isManual = ({ run, alerts }: Pick<IncidentRecord, 'run' | 'alerts'>): boolean =>
  alerts.length === 0 && run !== null && run.requestedBy !== 'alert'

/** A step's title without the number it has in the runbook: it is numbered anew here. */
export function titleOf(step: Pick<Step, 'title'>): string {
  return step.title.replace(/^\d+[.)]\s+/, '')
}

function facts(record: IncidentRecord): string {
  const { incident, noRunReason, run } = record
  const manual = isManual(record)
  const { procedure } = incident
  const handled =
    procedure === null
      ? `none: ${inline(noRunReason ?? 'no runbook knows this alert')}`
      : `${inline(procedure.heading)} (${code(`${procedure.file}#${procedure.procedureId}`)}, version ${code(procedure.runbookDigest.slice(0, 12))})`
  return table(
    ['', ''],
    [
      ['Incident', `${incident.number}, ${incident.status}`],
      ['Severity', inline(incident.severity ?? 'not said')],
      ['Environment', code(incident.environment)],
      ['Runbook', handled],
      ['Run', run === null ? inline(noRunReason ?? 'none') : (run.outcome ?? run.status)],
      [
        manual ? 'Started by' : 'Acknowledged by',
        inline((manual ? run?.requestedBy : incident.acknowledgedBy) ?? 'nobody'),
      ],
    ],
  )
}

/** Sentences to edit rather than an empty space. */
function story(record: IncidentRecord, at: Milestones): string {
  const { incident, alerts } = record
  const names = [...new Set(alerts.map(({ name }) => name))].map(code).join(', ')
  if (isManual(record)) return manualStory(record, at)
  const began = at.began === null ? '' : `On ${day(at.began)} at ${hour(at.began)} UTC `
  const fired = `${began}${names || 'an alert'} fired in ${code(incident.environment)}.`
  return [fired, looked(record), changed(record), ended(at), `Impact: ${FILL_IN}`]
    .filter((each) => each !== '')
    .join(' ')
}

function manualStory(record: IncidentRecord, at: Milestones): string {
  const { incident, run } = record
  const when = at.opened === null ? '' : `On ${day(at.opened)} at ${hour(at.opened)} UTC `
  const started = `${when}${inline(run?.requestedBy ?? 'somebody')} started “${inline(incident.title)}” in ${code(incident.environment)}.`
  const end = at.resolved === null ? 'It is not over yet.' : `It was over at ${hour(at.resolved)} UTC.`
  return [started, looked(record), changed(record), end, `Impact: ${FILL_IN}`].filter((each) => each !== '').join(' ')
}

function looked({ run, attempts }: IncidentRecord): string {
  if (run === null) return 'No runbook ran.'
  const steps = new Set(attempts.map(({ step }) => step))
  const reads = [...steps].filter((step) => isRead(run.procedure.steps[step])).length
  return `Standby looked by itself (${reads} ${reads === 1 ? 'step' : 'steps'} of “${inline(run.procedure.heading)}”).`
}

function changed({ run, attempts, approvals }: IncidentRecord): string {
  if (run === null) return ''
  const done = run.procedure.steps.flatMap((step, index) =>
    !isRead(step) && attempts.some((attempt) => attempt.step === index && attempt.status === 'succeeded')
      ? [{ step, by: approvals.findLast((each) => each.step === index && each.status === 'approved')?.decidedBy }]
      : [],
  )
  if (done.length === 0) return 'Nothing was changed.'
  const what = done.map(({ step, by }) => `“${inline(titleOf(step))}” (approved by ${inline(by ?? 'unknown')})`)
  return `What was changed: ${what.join(', ')}.`
}

function ended(at: Milestones): string {
  if (at.alertResolved === null)
    return at.resolved === null ? 'It is not over yet.' : 'It was closed while its alert still fired.'
  const since = at.mitigated === null ? '' : `, ${duration(at.mitigated, at.alertResolved)} after the last change`
  return `The alert resolved at ${hour(at.alertResolved)} UTC${since}.`
}

function isRead(step: Step | undefined): boolean {
  return step !== undefined && stepEffect(step) === 'read'
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function hour(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

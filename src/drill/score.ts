import type { Plan, Procedure } from '../plan/plan.ts'
import type { JournalEntry } from '../range/range.ts'
import { effectOf } from '../runs/remedies.ts'
import { stepOfCall } from './blame.ts'
import type { Promised, Score } from './drill.ts'
import type { IncidentView } from './host.ts'
import type { Measures } from './verdict.ts'

export interface Scored {
  view: IncidentView
  /** The runbook's: for its table of objectives. */
  plan: Plan | null
  journal: readonly JournalEntry[]
  measures: Measures
  /** Virtual seconds from the beginning of the run to its last deed, or to recovery. */
  took: number
  /** Virtual seconds from the fault to the verdict. */
  simulated: number
}

/** What a drill has cost, and what of the runbook's promises was kept. */
export function score({ view, plan, journal, measures, took, simulated }: Scored): Score {
  const procedure = view.run?.procedure ?? null
  // Broken off, it says nothing of how long the whole takes.
  const isThrough = view.run?.status === 'finished' || view.run?.status === 'observing'
  return {
    took,
    simulated,
    commands: journal.length,
    failed: journal.filter(({ exitCode }) => exitCode !== 0).length,
    approvals: view.approvals.filter(({ status }) => status === 'approved').length,
    byPerson: view.run?.steps.filter(({ status }) => status === 'manual').length ?? 0,
    promises: procedure === null ? [] : promisesOf(procedure, plan, measures, isThrough ? took : null),
    idle: idleSteps(view, journal),
  }
}

function promisesOf(procedure: Procedure, plan: Plan | null, measures: Measures, took: number | null): Promised[] {
  const { detectedAfter, firstDiagnosisAfter, recoveredAfter } = measures
  const looked =
    firstDiagnosisAfter === null || detectedAfter === null ? null : Math.max(0, firstDiagnosisAfter - detectedAfter)
  const rto = procedure.kind === 'restore' || procedure.kind === 'incident' ? objectiveOf(procedure, plan) : null
  const promises: [Promised['what'], number | null, number | null][] = [
    ['response time', secondsOf(procedure.responseTime), looked],
    ['estimated time', secondsOf(procedure.estimatedTime), took],
    ['RTO', rto, recoveredAfter ?? (procedure.kind === 'restore' ? took : null)],
  ]
  return promises.flatMap(([what, promised, needed]) =>
    promised === null ? [] : [{ what, promised, took: needed, kept: needed !== null && needed <= promised }],
  )
}

/** `5 minutes`, `10-15 min`, `< 1 hour`: seconds, of a span its end. Null when it says no time. */
function secondsOf(text: string | null): number | null {
  const found = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)\s*(s|sec|seconds?|m|min|mins|minutes?|h|hr|hrs|hours?)\b/gi)]
  const last = found.at(-1)
  if (last === undefined) return /\bimmediate/i.test(text ?? '') ? 60 : null
  const unit = (last[2] ?? 'm').toLowerCase()[0]
  return Number(last[1]) * (unit === 'h' ? 3_600 : unit === 'm' ? 60 : 1)
}

/** The RTO whose name shares a word with the procedure's; seconds. */
function objectiveOf({ heading }: Procedure, plan: Plan | null): number | null {
  const words = new Set(wordsOf(heading))
  for (const table of plan?.tables ?? []) {
    for (const record of table.records ?? []) {
      if (record.is !== 'objective' || record.rtoMinutes === null) continue
      if (wordsOf(record.name ?? '').some((word) => words.has(word))) return record.rtoMinutes * 60
    }
  }
  return null
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []

/** Steps without which nothing would be known less, and nothing be otherwise. */
function idleSteps(view: IncidentView, journal: readonly JournalEntry[]): Score['idle'] {
  const { run, attempts } = view
  if (run === null) return []
  const idle: Score['idle'] = []
  const shown = new Map<string, number>()
  for (const [index, step] of run.procedure.steps.entries()) {
    const state = run.steps[index]
    const attempt = attempts.findLast((one) => one.step === index)
    if (state === undefined || attempt === undefined) continue
    if (state.status === 'skipped') idle.push({ line: step.line, why: 'it failed, and was left out' })
    if (state.status !== 'succeeded') continue
    const output = outputOf(view, attempt.id)
    const wrote = journal.some((entry) => entry.effect === 'write' && stepOfCall(view, entry) === index)
    if (effectOf(step) !== 'read') {
      const asked = journal.some((entry) => stepOfCall(view, entry) === index)
      if (asked && !wrote) idle.push({ line: step.line, why: 'it changed nothing' })
    } else if (output === '') idle.push({ line: step.line, why: 'it showed nothing' })
    else {
      const earlier = shown.get(output)
      if (earlier !== undefined) idle.push({ line: step.line, why: `it showed what line ${earlier} had shown` })
      else shown.set(output, step.line)
    }
  }
  return idle
}

function outputOf({ output }: IncidentView, attemptId: string): string {
  return output
    .filter((chunk) => chunk.attemptId === attemptId)
    .map(({ text }) => text)
    .join('')
    .trim()
}

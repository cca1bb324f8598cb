import type { Runbook } from '../app/runbooks.ts'
import { procedureById } from '../plan/find-procedure.ts'
import type { Effect, Step } from '../plan/plan.ts'
import type { RunbookDetail, RunbookSummary } from './contract.ts'

/** What the list of runbooks shows of one. */
export function summariseRunbook({ digest, file, plan, rehearsal }: Runbook): RunbookSummary {
  const commands = countCommands(plan.procedures.flatMap(({ steps }) => steps))
  return {
    digest,
    file,
    title: plan.title,
    rehearsal,
    procedures: plan.procedures.map(({ id, heading, kind, alert, parent, steps }) => ({
      id,
      heading,
      kind,
      alert: alert?.name ?? null,
      parent,
      steps: steps.length,
      effects: countCommands(steps),
    })),
    commands,
  }
}

export function describeRunbook({ digest, file, text, plan }: Runbook): RunbookDetail {
  const borrow = plan.procedures.filter(({ steps }) => steps.length === 0)
  const parts = borrow.flatMap(({ id }) => procedureById(plan, id) ?? []).filter(({ steps }) => steps.length > 0)
  return { digest, file, text, plan, parts }
}

function countCommands(steps: readonly Step[]): Record<Effect, number> {
  const counts: Record<Effect, number> = { read: 0, write: 0, destructive: 0, unknown: 0 }
  for (const { commands } of steps) for (const { effect } of commands) counts[effect] += 1
  return counts
}

import { displayCommands } from '../approvals/signing.ts'
import type { Effect, Phase, Procedure, Step, Target } from '../plan/plan.ts'
import type { Policy, PolicyDecision } from '../policy/policy.ts'
import { beginRun } from '../runs/begin-run.ts'
import { decideStep, fillTarget } from '../runs/decide-step.ts'
import { initialValues, missingValues, shownValues } from '../runs/resolve-values.ts'
import type { Run } from '../runs/run.ts'
import { effectAt } from '../runs/shell-state.ts'
import type { Environment } from './environment.ts'

/** One step of a run that is only imagined. */
export interface DryStep {
  /** Counts from 1. */
  step: number
  line: number
  title: string
  phase: Phase
  condition: string | null
  effect: Effect
  /** As they would run: values filled in, secrets masked. Null: for a person to do. */
  commands: string | null
  /** Parameters nobody has given yet: the run would ask. */
  missing: string[]
  targets: Target[]
  reasons: string[]
  decision: PolicyDecision
}

/** What a procedure would do in an environment. Pure: nothing is executed, not even reads. */
export function dryRun(
  { file, procedure }: { file: string; procedure: Procedure },
  environment: Environment,
  given: Readonly<Record<string, string>>,
  { policy, asker }: { policy: Policy; asker: string },
): DryStep[] {
  const { parameters, configured } = initialValues(procedure, environment, {}, given)
  const run = beginRun({
    id: 'dry-run',
    incidentId: 'dry-run',
    procedure,
    runbook: { digest: '', file },
    environment: environment.name,
    requestedBy: asker,
    parameters,
    configured,
    startedAt: '',
  })
  return procedure.steps.map((step, index) => describe(run, step, index, policy))
}

function describe(run: Run, step: Step, index: number, policy: Policy): DryStep {
  const { shown, variables } = shownValues(run, index)
  const touching = step.commands.filter((command) => command.effect !== 'read')
  const isOurs = step.kind === 'shell' && step.script !== null
  return {
    step: index + 1,
    line: step.line,
    title: step.title,
    phase: step.phase,
    condition: step.condition,
    effect: effectAt(run, index),
    commands: isOurs && step.script !== null ? displayCommands(step.script, shown, variables) : null,
    missing: isOurs ? missingValues(run, index) : [],
    targets: step.commands.flatMap(({ targets }) => targets).map((target) => fillTarget(target, step, shown)),
    reasons: [...new Set(touching.flatMap(({ reasons }) => reasons))],
    decision: decideStep(run, index, policy),
  }
}

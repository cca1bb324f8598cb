import { type Step, type Target, worstEffect } from '../plan/plan.ts'
import { decide, type Policy, type PolicyDecision, type PolicyRequest } from '../policy/policy.ts'
import { shownValues } from './resolve-values.ts'
import type { Run } from './run.ts'
import { effectAt } from './shell-state.ts'

/** What the policy says of a step as the run stands, for whoever asked for it. */
export function decideStep(run: Run, index: number, policy: Policy): PolicyDecision {
  const step = run.procedure.steps[index] as Step
  const { shown } = shownValues(run, index)
  const commands = step.commands.map(({ effect, program, targets }) => ({
    effect,
    program,
    targets: targets.map((target) => fillTarget(target, step, shown)),
  }))
  return decide(policy, {
    asker: run.askedBy,
    environment: run.environment,
    runbook: run.runbook.file,
    draft: run.runbook.draft ?? false,
    procedure: run.procedure.id,
    commands: withWorst(commands, effectAt(run, index)),
  })
}

/** A step may be worse than its commands look one by one. */
function withWorst(
  commands: PolicyRequest['commands'],
  effect: PolicyRequest['commands'][number]['effect'],
): PolicyRequest['commands'] {
  if (commands.length > 0 && worstEffect(commands.map((command) => command.effect)) === effect) return commands
  return [...commands, { effect, program: '', targets: [] }]
}

/** A target named by a placeholder is shown by the value it was given: what is signed touches that one. */
export function fillTarget(target: Target, step: Step, shown: Readonly<Record<string, string>>): Target {
  const name = step.placeholders.reduce(
    (text, hole) => text.replaceAll(hole.text, shown[hole.name] ?? hole.text),
    target.name,
  )
  return { ...target, name }
}

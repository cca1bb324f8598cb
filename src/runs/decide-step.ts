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
  return { ...target, name: fill(target.name, step, shown, '') }
}

/**
 * A sentence about a command with the values that will run. A placeholder such as `ID` is replaced where it stands by itself,
 * and not within the sentence's words.
 */
export function fillReason(reason: string, step: Step, shown: Readonly<Record<string, string>>): string {
  return fill(reason, step, shown, '\\w')
}

/** In one pass, so that a value that reads like a placeholder stays what it is; `beside`: what may not stand next to one. */
function fill(text: string, { placeholders }: Step, shown: Readonly<Record<string, string>>, beside: string): string {
  const values = new Map<string, string>()
  for (const { name, text: hole, example } of placeholders) {
    const value = shown[name]
    if (value !== undefined && !example) values.set(hole, value)
  }
  if (values.size === 0) return text
  // Of two that begin alike the longer is the one that is written.
  const holes = [...values.keys()].sort((a, b) => b.length - a.length).map((hole) => alone(hole, beside))
  return text.replace(new RegExp(holes.join('|'), 'g'), (hole) => values.get(hole) ?? hole)
}

function alone(hole: string, beside: string): string {
  const before = beside !== '' && /^\w/.test(hole) ? `(?<!${beside})` : ''
  const after = beside !== '' && /\w$/.test(hole) ? `(?!${beside})` : ''
  return `${before}${hole.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${after}`
}

import { isOwnStack } from '../../facts/ask.ts'
import { mayChange } from '../../facts/conditions.ts'
import type { CommandFact, FenceFact, StepFact } from '../../facts/facts.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'
import { interrupts } from './interrupts.ts'

export const outageAmongChecks: Rule = {
  id: 'outage-among-checks',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a restart stands in one block with the checks that are to show whether it is needed',
  when: mayChange,
  check({ fences, lines }, _, tell) {
    for (const fence of fences) if (fence.steps.length > 1 && !isElsewhere(fence)) inFence(fence, lines, tell)
  },
}

function inFence(fence: FenceFact, lines: readonly string[], tell: Tell): void {
  let looked: StepFact | null = null
  for (const step of fence.steps) {
    if (!RESPONDS.test(step.procedure.kind)) return
    if (looked !== null) {
      const found = step.commands.find(
        (command) => isPlain(command) && interrupts(command) !== null && !isOwnStack(command),
      )
      if (found !== undefined && isUnasked(step, found)) {
        tell(finding(found, looked, isDecided(fence, step, lines)))
        return
      }
    }
    // Once something is changed for good reason, what follows belongs to that.
    if (step.commands.some(mends) && step.step.condition === null && step.step.choice === null) return
    if (looked === null && looks(step)) looked = step
  }
}

/** A list of commands to pick from, or a drill: nobody pastes the one, and the other means to break something. */
function isElsewhere({ steps }: FenceFact): boolean {
  const [first] = steps
  return first !== undefined && PICKED.test(`${first.procedure.heading} / ${first.step.section ?? ''}`)
}

const PICKED =
  /\b(?:quick reference|cheat ?sheet|(?:common|useful|handy|quick|key|basic|essential) commands?|commands? reference|drills?|chaos|simulat\w+|game day|exercises?|command summary)\b/i

/** Planned work looks first and goes on in any case. */
const RESPONDS = /^(?:incident|diagnose|checklist|other)$/

/** A condition in the comment is one to a reader; what only says "if needed" is none that anybody could check. */
function isUnasked({ step }: StepFact, command: CommandFact): boolean {
  if (step.choice !== null || step.optional || /\|\||\bif\b[^#\n]*(?:;|\n)\s*then\b/.test(step.text)) return false
  return step.condition === null || (command.effect === 'destructive' && VAGUE.test(step.condition))
}

const VAGUE = /^(?:if (?:needed|necessary|required)|(?:as a )?last resort)$/i

/**
 * Under what mends it, the cause was found before: by its heading, or by the label above the block. Not so where the block
 * itself still asks which case it is.
 */
function isDecided(fence: FenceFact, { step, procedure }: StepFact, lines: readonly string[]): boolean {
  if (REMEDY.test(step.section ?? '') || REMEDY.test(procedure.heading)) return true
  const label = lines.slice(Math.max(0, fence.line - 4), fence.line - 1).findLast((line) => line.trim() !== '') ?? ''
  const asks = fence.steps.some((each) => each.step.condition !== null || each.step.choice !== null)
  return !asks && /^[\s>]*(?:\*\*|__|[-\d])/.test(label) && REMEDY.test(label)
}

function finding(command: CommandFact, looked: StepFact, decided: boolean): ReturnType<typeof onCommand> {
  const { title } = command.step.step
  return onCommand(
    command,
    `pasted as one block, this ${interrupts(command)}, whatever "${short(looked.step.title)}" on line ${looked.step.line} has shown`,
    `end the block before "${short(title)}", and write above the next one when it is to be run`,
    { severity: decided ? 'info' : null },
  )
}

/** Under what mends it, the cause was found before. */
const REMEDY = /\b(?:solutions?|fix(?:es)?|resolutions?|remed\w+|mitigations?|recover\w*|repair)\b/i

function short(title: string): string {
  return title.length <= 50 ? title : `${title.slice(0, 49).trimEnd()}…`
}

function looks({ step, commands }: StepFact): boolean {
  const plain = commands.filter(isPlain)
  if (plain.length === 0 || plain.some(({ effect }) => effect !== 'read')) return false
  return !plain.every(({ program }) => SETS_UP.test(program)) && step.kind === 'shell'
}

const SETS_UP = /^(?:cd|export|source|\.|echo|printf|set|sleep|\(assignment\)|date|ssh-add)$/

function mends(command: CommandFact): boolean {
  return isPlain(command) && command.effect !== 'read'
}

function isPlain({ place }: CommandFact): boolean {
  return place === 'plain'
}

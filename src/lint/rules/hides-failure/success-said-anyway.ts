import { hasFlag, named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

const SAYS = /\b(success(ful(ly)?)?|succeeded|complete(d)?|restored|verified|passed|healthy|finished|done)\b|✅|✓/i
const DENIES = /\?|\b(not|no|failed|failure|if|until|when|should|expect\w*|check|wait\w*)\b/i

export const successSaidAnyway: Rule = {
  id: 'success-said-anyway',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a line says that it worked, whatever failed before it',
  programs: new Set(['echo']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'echo' || command.carrier !== null || command.place !== 'plain') continue
      const text = command.args.join(' ')
      if (!SAYS.test(text) || DENIES.test(text) || command.failureStops) continue
      const before = command.step.commands.filter((other) => other.to <= command.from && other.carrier === null)
      const unchecked = before.find((other) => mayFail(other) && !other.failureStops && !other.failureIgnored)
      // A manifest or settings: what stands there is no program.
      if (before.some(({ program }) => program.endsWith(':'))) continue
      // Joined by && to what went before, it is said only after success.
      if (
        unchecked === undefined ||
        /&&\s*(?:\\\n\s*)?$|\bthen\s*$|\{\s*$/.test(command.step.code.slice(0, command.from))
      )
        continue
      if (/\bthen\b[\s\S]*$/.test(command.step.code.slice(unchecked.to, command.from))) continue
      tell(
        onCommand(
          command,
          `"${text.slice(0, 40)}" is printed even if ${named(unchecked)} on line ${unchecked.line} failed`,
          'begin the block with set -e, or join them with &&',
          // "=== CHECKS COMPLETE ===": the end of a list, which says nothing of how it went.
          { severity: /^\W*=.*\b(?:complete(?:d)?|done|finished)\W*=\W*$/i.test(text) ? 'info' : null },
        ),
      )
    }
  },
}

/** What tells of success is about what changed or tested something. */
function mayFail(command: CommandFact): boolean {
  if (/^(echo|printf|sleep|export|cd|set|mkdir|true|date)$/.test(command.program)) return false
  // What was there only for the while is tidied away.
  if (command.program === 'rm' && command.args.every((arg) => arg.startsWith('-') || /te?mp/i.test(arg))) return false
  return (
    command.effect !== 'read' ||
    /^(pg_restore|psql|curl|test|diff|cmp)$/.test(command.program) ||
    hasFlag(command, '--check')
  )
}

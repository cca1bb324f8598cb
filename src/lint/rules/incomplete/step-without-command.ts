import { hasComments } from '../../facts/conditions.ts'
import { nextWritten } from '../../facts/fences.ts'
import { onLine, type Rule } from '../../rule.ts'

export const stepWithoutCommand: Rule = {
  id: 'step-without-command',
  family: 'incomplete',
  severity: 'info',
  summary: 'a numbered step of a block is a comment, and no command does it',
  when: hasComments,
  check(runbook, __, tell) {
    for (const { fence, line, index, text } of runbook.comments()) {
      const said = /^\d+[.)]\s+(.{4,})$/.exec(text)?.[1]
      if (said === undefined || /^\s*##/.test(fence.lines[index] ?? '')) continue
      if (!fence.steps.some((step) => step.step.kind === 'shell' && step.commands.length > 0)) continue
      const next = fence.lines[index + 1] ?? ''
      const after = nextWritten(fence, index)
      if (after !== null && (!/^\s*#/.test(after) || (/^\s*#\s*(?!\d+[.)])/.test(next) && next.trim() !== ''))) continue
      tell(
        onLine(
          line,
          `"${said}" is a heading without a command: at night nobody knows how it is done`,
          'write the command, or say in the text who does it and where',
        ),
      )
    }
  },
}

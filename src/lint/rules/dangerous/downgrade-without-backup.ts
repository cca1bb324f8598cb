import { earlier, named, shown, textOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { isDowngrade, MIGRATES } from './downgrade.ts'
import { savesData } from './saves-data.ts'

export const downgradeWithoutBackup: Rule = {
  id: 'downgrade-without-backup',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a migration is taken back, with its data, and nothing was saved before',
  programs: MIGRATES,
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!isDowngrade(command)) continue
      if (earlier(runbook, command).some((other) => savesData(other))) continue
      const warned = /\b(warning|caution|data loss|lose|drops?)\b/i.test(textOf(runbook, command))
      tell(
        onCommand(
          command,
          `${/^(npm|pnpm|yarn|bun|make|just)$/.test(command.program) ? shown(command, 40) : named(command)} drops the columns and tables of the last migration, with what was written to them since; nothing before it keeps a copy`,
          'take a snapshot or pg_dump first, and say when a downgrade is right at all',
          { severity: warned && !isInFence(command, runbook.lines) ? 'info' : null },
        ),
      )
    }
  },
}

/** A warning counts where people read it; one in a block's own comment is pasted along. */
function isInFence(command: CommandFact, lines: readonly string[]): boolean {
  const { fence } = command.step
  return fence !== null && lines.slice(fence.line, fence.endLine).some((text) => /#.*\b(warning|caution)\b/i.test(text))
}

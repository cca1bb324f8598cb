import type { Table } from '../../../plan/plan.ts'
import { awsVerb } from '../../facts/ask.ts'
import { onLine, type Rule } from '../../rule.ts'

export const objectiveNotMet: Rule = {
  id: 'objective-not-met',
  family: 'incomplete',
  severity: 'warning',
  summary: 'the promise how little data is lost does not fit the backup that the restore uses',
  programs: new Set(['aws', 'pg_restore']),
  when: ({ tables }) => tables.some(({ kind }) => kind === 'rpo_rto'),
  check({ tables }, commands, tell) {
    const restores = commands.filter(
      (command) => /restore/.test(awsVerb(command)) || /^pg_restore$/.test(command.program),
    )
    if (restores.length === 0 || restores.some((command) => /point-in-time/.test(awsVerb(command)))) return
    const promised = tables
      .filter(({ kind }) => kind === 'rpo_rto')
      .flatMap((table) => rows(table))
      .find(({ cells }) => /\bRPO\b/i.test(cells[0] ?? ''))
    const target = hours(promised?.cells[1] ?? '')
    const backup = tables
      .filter(({ kind }) => kind === 'schedule' || kind === 'backups')
      .flatMap((table) => rows(table))
      .find(
        ({ cells }) =>
          /backup|snapshot|dump/i.test(cells.join(' ')) && /daily|weekly|every \d+ ?h/i.test(cells.join(' ')),
      )
    if (promised === undefined || target === null || backup === undefined) return
    const every = /weekly/i.test(backup.cells.join(' '))
      ? 168
      : Number(/every (\d+) ?h/i.exec(backup.cells.join(' '))?.[1] ?? 24)
    if (every <= target) return
    const [restore] = restores
    tell(
      onLine(
        promised.line,
        `the promise is to lose at most ${promised.cells[1]?.trim()} of data; the only restore written down (line ${restore?.line}) takes a snapshot, made every ${every} hours (line ${backup.line})`,
        'write down the point-in-time restore too, and try how long it takes',
      ),
    )
  },
}

function rows(table: Table): { line: number; cells: string[] }[] {
  // Header and delimiter come first.
  return table.cells.map((cells, index) => ({ line: table.line + 2 + index, cells }))
}

/** `< 1 hour`, `15 min`; null where no time is named. */
function hours(text: string): number | null {
  const found = /(\d+(?:\.\d+)?)\s*(s|sec|m|min|minutes?|h|hr|hours?|d|days?)\b/i.exec(text)
  if (found === null) return null
  const unit = (found[2] ?? '').toLowerCase()
  const factor = unit.startsWith('d') ? 24 : unit.startsWith('h') ? 1 : unit.startsWith('s') ? 1 / 3600 : 1 / 60
  return Number(found[1]) * factor
}

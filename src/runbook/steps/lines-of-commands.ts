import type { Fence, Table } from '../markdown/block.ts'
import { looksLikeCommand } from '../shell/language.ts'
import { shellContexts } from '../shell/shell-context.ts'

export interface LineOfCommand {
  line: number
  text: string
  place: 'fence' | 'table'
}

/** Cells that hold nothing but a command. */
export function commandsInTables(tables: readonly Table[]): LineOfCommand[] {
  return tables.flatMap(({ rows }) =>
    rows.flatMap(({ line, commands }) =>
      commands.flatMap((text): LineOfCommand[] => (text === null ? [] : [{ line, text, place: 'table' }])),
    ),
  )
}

/**
 * Lines in fences that begin with something a shell could run; a continued line counts once.
 *
 * @param known - 1 for each line that is left out: those of steps, which most are.
 */
export function linesOfCommands(fences: readonly Fence[], known: Readonly<Uint8Array>): LineOfCommand[] {
  return fences.flatMap((fence) => {
    const { kind } = fence
    if (kind !== null && kind !== 'shell' && kind !== 'console') return []
    // A file in another language is full of words that are also programs.
    if (kind === null && fence.language !== '') return []
    return commandsIn(fence, known)
  })
}

function commandsIn(fence: Fence, known: Readonly<Uint8Array>): LineOfCommand[] {
  const unknown = known.indexOf(0, fence.firstLine)
  if (unknown < 0 || unknown >= fence.firstLine + fence.lines.length) return []
  const contexts = shellContexts(fence.code)
  const found: LineOfCommand[] = []
  let at = 0
  let continued = false
  for (const [index, line] of fence.lines.entries()) {
    const quoted = at < contexts.length && contexts[at] !== 0
    if (!continued && !quoted && known[fence.firstLine + index] !== 1 && looksLikeCommand(line))
      found.push({ line: fence.firstLine + index, text: line.trim(), place: 'fence' })
    continued = line.endsWith('\\') && !line.endsWith('\\\\')
    at += line.length + 1
  }
  return found
}

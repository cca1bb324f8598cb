import type { Table } from '../markdown/block.ts'

/** The column of a table that holds what to type; -1 without. */
export function commandColumn(table: Table): number {
  const column = table.header.findIndex((cell) =>
    /^(?:(?:the |cli |shell )?commands?|befehl|commande|comando|命令|コマンド)\b/i.test(cell),
  )
  return table.rows.some((row) => row.commands[column] !== null && row.commands[column] !== undefined) ? column : -1
}

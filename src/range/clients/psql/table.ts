import { Unanswerable } from '../client.ts'
import type { SqlAnswer } from './sql.ts'

export interface Layout {
  tuplesOnly: boolean
  aligned: boolean
  separator: string
  csv: boolean
  expanded: boolean
}

/** Rows as psql prints them: aligned with a head and a count, or bare. */
export function tableText({ columns, rows }: Pick<SqlAnswer, 'columns' | 'rows'>, layout: Layout): string {
  const { tuplesOnly, aligned, separator } = layout
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`
  if (layout.expanded) throw new Unanswerable('psql -x')
  if (layout.csv) {
    const lines = rows.map((row) => `${row.map((v) => quoted(v ?? '')).join(',')}\n`)
    return `${tuplesOnly ? '' : `${columns.map((c) => quoted(c.name)).join(',')}\n`}${lines.join('')}`
  }
  if (!aligned) {
    const lines = rows.map((row) => `${row.map((v) => v ?? '').join(separator)}\n`).join('')
    return tuplesOnly ? lines : `${columns.map((c) => c.name).join(separator)}\n${lines}${count}`
  }
  const cellsOf = rows.map((row) => row.map((v) => (v ?? '').split('\n')))
  // Names that are not shown make columns as wide as those that are.
  const widths = columns.map((c, i) =>
    Math.max(c.name.length, ...cellsOf.flatMap((cells) => (cells[i] ?? ['']).map((line) => line.length))),
  )
  const body = cellsOf.map((cells) => rowText(columns, cells, widths))
  if (tuplesOnly) return `${body.join('')}\n`
  const head = columns.map((c, i) => ` ${centred(c.name, widths[i] ?? 0)} `).join('|')
  const rule = widths.map((w) => '-'.repeat(w + 2)).join('+')
  return `${head}\n${rule}\n${body.join('')}${count}\n`
}

/** A value of several lines takes as many, each but its last marked with `+`. */
function rowText(columns: SqlAnswer['columns'], cells: readonly string[][], widths: readonly number[]): string {
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  let text = ''
  for (let n = 0; n < height; n++) {
    const parts = columns.map((column, i) => {
      const lines = cells[i] ?? ['']
      const value = lines[n] ?? ''
      const width = widths[i] ?? 0
      const goesOn = n < lines.length - 1
      const isLast = i === columns.length - 1
      if (column.numeric) return ` ${value.padStart(width)}${goesOn ? '+' : isLast ? '' : ' '}`
      if (goesOn) return ` ${value.padEnd(width)}+`
      return isLast ? ` ${value}` : ` ${value.padEnd(width)} `
    })
    text += `${parts.join('|')}\n`
  }
  return text
}

const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return `${' '.repeat(left)}${text}${' '.repeat(width - text.length - left)}`
}

import { Unanswerable } from '../client.ts'
import type { SqlAnswer } from './sql.ts'

export interface Layout {
  tuplesOnly: boolean
  aligned: boolean
}

/** Rows as psql prints them: aligned with a head and a count, or bare. */
export function tableText({ columns, rows }: SqlAnswer, { tuplesOnly, aligned }: Layout): string {
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`
  if (!aligned) {
    const lines = rows.map((row) => `${row.map((v) => v ?? '').join('|')}\n`).join('')
    return tuplesOnly ? lines : `${columns.map((c) => c.name).join('|')}\n${lines}${count}`
  }
  if (columns.length === 0) throw new Unanswerable('a SELECT of no columns')
  // Names that are not shown make columns as wide as those that are.
  const widths = columns.map((c, i) => Math.max(c.name.length, ...rows.map((r) => (r[i] ?? '').length)))
  const body = rows.map((row) => {
    const cells = columns.map((c, i) => {
      const value = row[i] ?? ''
      const width = widths[i] ?? 0
      if (c.numeric) return ` ${value.padStart(width)}`
      return i === columns.length - 1 ? ` ${value}` : ` ${value.padEnd(width)}`
    })
    return `${cells.join(' |')}\n`
  })
  if (tuplesOnly) return `${body.join('')}\n`
  const head = columns.map((c, i) => ` ${centred(c.name, widths[i] ?? 0)} `).join('|')
  const rule = widths.map((w) => '-'.repeat(w + 2)).join('+')
  return `${head}\n${rule}\n${body.join('')}${count}\n`
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return `${' '.repeat(left)}${text}${' '.repeat(width - text.length - left)}`
}

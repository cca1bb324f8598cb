import type { Threshold } from '../../plan/plan.ts'
import { readMinutes } from './duration.ts'

const OPERATORS: Record<string, Threshold['operator']> = {
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
  '≥': '>=',
  '≤': '<=',
  '=': '=',
  '==': '=',
}
const WORDS: [RegExp, Threshold['operator']][] = [
  [/\b(?:above|over|more than|exceeds?|greater than|higher than)\s+(?=\d)/i, '>'],
  [/\b(?:below|under|less than|fewer than|lower than)\s+(?=\d)/i, '<'],
  [/\bat least\s+(?=\d)/i, '>='],
]

/**
 * `> 5% for 5 min` → more than 5 %, over 5 minutes. Null when a cell holds no comparison with a number.
 *
 * @returns the unit as written: `%`, `ms`, `GB`, `req/s`; empty without one.
 */
export function readThreshold(cell: string): Threshold | null {
  let text = cell
  for (const [pattern, operator] of WORDS) text = text.replace(pattern, `${operator} `)
  const match = /(>=|<=|==|[<>≥≤=])\s*\$?(\d[\d,]*(?:\.\d+)?)\s*(%|[A-Za-zµ]+(?:\/[A-Za-z]+)?)?/.exec(text)
  if (match === null) return null
  const value = Number((match[2] ?? '').replace(/,/g, ''))
  const operator = OPERATORS[match[1] ?? '']
  if (operator === undefined || Number.isNaN(value)) return null
  const unit = match[3] ?? ''
  return { operator, value, unit: /^(?:for|in|over|of|per|within|and|or)$/i.test(unit) ? '' : unit }
}

/** `… for 5 min`, `… in 1h`, `… over 10 minutes`: how long it must hold, in minutes. */
export function readPeriod(cell: string): number | null {
  const match =
    /\b(?:for|in|over|within|during|sustained(?: for)?)\s+(?:the last |at least |>\s*)?(\d[\d.]*\s*-?[a-z]+)/i.exec(
      cell,
    )
  return match === null ? null : readMinutes(match[1] ?? '')
}

import type { Table } from '../../../plan/plan.ts'
import { holds } from '../../facts/conditions.ts'
import type { Heading } from '../../facts/facts.ts'
import { onLine, type Rule } from '../../rule.ts'

const PROMISES = holds('RTO')

export const takesTooLong: Rule = {
  id: 'takes-too-long',
  family: 'incomplete',
  severity: 'warning',
  summary: 'the steps of a recovery take longer than the time it is promised in',
  when: (runbook) => runbook.tables.length > 0 && PROMISES(runbook),
  check(runbook, __, tell) {
    let promises: readonly Promised[] | null = null
    for (const table of runbook.tables) {
      const total = minutesOf(table)
      if (total === null) continue
      promises ??= promisesOf(runbook.lines)
      const promised = promisedTo(table, promises, runbook.headings())
      if (promised === null || total.minutes <= promised.minutes) continue
      tell(
        onLine(
          total.line,
          `the steps add up to ${total.minutes} minutes; line ${promised.line} promises to be back in ${promised.text}`,
          'try it and write down what it takes; then shorten it, or promise less',
        ),
      )
    }
  },
}

const LENGTH = /(\d+(?:\.\d+)?)(?:\s*[-–]\s*\d+)?\s*(h|hours?|hrs?|m|min|mins|minutes?)\b/i

function inMinutes(text: string): number | null {
  const found = LENGTH.exec(text)
  if (found === null) return null
  return Number(found[1]) * (/^h/i.test(found[2] ?? '') ? 60 : 1)
}

/** The total that the table gives of its steps. Without one they may be meant to run side by side. */
function minutesOf(table: Table): { line: number; minutes: number } | null {
  for (const [index, cells] of table.cells.entries()) {
    if (!/^\W*total\b/i.test(cells[0] ?? '')) continue
    const minutes = cells.map(inMinutes).find((each) => each !== null)
    if (minutes !== undefined && minutes !== null) return { line: table.line + 2 + index, minutes }
  }
  return null
}

const PROMISE =
  /\bRTO\b(?:[^\w\n|]*\([^)\n]*\))?[^\n\d]{0,24}?([<≤~]?\s*\d[\d.]*\s*(?:h|hours?|hrs?|m|min|mins|minutes?)\b)/i

interface Promised {
  line: number
  minutes: number
  text: string
}

function promisesOf(lines: readonly string[]): readonly Promised[] {
  return lines.flatMap((text, index) => {
    const found = text.includes('RTO') ? PROMISE.exec(text)?.[1]?.trim() : undefined
    const minutes = found === undefined ? null : inMinutes(found)
    return found === undefined || minutes === null ? [] : [{ line: index + 1, minutes, text: found }]
  })
}

/** The promise above the table; where several systems have one each, only one of its own chapter. */
function promisedTo(table: Table, promises: readonly Promised[], headings: readonly Heading[]): Promised | null {
  const [first] = promises
  if (first === undefined || promises.every(({ minutes }) => minutes === first.minutes)) return first ?? null
  const above = lastBefore(promises, table.line)
  const chapter = lastBefore(headings, table.line)
  return above !== null && above.line > (chapter?.line ?? 0) ? above : null
}

/** Of what stands in the order of the file, the last above a line. */
function lastBefore<T extends { line: number }>(all: readonly T[], line: number): T | null {
  let from = 0
  let to = all.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((all[middle]?.line ?? line) < line) from = middle + 1
    else to = middle
  }
  return all[from - 1] ?? null
}

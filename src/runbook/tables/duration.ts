/** Minutes in one of each unit; months and years as calendars average them. */
const UNITS: [RegExp, number][] = [
  [/^(?:s|secs?|seconds?)$/, 1 / 60],
  [/^(?:m|mins?|minutes?)$/, 1],
  [/^(?:h|hrs?|hours?)$/, 60],
  [/^(?:d|days?)$/, 1440],
  [/^(?:w|wks?|weeks?)$/, 10_080],
  [/^(?:mo|months?)$/, 43_830],
  [/^(?:y|yrs?|years?)$/, 525_960],
]

const AMOUNT = /(\d+(?:[.,]\d+)?)(?:\s*(?:-|–|—|to)\s*(\d+(?:[.,]\d+)?))?[\s-]*([a-z]+)/gi

/**
 * The minutes that a cell names: `< 5 minutes` → 5, `1h 30m` → 90, `5-10 min` → 10 (the later end: what is promised),
 * `Immediate` → 0. Null for what names none, or leaves open what it means: `Next business day`, `2 business days`.
 */
export function readMinutes(cell: string): number | null {
  const text = cell
    .replace(/[~≈<>≤≥*]/g, ' ')
    .trim()
    .toLowerCase()
  if (/\bbusiness\b|\bworking\b/.test(text)) return null
  if (
    /^(?:immediate(?:ly)?|instant(?:ly|aneous)?|at once|now|zero|0)\b/.test(text) &&
    !/\d\s*[a-z]/.test(text.slice(1))
  )
    return 0
  let minutes = 0
  let last = -1
  for (const match of text.matchAll(AMOUNT)) {
    const unit = UNITS.find(([pattern]) => pattern.test(match[3] ?? ''))?.[1]
    if (unit === undefined) continue
    // `1h 30m` adds up; `15 min (2 hours at night)` says two things, and the first one counts.
    if (last >= 0 && !/^[\s,]*(?:and)?\s*$/.test(text.slice(last, match.index))) break
    minutes += Number((match[2] ?? match[1] ?? '').replace(',', '.')) * unit
    last = match.index + match[0].length
  }
  return last < 0 ? null : Math.round(minutes * 1000) / 1000
}

/** Whole or broken days: `90 days` → 90, `7 years` → 2557. Null for `Indefinite`, `Versioned`. */
export function readDays(cell: string): number | null {
  const minutes = readMinutes(cell)
  return minutes === null || minutes === 0 ? null : Math.round((minutes / 1440) * 100) / 100
}

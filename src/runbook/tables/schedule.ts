import { readMinutes } from './duration.ts'

export interface When {
  /** Five fields, as written in the cell; null without. */
  cron: string | null
  /** Minutes from one to the next; null when it cannot be told. */
  everyMinutes: number | null
  /** `03:00`, 24 hours; null without. */
  at: string | null
  /** `UTC`, as written; null without. */
  zone: string | null
}

const CRON = /(?:^|[\s`(])((?:[\d*/,-]+\s+){2}(?:[\d*/,-]+)\s+(?:[\d*/,A-Z-]+)\s+(?:[\d*/,A-Z-]+))(?=$|[\s`)])/
const NAMED: [RegExp, number][] = [
  [/\b(?:hourly|every hour|each hour)\b/i, 60],
  [/\b(?:daily|nightly|every (?:day|night|morning|evening)|each day)\b/i, 1440],
  [/\b(?:bi-?weekly|fortnightly|every (?:other|second) week)\b/i, 20_160],
  [/\b(?:weekly|every week|each week)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/i, 10_080],
  [/\b(?:monthly|every month|each month)\b/i, 43_830],
  [/\b(?:quarterly|every quarter)\b/i, 131_490],
  [/\b(?:yearly|annual(?:ly)?|every year)\b/i, 525_960],
]

/** `Daily 3AM UTC`, `Every 6 hours`, `0 2 * * *`. */
export function readWhen(cell: string): When {
  const cron = CRON.exec(cell)?.[1] ?? null
  const every = /\bevery\s+((?:\d[\d.]*)\s*-?[a-z]+)/i.exec(cell)?.[1]
  const named = NAMED.find(([pattern]) => pattern.test(cell))?.[1] ?? null
  const bare = /^\d[\d.]*\s*[a-z]+$/i.test(cell.trim()) ? readMinutes(cell) : null
  const everyMinutes = (every === undefined ? null : readMinutes(every)) ?? named ?? bare
  const time = cron === null ? /\b(?:(\d{1,2}):(\d{2})|(\d{1,2})(?=\s*[ap]\.?m))\s*([ap])?\.?m?/i.exec(cell) : null
  return {
    cron,
    everyMinutes,
    at: time === null ? null : clock(time),
    zone: /\b(UTC|GMT|[A-Z]{2,4}T)\b/.exec(cell)?.[1] ?? null,
  }
}

function clock(match: RegExpExecArray): string | null {
  const [, hours, minutes = '00', hoursAlone, half] = match
  let hour = Number(hours ?? hoursAlone)
  if (half !== undefined) hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return hour < 24 && Number(minutes) < 60 ? `${String(hour).padStart(2, '0')}:${minutes}` : null
}

import { type Answer, type Client, failed, Unanswerable } from '../client.ts'
import { quote } from './words.ts'

const UNIT_MS: Record<string, number> = {
  sec: 1_000,
  second: 1_000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
}

/**
 * `date` at the virtual time. The machine's own `date` does the formatting and the reading of written dates; only
 * what is relative to now is worked out here and handed on as `@seconds`.
 */
export const date: Client = ({ argv }, { world }): Answer => {
  const now = world.now
  const words: string[] = ['-d', `@${seconds(now)}`]
  const rest: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    const long = /^--date(?:=(.*))?$/s.exec(word)
    const short = /^-([uR]*)d(.*)$/s.exec(word)
    if (/^(-s|--set)/.test(word)) throw new Unanswerable('date: setting the clock')
    if (/^(-f|--file)/.test(word)) throw new Unanswerable('date: reading dates from a file')
    if (/^(-r|--reference)/.test(word)) throw new Unanswerable("date: a file's own time")
    if (long === null && short === null) {
      rest.push(word)
      continue
    }
    if (short?.[1]) rest.push(`-${short[1]}`)
    const given = long?.[1] ?? (short?.[2] || undefined) ?? argv[++i]
    if (given === undefined)
      return failed(1, "date: option requires an argument -- 'd'\nTry 'date --help' for more information.\n")
    words[1] = moment(given, now)
  }
  // `command -p` finds the machine's own, whatever stands first on PATH.
  const shell = `command -p date ${[...words, ...rest].map(quote).join(' ')}`
  return { stdout: '', stderr: '', exitCode: 0, shell }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

/** What to give the real `date -d`: `@seconds` for what is relative to now, the text itself for a written date. */
function moment(text: string, now: number): string {
  const relative = relativeMoment(text, now)
  if (relative !== null) return `@${seconds(relative)}`
  if (/^@-?\d+(\.\d+)?$/.test(text.trim()) || /\d{4}-\d{2}-\d{2}|\d{8}\b|\d+\/\d+\/\d+/.test(text)) return text
  throw new Unanswerable(`date -d '${text}'`)
}

/** `now`, `30 minutes ago`, `yesterday`, `+1 hour`, `-2 days`, `next week`, `1 month ago`; null for anything else. */
function relativeMoment(text: string, now: number): number | null {
  let at = now
  let rest = text.trim().toLowerCase()
  while (rest !== '') {
    const named = /^(now|today|yesterday|tomorrow)\b\s*/.exec(rest)
    if (named !== null) {
      if (named[1] === 'yesterday') at -= 86_400_000
      if (named[1] === 'tomorrow') at += 86_400_000
      rest = rest.slice(named[0].length)
      continue
    }
    const step =
      /^([+-]?\s*\d+|a|an|last|next|this)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s*ago\b)?\s*/.exec(
        rest,
      )
    if (step === null) return null
    const [all, amount = '1', unit = '', ago] = step
    const words: Record<string, number> = { a: 1, an: 1, last: -1, next: 1, this: 0 }
    const count = (words[amount] ?? Number(amount.replaceAll(' ', ''))) * (ago === undefined ? 1 : -1)
    at =
      unit === 'month' || unit === 'year'
        ? addMonths(at, count * (unit === 'year' ? 12 : 1))
        : at + count * (UNIT_MS[unit] ?? 0)
    rest = rest.slice(all.length)
  }
  return at
}

/** As GNU date does: the same day of another month, running over where that month is shorter. */
function addMonths(at: number, months: number): number {
  const moved = new Date(at)
  moved.setUTCMonth(moved.getUTCMonth() + months)
  return moved.getTime()
}

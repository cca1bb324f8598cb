const MONTH =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t|tember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/i
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY = /^(mon(day)?|tue(s|sday)?|wed(nesday)?|thu(r|rs|rsday)?|fri(day)?|sat(urday)?|sun(day)?)$/i
const JUMP = /^([\s.,;/'-]|at|on|and|ad|m|t|of|st|nd|rd|th)$/i
const UNIT = /^(h|hours?|m|minutes?|s|seconds?)$/i
const FLOAT = /^\s*[+-]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)(e[+-]?\d+)?\s*$/i

/**
 * Whether the AWS CLI takes a text for a time: a number of seconds, or what Python's `dateutil` reads. Of the latter, what
 * people write: ISO 8601, RFC 822, names of months and days; the order of day, month and year is not checked, only that
 * some order exists.
 */
export function isTimestamp(text: string): boolean {
  // A number of seconds, up to the end of the year 9999: one of milliseconds is beyond it.
  if (FLOAT.test(text)) return Math.abs(Number(text.replaceAll('_', ''))) < 253_402_300_800
  // Of `2024.05.01` each part is a number of its own.
  const parts = text.replace(/(\d+)\.(\d+)\.(\d+)/g, '$1-$2-$3')
  const tokens = parts.match(/\d+(?:\.\d+)?|[A-Za-z]+|\s|[^\sA-Za-z\d]/g) ?? []
  const reader: Reader = { numbers: [], month: null, day: false, time: false, at: 0 }
  while (reader.at < tokens.length) if (!readToken(tokens, reader)) return false
  const dated = reader.numbers.length > 0 || reader.month !== null || reader.day
  return (dated || reader.time) && isDate(reader.numbers, reader.month)
}

interface Reader {
  numbers: string[]
  /** A month given by its name: which, and after how many numbers. */
  month: { value: number; after: number } | null
  day: boolean
  time: boolean
  at: number
}

/** Moves over what begins at `reader.at`; false if that is no part of a time. */
function readToken(tokens: readonly string[], reader: Reader): boolean {
  const token = tokens[reader.at] ?? ''
  const next = tokens[reader.at + 1] ?? ''
  if (/^\d/.test(token)) {
    if (next === ':') return readClock(tokens, reader)
    const unit = next === ' ' ? (tokens[reader.at + 2] ?? '') : next
    if (UNIT.test(unit)) {
      reader.time = true
      reader.at += next === ' ' ? 3 : 2
      return Number(token) < (/^h/i.test(unit) ? 24 : 60)
    }
    if (/^[ap]m$/i.test(unit) && Number(token) <= 12) {
      reader.time = true
      reader.at += next === ' ' ? 3 : 2
      return true
    }
    if (/^t$/i.test(tokens[reader.at - 1] ?? '') && /^\d{2}(\d{2}){0,2}(\.\d+)?$/.test(token)) {
      reader.time = true
      reader.at++
      return Number(token.slice(0, 2)) < 24
    }
    reader.numbers.push(token)
    reader.at++
    return true
  }
  if (MONTH.test(token)) {
    if (reader.month !== null) return false
    const value = 1 + MONTHS.indexOf(token.slice(0, 3).toLowerCase())
    reader.month = { value, after: reader.numbers.length }
  } else if (DAY.test(token)) reader.day = true
  else if (/^[ap]m?$/i.test(token) && reader.time) reader.at += 0
  else if (/^[+-]$/.test(token) && reader.time && /^\d{1,4}$/.test(next)) {
    reader.at += tokens[reader.at + 2] === ':' ? 3 : 1
  } else if (/^(UTC|GMT|Z)$/i.test(token) || (reader.time && /^[A-Z]{3,5}$/.test(token))) {
    if (!reader.time) return false
  } else if (!JUMP.test(token)) return false
  reader.at++
  return true
}

/** `10:00`, `10:00:00.5`. */
function readClock(tokens: readonly string[], reader: Reader): boolean {
  const [hour, minute, second] = [0, 2, 4].map((step) => tokens[reader.at + step])
  const seconds = tokens[reader.at + 3] === ':'
  if (Number(hour) >= 24 || !/^\d+(\.\d+)?$/.test(minute ?? '') || Number(minute) >= 60) return false
  if (seconds && !(Number(second) < 60)) return false
  reader.time = true
  reader.at += seconds ? 5 : 3
  return true
}

/** Whether the numbers, in dateutil's order, are a day that exists; one number of eight or more digits is all of it. */
function isDate(numbers: readonly string[], named: Reader['month']): boolean {
  if (numbers.length === 1 && /^\d{8}(\d{4}|\d{6})?$/.test(numbers[0] ?? '')) {
    const [, month, day] = /^\d{4}(\d\d)(\d\d)/.exec(numbers[0] ?? '') ?? []
    return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  }
  const values = numbers.map(Number)
  // `2024.05` is one number here and two to dateutil; what it makes of it is a year and a month.
  if (numbers.length === 1 && /^\d{4}\.(0?[1-9]|1[0-2])$/.test(numbers[0] ?? '')) return true
  if (numbers.length > (named ? 2 : 3) || numbers.some((number) => number.includes('.'))) return false
  if (values.some((value) => value > 9999)) return false
  const { year, month, day } = named ? withMonth(values, named) : byOrder(values)
  if (year === 0 || month === 0 || (month ?? 1) > 12 || day === 0) return false
  // A day alone is one of this month, a year alone has today's.
  return day === undefined || day <= (month === undefined ? 31 : daysIn(month, year))
}

interface Parts {
  year?: number
  month?: number
  day?: number
}

function withMonth(values: readonly number[], { value: month, after }: NonNullable<Reader['month']>): Parts {
  const [first, second] = values as [number?, number?]
  if (first === undefined) return { month }
  if (second === undefined) return first > 31 ? { year: first, month } : { month, day: first }
  if (after === 2) return second > 31 ? { day: first, year: second, month } : { year: first, day: second, month }
  return first > 31 ? { year: first, month, day: second } : { day: first, month, year: second }
}

function byOrder([first, second, third]: readonly number[]): Parts {
  if (first === undefined) return {}
  if (second === undefined) return first > 31 ? { year: first } : { day: first }
  if (third === undefined) {
    if (first > 31) return { year: first, month: second }
    return second > 31 ? { month: first, year: second } : { month: first, day: second }
  }
  if (first > 31) return { year: first, month: second, day: third }
  return first > 12 ? { day: first, month: second, year: third } : { month: first, day: second, year: third }
}

function daysIn(month: number, year = 2024): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

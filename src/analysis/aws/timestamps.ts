const MONTH =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t|tember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/i
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
  if (FLOAT.test(text)) return true
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]+|\s|[^\sA-Za-z\d]/g) ?? []
  const reader = { numbers: [] as string[], month: false, day: false, time: false, at: 0 }
  while (reader.at < tokens.length) if (!readToken(tokens, reader)) return false
  const dated = reader.numbers.length > 0 || reader.month || reader.day
  return (dated || reader.time) && isDate(reader.numbers, reader.month)
}

interface Reader {
  numbers: string[]
  month: boolean
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
    if (reader.month) return false
    reader.month = true
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

/** Whether up to three numbers can be a year, a month and a day in some order; one number of eight or more digits is all. */
function isDate(numbers: readonly string[], named: boolean): boolean {
  if (numbers.length === 1 && /^\d{8}(\d{4}|\d{6})?$/.test(numbers[0] ?? '')) {
    const [, month, day] = /^\d{4}(\d\d)(\d\d)/.exec(numbers[0] ?? '') ?? []
    return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
  }
  if (numbers.length > (named ? 2 : 3) || numbers.some((number) => number.includes('.'))) return false
  const values = numbers.map(Number)
  const years = values.filter((value) => value > 31 || value === 0).length
  if (years > 1 || values.some((value) => value > 9999)) return false
  const months = values.filter((value) => value >= 1 && value <= 12).length
  return named || values.length < 3 || months > 0
}

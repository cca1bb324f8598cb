/** Answers what a server would say of a command's words after its name; null for nothing. */
type Rule = (words: readonly string[]) => string | null

const SYNTAX = 'ERR syntax error'
const LEX = /^[-+]$|^[[(]/
const STREAM_ID = /^\d+(-\d+)?$/
const INTEGER = /^-?\d+$/

const SCORE = /^\(?[+-]?(inf(inity)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i

const lexAt =
  (...places: number[]): Rule =>
  (words) =>
    places.some((at) => !LEX.test(words[at] ?? '-')) ? 'ERR min or max not valid string range item' : null

const ID = 'ERR Invalid stream ID specified as stream command argument'

const idAt =
  (pattern: RegExp, ...places: number[]): Rule =>
  (words) =>
    places.some((at) => words[at] !== undefined && !pattern.test(words[at] ?? '')) ? ID : null

const positiveAt =
  (at: number, name: string): Rule =>
  (words) =>
    INTEGER.test(words[at] ?? '') && Number(words[at]) <= 0 ? `ERR invalid expire time in '${name}' command` : null

/** The number of keys, then so many of them, then options. */
const keysAfter =
  (at: number, name: string, options: RegExp): Rule =>
  (words) => {
    const count = Number(words[at])
    if (!INTEGER.test(words[at] ?? '')) return null
    if (count < 1) return `ERR at least 1 input key is needed for '${name}' command`
    if (words.length < at + 1 + count) return SYNTAX
    const next = words[at + 1 + count]
    return next === undefined || options.test(next) ? null : SYNTAX
  }

/** The number of keys, so many of them, and from which end. */
const pops =
  (name: string, end: RegExp): Rule =>
  (words) =>
    keysAfter(0, name, end)(words) ?? (words.length === 1 + Number(words[0]) ? SYNTAX : null)

const RANGE_ID = /^\(?\d+(-\d+)?$|^[-+]$/
const BITFIELD = /^[iu]([1-9]|[1-5]\d|6[0-3])$|^i64$/i

const bitfield: Rule = (words) =>
  words.some((word, at) => /^(get|set|incrby)$/i.test(words[at - 1] ?? '') && at > 1 && !BITFIELD.test(word))
    ? 'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.'
    : null

const range: Rule = (words) => {
  const options = words.slice(3).map((word) => word.toLowerCase())
  const by = options.find((word) => word === 'byscore' || word === 'bylex')
  if (options.includes('limit') && by === undefined)
    return 'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX'
  if (by === 'bylex' && options.includes('withscores'))
    return 'ERR syntax error, WITHSCORES not supported in combination with BYLEX'
  const [low = '', high = ''] = [words[1], words[2]]
  if (by === 'bylex') return LEX.test(low) && LEX.test(high) ? null : 'ERR min or max not valid string range item'
  if (by === 'byscore' && !(SCORE.test(low) && SCORE.test(high))) return 'ERR min or max is not a float'
  if (by === undefined && !(INTEGER.test(low) && INTEGER.test(high)))
    return 'ERR value is not an integer or out of range'
  return null
}

/** Of `XADD` and `XTRIM`: what `MINID` and `MAXLEN` are given, and the new entry's own ID. */
const trims: Rule = (words) => {
  const at = words.findIndex((word, place) => place > 0 && /^(minid|maxlen)$/i.test(word))
  if (at < 0) return null
  const value = /^[=~]$/.test(words[at + 1] ?? '') ? words[at + 2] : words[at + 1]
  if (value === undefined) return null
  if (/^minid$/i.test(words[at] ?? '')) return STREAM_ID.test(value) ? null : ID
  return INTEGER.test(value) ? null : 'ERR value is not an integer or out of range'
}

const adds: Rule = (words) => {
  const wrong = trims(words)
  if (wrong !== null) return wrong
  let at = 1
  for (; at < words.length; at++) {
    const word = (words[at] ?? '').toLowerCase()
    if (word === 'minid' || word === 'maxlen') at += /^[=~]$/.test(words[at + 1] ?? '') ? 2 : 1
    else if (word === 'limit') at++
    else if (word !== 'nomkstream') break
  }
  const id = words[at]
  return id === undefined || /^(\*|\d+(-(\d+|\*))?)$/.test(id) ? null : ID
}

const bits: Rule = ([, offset = '', bit = '']) => {
  if (/^-\d+$/.test(offset)) return 'ERR bit offset is not an integer or out of range'
  return /^[01]$/.test(bit) ? null : 'ERR bit is not an integer or out of range'
}

const scans: Rule = (words) => {
  const at = words.findIndex((word) => /^count$/i.test(word))
  return at > 0 && INTEGER.test(words[at + 1] ?? '') && Number(words[at + 1]) < 1 ? SYNTAX : null
}

const zsets = (name: string, at: number) => keysAfter(at, name, /^(weights|aggregate|withscores)$/i)

/** What the kinds of words alone do not say. */
const RULES: Readonly<Record<string, Rule>> = {
  bitfield,
  bitfield_ro: bitfield,
  bitop: ([operation = '']) => (/^(and|or|xor|not)$/i.test(operation) ? null : SYNTAX),
  bitpos: ([, bit = '']) => (INTEGER.test(bit) && !/^[01]$/.test(bit) ? 'ERR The bit argument must be 1 or 0.' : null),
  lcs: (words) => {
    const said = words.slice(2).map((word) => word.toLowerCase())
    return said.includes('len') && said.includes('idx')
      ? 'ERR If you want both the length and indexes, please just use IDX.'
      : null
  },
  lmpop: pops('lmpop', /^(left|right)$/i),
  psetex: positiveAt(1, 'psetex'),
  scan: scans,
  setbit: bits,
  setex: positiveAt(1, 'setex'),
  sintercard: keysAfter(0, 'sintercard', /^limit$/i),
  xadd: adds,
  xautoclaim: (words) => (INTEGER.test(words[3] ?? '0') ? null : 'ERR Invalid min-idle-time argument for XAUTOCLAIM'),
  xrange: idAt(RANGE_ID, 1, 2),
  xrevrange: idAt(RANGE_ID, 1, 2),
  xsetid: idAt(STREAM_ID, 1),
  xtrim: trims,
  zdiff: zsets('zdiff', 0),
  zdiffstore: keysAfter(1, 'zdiffstore', /(?!)/),
  zinter: zsets('zinter', 0),
  zintercard: keysAfter(0, 'zintercard', /^limit$/i),
  zinterstore: zsets('zinterstore', 1),
  zlexcount: lexAt(1, 2),
  zmpop: pops('zmpop', /^(min|max)$/i),
  zrange: range,
  zrangestore: (words) => range(words.slice(1)),
  zrangebylex: lexAt(1, 2),
  zremrangebylex: lexAt(1, 2),
  zrevrangebylex: lexAt(1, 2),
  zunion: zsets('zunion', 0),
  zunionstore: zsets('zunionstore', 1),
}

/** What a server says of the values of a command's words; null for nothing. */
export function valueError(name: string, words: readonly string[]): string | null {
  return Object.hasOwn(RULES, name) ? (RULES[name]?.(words) ?? null) : null
}

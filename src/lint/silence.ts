import type { Diagnostic } from '../plan/plan.ts'
import { RULE_IDS } from './registry.ts'

/** `<!-- standby-ignore redis-keys: a replica, two hundred keys -->`, or `# standby-ignore …` within a block. */
interface Comment {
  line: number
  column: number
  endColumn: number
  rules: string[]
  reason: string
  /** The lines it speaks of. */
  from: number
  to: number
}

/** From the first to the last, counted from 1. */
interface Lines {
  from: number
  to: number
}

/** What every such comment holds. */
export const SILENCES = 'standby-ignore'

const COMMENT = /<!--\s*standby-ignore(?![\w-])(.*?)-->|(?:^|\s)#\s*standby-ignore(?![\w-])(.*)$/

/**
 * Leaves out what comments silence. A comment on a line by itself speaks of the next block or line, in a fence of the
 * next command; after other text it speaks of its own line. One without a reason, one that names no rule and one that
 * silences nothing are findings themselves: they hide more than they say.
 */
export function silence(lines: readonly string[], diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const comments = readComments(lines)
  if (comments.length === 0) return [...diagnostics]
  const used = new Map<Comment, Set<string>>()
  const find = finderOf(comments)
  const kept = diagnostics.filter((diagnostic) => {
    const comment = find(diagnostic)
    if (comment === null) return true
    used.set(comment, (used.get(comment) ?? new Set()).add(diagnostic.rule))
    return false
  })
  return [...kept, ...comments.flatMap((comment) => faultsOf(comment, used.get(comment) ?? new Set()))]
}

/** Answers which comment silences a finding: the first of several. A file may hold thousands of each. */
function finderOf(comments: readonly Comment[]): (diagnostic: Diagnostic) => Comment | null {
  const ofRule = new Map<string, { comment: Comment /** How far it and those before it reach. */; reach: number }[]>()
  for (const comment of comments.toSorted((a, b) => a.from - b.from))
    for (const rule of new Set(comment.rules)) {
      const known = ofRule.get(rule) ?? []
      ofRule.set(rule, known)
      known.push({ comment, reach: Math.max(comment.to, known.at(-1)?.reach ?? 0) })
    }
  return ({ rule, line }) => {
    const known = ofRule.get(rule) ?? []
    let found: Comment | null = null
    for (let at = beginningBy(known, line) - 1; at >= 0 && (known[at]?.reach ?? 0) >= line; at--) {
      const { comment } = known[at] as (typeof known)[number]
      if (comment.to >= line && (found === null || comment.line < found.line)) found = comment
    }
    return found
  }
}

/** How many of them, in the order in which they begin, begin on the line or above it. */
function beginningBy(known: readonly { comment: Comment }[], line: number): number {
  let [from, to] = [0, known.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((known[middle]?.comment.from ?? 0) <= line) from = middle + 1
    else to = middle
  }
  return from
}

function faultsOf(comment: Comment, used: ReadonlySet<string>): Diagnostic[] {
  const { line, column, endColumn, rules, reason } = comment
  const at = { line, column, endLine: line, endColumn, fix: null }
  const faults: Diagnostic[] = []
  if (reason === '')
    faults.push({
      ...at,
      rule: 'ignore-without-reason',
      severity: 'warning',
      message: `nobody will know why ${rules.join(', ') || 'this'} was silenced here`,
      hint: `write the reason after a colon: standby-ignore ${rules[0] ?? 'rule-id'}: why it is right here`,
    })
  for (const rule of rules.length === 0 ? [''] : rules) {
    if (used.has(rule)) continue
    const known = RULE_IDS.has(rule)
    faults.push({
      ...at,
      rule: 'ignore-unused',
      severity: known ? 'info' : 'warning',
      message: known
        ? `${rule} finds nothing here: the comment silences nothing`
        : `there is no rule '${rule}' to silence`,
      hint: known ? 'take the comment out' : 'write standby-ignore, the id of a rule, a colon and the reason',
    })
  }
  return faults
}

function readComments(lines: readonly string[]): Comment[] {
  const comments: Comment[] = []
  // From below, so that of many in a row each knows what the one below it speaks of.
  const below = new Map<number, Lines>()
  for (let index = lines.length - 1; index >= 0; index--) {
    const text = lines[index] ?? ''
    if (!text.includes(SILENCES)) continue
    const found = COMMENT.exec(text)
    if (found === null) continue
    const said = (found[1] ?? found[2] ?? '').trim()
    const colon = said.indexOf(':')
    const alone = text.replace(found[0], '').trim() === ''
    const inFence = found[2] !== undefined
    const range = alone ? next(lines, index + 1, inFence, below) : { from: firstLineOf(lines, index), to: index + 1 }
    if (alone) below.set(index, range)
    comments.push({
      line: index + 1,
      column: text.length - text.trimStart().length + 1,
      endColumn: text.trimEnd().length + 1,
      rules: (colon < 0 ? said : said.slice(0, colon)).split(/[\s,]+/).filter((rule) => rule !== ''),
      reason: colon < 0 ? '' : said.slice(colon + 1).trim(),
      ...range,
    })
  }
  return comments.reverse()
}

/** Where the command that ends on this line begins; `index` counts from 0, the answer from 1. */
function firstLineOf(lines: readonly string[], index: number): number {
  let at = index
  while (at > 0 && /\\\s*$/.test(lines[at - 1] ?? '')) at--
  return at + 1
}

/** The lines of what comes next; `index` counts from 0. Several comments one after another speak of the same. */
function next(lines: readonly string[], index: number, inFence: boolean, below: ReadonlyMap<number, Lines>): Lines {
  const between = inFence ? /^\s*(#.*)?$/ : /^\s*(<!--\s*standby-ignore.*)?$/
  let at = index
  while (at < lines.length && between.test(lines[at] ?? '')) {
    const known = below.get(at)
    if (known !== undefined) return known
    at++
  }
  const from = at + 1
  if (inFence) {
    while (/\\\s*$/.test(lines[at] ?? '')) at++
    return { from, to: at + 1 }
  }
  const mark = /^[\s>]*(`{3,}|~{3,})/.exec(lines[at] ?? '')
  if (mark === null) return { from, to: from }
  at++
  while (at < lines.length && !new RegExp(`^[\\s>]*${mark[1]}`).test(lines[at] ?? '')) at++
  return { from, to: at + 1 }
}

import { aritiesOf, nearFunction } from '../../../analysis/jq/builtins.ts'
import type { JqProblem } from '../../../analysis/jq/problem.ts'
import { HOLE } from '../../../analysis/jq/tokens.ts'

interface Refused {
  text: string
  problem: JqProblem
  /** The word has no quotes around it. */
  isBare: boolean
  /** All words of the call. */
  words: readonly string[]
}

const QUOTES = "put the whole filter in single quotes: jq '…'"

/** What to write in place of a filter that jq refuses: what people most often meant; null where nothing is near. */
export function hintForFilter(refused: Refused): string | null {
  switch (refused.problem.kind) {
    case 'escape':
      return 'a backslash for a regular expression is written twice within a text: "\\\\d"'
    case 'function':
      return hintForFunction(refused)
    case 'variable':
      return hintForVariable(refused)
    case 'label':
      return 'write label $name | before it'
    case 'key':
      return 'a key is a text: put it in quotes, or (… | tostring)'
    default:
      return hintForSyntax(refused)
  }
}

/** What other languages call it. */
const CALLED_OTHERWISE: Readonly<Record<string, string>> = {
  ...{
    count: 'length',
    len: 'length',
    size: 'length',
    sum: 'add',
    uniq: 'unique',
    distinct: 'unique',
    filter: 'select',
  },
  ...{ lower: 'ascii_downcase', lowercase: 'ascii_downcase', downcase: 'ascii_downcase', tolower: 'ascii_downcase' },
  ...{ upper: 'ascii_upcase', uppercase: 'ascii_upcase', upcase: 'ascii_upcase', toupper: 'ascii_upcase' },
  ...{ includes: 'contains', entries: 'to_entries', values_of: 'map_values', toString: 'tostring', parse: 'fromjson' },
}

function hintForFunction({ text, problem, isBare, words }: Refused): string | null {
  const [name = '', arity = ''] = problem.message.split(/[/ ]/)
  const before = text.slice(0, problem.from)
  // `jq file.json`
  if (before === '' && /^[\w./-]+$/.test(text) && /[./]/.test(text)) return `the filter comes first: jq . ${text}`
  // `.foo-bar`, `.example.com/name`: a subtraction, a division.
  const field = /\.([\w./-]*[-/])$/.exec(before)?.[1]
  if (field !== undefined) {
    const whole = `${field.includes('/') ? field : field.slice(field.lastIndexOf('.') + 1)}${/^[\w-]*/.exec(text.slice(problem.from))?.[0] ?? ''}`
    return field.includes('/')
      ? `a name with dots or a slash goes in quotes, whole: ."…/${whole.slice(whole.lastIndexOf('/') + 1)}"`
      : `a name with a dash goes in quotes: ."${whole}"`
  }
  const takes = aritiesOf(name)
  if (takes.length > 0) return `${name} takes ${countOf(takes, Number(arity))}`
  const near = CALLED_OTHERWISE[name] ?? CALLED_OTHERWISE[name.toLowerCase()] ?? nearFunction(name)
  if (near !== null) return `did you mean ${near}?`
  if (/[=<>!(,:;+]\s*$/.test(before)) return `a text stands in double quotes: "${name}"`
  return isBare && words.length > 1 ? QUOTES : null
}

function countOf(takes: readonly number[], given: number): string {
  if (takes.every((count) => count === 0)) return 'no arguments'
  const counts = takes.map((count) => (count === 0 ? 'none' : `${count}`)).join(' or ')
  const isShort = given > 0 && takes.every((count) => count > given)
  return `${counts} argument${counts === '1' ? '' : 's'}${isShort ? ', separated by ;' : ''}, in ( ) right after it`
}

function hintForVariable({ problem, words }: Refused): string {
  const name = /^\$(\w+)/.exec(problem.message)?.[1] ?? ''
  const dashed = words.find(
    (word, at) => /^--(arg|argjson|slurpfile|rawfile)$/.test(words[at - 1] ?? '') && word.startsWith(`${name}-`),
  )
  if (dashed !== undefined) return `a variable has no dash in its name: --arg ${dashed.replaceAll('-', '_')} …`
  return `within single quotes the shell puts nothing in: jq --arg ${name} "$${name}" '…'`
}

const NAMED: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"' }

function hintForSyntax(refused: Refused): string | null {
  const { text, problem } = refused
  if (problem.message.startsWith('Top-level')) return 'write what to print: jq .'
  if (problem.message.endsWith('unexpected end of file')) return hintForEnd(refused)
  const rest = text.slice(problem.from)
  const before = text.slice(0, problem.from)
  const found = USUAL.find(([after, next]) => next.test(rest) && after.test(before))
  if (found !== undefined) return found[2](before, rest)
  if (!/^[)\]}]/.test(rest)) return null
  const open = problem.open.at(-1)
  return open === undefined ? `nothing opens this ${rest[0]}` : `close ${nearTo(text, open)} first`
}

function hintForEnd({ text, problem, isBare, words }: Refused): string | null {
  const at = problem.open.at(-1)
  const sign = at === undefined ? undefined : text[at]
  if (at !== undefined && sign !== undefined) return `write the ${NAMED[sign] ?? ')'} that closes ${nearTo(text, at)}`
  if (isBare && words.length > 1) return QUOTES
  const last = /(?:[^\w\s.]+|\w+)\s*$/.exec(text)?.[0].trim()
  return /\bif\b/.test(text) && !/\bend\b/.test(text)
    ? 'write the end of if'
    : last
      ? `something belongs after ${last}`
      : null
}

const word = (text: string) => /^\.?([\w-]*)/.exec(text)?.[1] ?? ''

/** What people write out of other habits: what stands before it, how it begins, and what jq calls it. */
const USUAL: readonly [before: RegExp, rest: RegExp, hint: (before: string, rest: string) => string][] = [
  [/$/, /^'/, () => 'a text stands in double quotes: "…"'],
  [/$/, /^[\u201c\u201d]/, () => 'a text stands in straight double quotes: "…"'],
  [/$/, /^\\\n/, () => 'within quotes a filter goes on in the next line by itself: leave the \\ out'],
  [/$/, /^\?\/\//, () => 'put a blank before //: .a? // "none"'],
  [/$/, /^&/, () => 'write and'],
  [/\|\s*$/, /^\|/, () => 'write or; // gives another value for null'],
  [/$/, /^!/, () => 'write … | not'],
  [/[=!<>]$/, /^=/, () => 'equal is =='],
  [/\[$/, /^[*?]/, () => 'jq writes .[] for each element, and | select(…) to choose'],
  [/\.\.$/, /^\w/, (_, rest) => `at any depth is .. | .${word(rest)}?`],
  [
    /(?:^|[\s|(,[])\.\d+$/,
    /^[a-zA-Z_]/,
    (before, rest) => `a name that begins with a digit goes in quotes: ."${/\d+$/.exec(before)?.[0]}${word(rest)}"`,
  ],
  [
    /[\w\])"]$/,
    /^\.\d/,
    (_, rest) => `an element of a list is [${word(rest)}], a name that begins with a digit ."${word(rest)}"`,
  ],
  [
    /(?:^|[^.\w$])[a-z_]+\s*$/,
    /^"/,
    (before) => `what a function takes stands in brackets: ${/[a-z_]+(?=\s*$)/.exec(before)?.[0]}("…")`,
  ],
  [/\w\($/, /^\)/, () => 'leave () out: without arguments there are no brackets'],
  [/[{,]\s*$/, /^[\d.$-]/, () => 'a key is a name, a text in quotes or ( )'],
]

/** How to write it so that every release takes it; null where there is no other way. */
export function wayForAll({ problem, text }: Pick<Refused, 'problem' | 'text'>): string | null {
  if (problem.message.endsWith('unexpected end')) return 'with else . before end every release takes it'
  if (problem.message.endsWith("unexpected '['") && text[problem.from - 1] === '.')
    return 'without the dot before [ every release takes it'
  return /unexpected (?:'[-+*/%=<>]'|and|or|\/\/|[=!<>]=|[[|?])/.test(problem.message)
    ? 'with ( ) around it every release takes it'
    : null
}

/** An opening bracket with what stands before it: `select(`. */
function nearTo(text: string, at: number): string {
  const word = /[\w.]*$/.exec(text.slice(0, at))?.[0] ?? ''
  return `${word}${text[at] ?? ''}`.replaceAll(HOLE, '…')
}

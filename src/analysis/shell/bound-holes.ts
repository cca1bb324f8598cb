import type { Hole, Within } from '../../plan/plan.ts'
import { readTokens } from '../sql/lexer.ts'
import { parsePostgres } from '../sql/postgres-parser.ts'
import type { FoundCommand } from './found-command.ts'

/** One quoted argument, without its quotes, and the holes that stand in it. */
interface Quoted {
  text: string
  holes: { hole: Hole; from: number; to: number }[]
}

/**
 * Says of holes inside SQL, JSON and JMESPath where in that language they stand, so that a value can be bound there and
 * not pasted (docs/adr/0012). Only arguments that are quoted as a whole are looked at: of others it is not known where they begin.
 */
export function bindHoles(text: string, holes: readonly Hole[], commands: readonly FoundCommand[]): Hole[] {
  if (holes.length === 0) return []
  const within = new Map<Hole, Within>()
  const sorted = holes.toSorted((one, other) => one.from - other.from)
  for (const command of commands) {
    for (const [index, { from, to }] of command.words.entries()) {
      const inside = holesBetween(sorted, from, to)
      const quoted = inside.length === 0 ? null : readQuoted(text.slice(from, to), from, inside)
      if (quoted === null) continue
      const found = isSql(command, index) ? inSql(quoted) : isQuery(command, index) ? inQuery(quoted) : inJson(quoted)
      for (const [hole, place] of found) within.set(hole, place)
    }
  }
  return holes.map((hole) => {
    const place = within.get(hole)
    return place === undefined ? hole : { ...hole, within: place }
  })
}

/** @param sorted - By where they begin; found by halves, since a text may have thousands of words and holes. */
function holesBetween(sorted: readonly Hole[], from: number, to: number): Hole[] {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Hole).from < from) low = middle + 1
    else high = middle
  }
  const found: Hole[] = []
  for (let at = low; at < sorted.length && (sorted[at] as Hole).from < to; at++)
    if ((sorted[at] as Hole).to <= to) found.push(sorted[at] as Hole)
  return found
}

/** `"…"`, `'…'` or `--option="…"`; null where the shell puts something else into it. */
function readQuoted(word: string, base: number, holes: readonly Hole[]): Quoted | null {
  const [, lead = '', quote, inner = ''] = /^((?:--?[\w-]+=)?)(["'])([\s\S]*)\2$/.exec(word) ?? []
  if (quote === undefined) return null
  if (quote === "'" ? inner.includes("'") : /(?<!\\)(?:\\\\)*(?:"|`|\$\()/.test(inner)) return null
  const start = base + lead.length + 1
  const marks = new Map(
    holes.map((hole) => [hole.from - start, { hole, from: hole.from - start, to: hole.to - start }]),
  )
  let text = ''
  const found: Quoted['holes'] = []
  for (let at = 0; at < inner.length; at++) {
    const mark = marks.get(at)
    if (mark !== undefined) {
      found.push({ hole: mark.hole, from: text.length, to: text.length + mark.to - mark.from })
      text += '_'.repeat(mark.to - mark.from)
      at = mark.to - 1
    } else if (quote === '"' && inner[at] === '\\' && /["$`\\\n]/.test(inner[at + 1] ?? '')) {
      at++
      if (inner[at] !== '\n') text += inner[at]
    } else text += inner[at]
  }
  return { text, holes: found }
}

const HANDS_ON = /^(?:sudo|docker|docker-compose|podman|kubectl|oc|env|time|timeout|nice|nohup)$/

/** `psql … -c "…"`, also where another program starts psql with these very words: no shell reads them again. */
function isSql({ program, words }: FoundCommand, index: number): boolean {
  const names = words.slice(0, index).map(({ text }) => text.slice(text.lastIndexOf('/') + 1))
  const psql = names.indexOf('psql')
  if (psql === -1 || (psql > 0 && !HANDS_ON.test(program)) || names.some((name) => SHELLS.test(name))) return false
  return /^(?:-c|--command)$/.test(names.at(-1) ?? '') || /^--command=/.test(words[index]?.text ?? '')
}

const SHELLS = /^(?:sh|bash|dash|zsh|ksh|ash|ssh|su|eval|watch|xargs|at)$/

const isQuery = ({ program, words }: FoundCommand, index: number): boolean =>
  /(?:^|\/)aws$/.test(program) && (words[index - 1]?.text === '--query' || /^--query=/.test(words[index]?.text ?? ''))

type Found = [Hole, Within][]

function inSql({ text, holes }: Quoted): Found {
  const tokens = readTokens(text)
  const found: Found = []
  const words: Quoted['holes'] = []
  for (const mark of holes) {
    const token = tokens.find(({ from, to }) => from <= mark.from && mark.to <= to)
    if (token?.kind === 'string' && text[token.from] === "'") found.push([mark.hole, 'sql-text'])
    else if (token?.kind === 'quoted') found.push([mark.hole, 'sql-quoted-name'])
    else if (token?.kind === 'word' && token.from === mark.from && token.to === mark.to) words.push(mark)
  }
  for (const [index, place] of (words.length > MOST_TRIED ? [] : namesOrValues(text, words)).entries())
    found.push([(words[index] as Quoted['holes'][number]).hole, place])
  return found
}

/** Ways are tried by the power of two. */
const MOST_TRIED = 5

/** Which holes may be literals: PostgreSQL's parser is asked, with as many literals as it takes. */
function namesOrValues(text: string, holes: Quoted['holes']): Within[] {
  const ways = Array.from({ length: 2 ** holes.length }, (_, way) => holes.map((_, at) => ((way >> at) & 1) === 1))
  ways.sort((a, b) => a.filter(Boolean).length - b.filter(Boolean).length)
  const taken = ways.find((isName) => {
    const filled = holes.toReversed().reduce((sql, { from, to }, index) => {
      const name = isName[holes.length - 1 - index]
      return `${sql.slice(0, from)}${name ? 'sb_name' : "'1'"}${sql.slice(to)}`
    }, text)
    return parsePostgres(filled.replaceAll(/\$\{[^}\n]*\}|\$[A-Za-z_]\w*/g, '_v'))?.ok === true
  })
  return taken === undefined ? [] : taken.map((isName) => (isName ? 'sql-name' : 'sql-value'))
}

function inJson({ text, holes }: Quoted): Found {
  if (!/^\s*[[{]/.test(text)) return []
  const found: Found = []
  let plain = text
  let at = 0
  let isText = false
  for (const { hole, from, to } of holes) {
    for (; at < from; at++) {
      if (isText && text[at] === '\\') at++
      else if (text[at] === '"') isText = !isText
    }
    found.push([hole, isText ? 'json-text' : 'json-value'])
    if (!isText) plain = `${plain.slice(0, from)}${'1'.repeat(to - from)}${plain.slice(to)}`
  }
  try {
    JSON.parse(plain)
    return found
  } catch {
    return []
  }
}

/** Inside `'…'` and in backticks, where a text ends with its mark. */
function inQuery({ text, holes }: Quoted): Found {
  return holes.flatMap(({ hole, from }): Found => {
    const before = text.slice(0, from).replaceAll(/\\[\s\S]/g, '')
    const isRaw = before.split("'").length % 2 === 0
    const isLiteral = before.split('`').length % 2 === 0
    return isRaw !== isLiteral ? [[hole, 'query']] : []
  })
}

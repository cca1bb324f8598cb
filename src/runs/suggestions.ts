import type { Hole, Procedure } from '../plan/plan.ts'
import type { Attempt, OutputChunk } from './attempt.ts'
import type { Run } from './run.ts'

export interface Suggestion {
  value: string
  /** `from step 6, line 3 of its output`. */
  from: string
}

const MOST = 8

interface Line {
  text: string
  from: string
  /** The step's first command, as words: what made this line. */
  made: string
}

/**
 * Values from earlier output that may fill the parameters the run waits for: by what stands before the placeholder,
 * by the key they have in JSON, by the shape and words of the name. Offered, never taken.
 */
export function suggest(
  run: Run,
  attempts: readonly Attempt[],
  output: readonly OutputChunk[],
): Record<string, Suggestion[]> {
  if (run.waiting?.for !== 'parameters') return {}
  const { step, names } = run.waiting
  const lines = linesOf(run.procedure, attempts, output)
  return Object.fromEntries(names.map((name) => [name, suggestOne(name, prefixOf(run.procedure, step, name), lines)]))
}

/** The latest output first: it is nearest to the truth. */
function linesOf(procedure: Procedure, attempts: readonly Attempt[], output: readonly OutputChunk[]): Line[] {
  return attempts.toReversed().flatMap(({ id, step }) => {
    const text = output
      .filter((chunk) => chunk.attemptId === id && chunk.stream === 'stdout')
      .map((chunk) => chunk.text)
    const made = procedure.steps[step]?.commands.map((c) => `${c.program} ${c.argv.join(' ')}`).join(' ; ') ?? ''
    const lines = text.join('').split('\n')
    return lines.map((line, index) => ({
      text: line,
      made,
      from: `from step ${step + 1}, line ${index + 1} of its output`,
    }))
  })
}

/** What stands in the same word before the placeholder: `scr-api:` of `scr-api:<REVISION>`. */
function prefixOf(procedure: Procedure, step: number, name: string): string {
  const script = procedure.steps[step]?.script
  const hole: Hole | undefined = script?.holes.find((one) => one.name === name)
  if (!script || !hole) return ''
  return /[\w.:/-]*$/.exec(script.text.slice(0, hole.from))?.[0].replace(/^-+/, '') ?? ''
}

function suggestOne(name: string, prefix: string, lines: readonly Line[]): Suggestion[] {
  const found: Suggestion[] = []
  const columns = columnsNamed(name, lines)
  const finders = [
    byPrefix(prefix),
    byKey(name),
    byArn(name),
    byId(name),
    (line: Line) => columns.get(line) ?? [],
    byTable(name),
    byListing(name),
  ]
  for (const find of finders) {
    for (const line of lines) {
      for (const value of find(line)) {
        if (found.length < MOST && !found.some((other) => other.value === value)) found.push({ value, from: line.from })
      }
    }
    // The surest way that finds something is enough.
    if (found.length > 0) break
  }
  // Of a list with the newest first, the previous one is the second.
  const isPrevious = /PREV|LAST_GOOD|OLD/.test(name) && found.length > 1
  return isPrevious ? [...found.slice(1, 2), ...found.slice(2), ...found.slice(0, 1)] : found
}

type Finder = (line: Line) => string[]

const byPrefix = (prefix: string): Finder => {
  if (prefix.length < 3) return () => []
  const pattern = new RegExp(`(?<![\\w.-])${prefix.replaceAll(/[.:/-]/g, '\\$&')}([\\w.-]+)`, 'g')
  return ({ text }) => [...text.matchAll(pattern)].map((match) => match[1] as string)
}

/** `"taskArn": "…"` for TASK_ARN. */
const byKey = (name: string): Finder => {
  const wanted = plain(name)
  return ({ text }) =>
    [...text.matchAll(/"(\w+)"\s*:\s*"?([^",{}[\]\s]+)"?/g)].flatMap(([, key, value]) => {
      const own = plain(key as string)
      return own === wanted || own === `${wanted}s` ? [value as string] : []
    })
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Any ARN for SOMETHING_ARN whose resource has a word of the name: `…:task/…` for TASK_ARN. */
const byArn = (name: string): Finder => {
  if (!/ARN/.test(name)) return () => []
  const words = name.split('_').filter((word) => word !== 'ARN' && word.length > 2)
  return ({ text }) =>
    [...text.matchAll(/arn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"',\]}]+/g)]
      .map((match) => match[0])
      .filter((arn) => {
        const kind = plain(arn.split(':').slice(5).join(':').split(/[/]/)[0] ?? '')
        // TARGET_GROUP is `targetgroup`, TASK must not be `task-definition`.
        return words.length === 0 || plain(words.join('')).endsWith(kind) || words.some((word) => plain(word) === kind)
      })
}

const ID_SHAPES: Record<string, RegExp> = {
  INSTANCE: /\bi-[0-9a-f]{8,17}\b/g,
  SUBNET: /\bsubnet-[0-9a-f]{8,17}\b/g,
  SECURITY_GROUP: /\bsg-[0-9a-f]{8,17}\b/g,
  VOLUME: /\bvol-[0-9a-f]{8,17}\b/g,
  DISTRIBUTION: /\bE[0-9A-Z]{12,14}\b/g,
  SNAPSHOT: /\b(?:rds:[\w-]+|snap-[0-9a-f]{8,17})\b/g,
  REVISION: /(?<=\b[\w-]+:)\d{1,6}\b/g,
}

const byId = (name: string): Finder => {
  const shape = Object.entries(ID_SHAPES).find(([word]) => name.includes(word))?.[1]
  return ({ text }) => (shape === undefined ? [] : [...text.matchAll(shape)].map((match) => match[0]))
}

/**
 * Under a head with the name, line by line: `pid` of psql's tables for PID, `NODE` and `CONTAINER ID` of tables whose
 * columns stand below their heads.
 */
function columnsNamed(name: string, lines: readonly Line[]): Map<Line, string[]> {
  const wanted = plain(name)
  const values = new Map<Line, string[]>()
  let column: ((row: string) => string | undefined) | null = null
  for (const [index, line] of lines.entries()) {
    const { text } = line
    const isRule = /^-+(?:\+-+)*$/.test(text.trim())
    const head = isRule ? -1 : headAt(text, lines[index + 1]?.text ?? '', wanted)
    if (head >= 0) {
      const isPsql = /^[-+]+$/.test((lines[index + 1]?.text ?? '').trim())
      column = isPsql ? (row) => row.split('|')[head]?.trim() : (row) => wordAt(row, head)
    } else if (text.trim() === '' || /^\(\d+ rows?\)$/.test(text.trim())) column = null
    else if (column !== null && !isRule) {
      const value = column(text)
      if (value !== undefined && /^[^\s|]+$/.test(value)) values.set(line, [value])
    }
  }
  return values
}

/** Which column of psql's, or at which letter of the line, the head of the name stands; -1 if this is no such head. */
function headAt(text: string, below: string, wanted: string): number {
  if (/^-[-+]*$/.test(below.trim()) && below.trim() !== '')
    return text.split('|').findIndex((head) => plain(head) === wanted)
  // `CONTAINER ID   IMAGE`: heads are capitals, two blanks apart.
  if (!/^[A-Z][A-Z0-9()%/-]*(?: [A-Z0-9()%/-]+)*(?: {2,}[A-Z][A-Z0-9()%/-]*(?: [A-Z0-9()%/-]+)*)+\s*$/.test(text))
    return -1
  const head = [...text.matchAll(/\S+(?: \S+)*/g)].find((match) => plain(match[0]) === wanted)
  return head?.index ?? -1
}

/** The word that begins at the letter; undefined where something else stands there. */
const wordAt = (row: string, at: number): string | undefined =>
  at === 0 || row[at - 1] === ' ' ? /^\S+/.exec(row.slice(at))?.[0] : undefined

/** Each line of `ls` for a file or a folder. */
const byListing = (name: string): Finder => {
  if (!/FILE|LOG|DUMP|BACKUP|ARCHIVE|FOLDER|DIR/.test(name.toUpperCase())) return () => []
  return ({ text, made }) =>
    /^ls(?: -\w*1\w*)?(?: [^-;|][^;|]*)?$/.test(made.trim()) && /^[\w./@+-]+$/.test(text) ? [text] : []
}

/** First column of `kubectl get pods` for POD and POD_NAME; of `rollout history` for REVISION. */
const byTable = (name: string): Finder => {
  const noun = plain(name).replace(/(?:name|id)$/, '')
  if (noun.length < 3) return () => []
  return ({ text, made }) => {
    if (!plain(made).includes(noun) && !plain(made).includes(`rollouthistory`)) return []
    const first = /^(?:\w+\/)?([a-z0-9][\w.-]*)\s{2,}/.exec(text)?.[1]
    return first === undefined ? [] : [first]
  }
}

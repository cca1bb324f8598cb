import { checkPromql, type PromqlProblem } from '../../../analysis/promql/check-promql.ts'
import type { ShellWord } from '../../../analysis/shell/word.ts'
import { standsInFull } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact, FenceFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, onLine, type Rule } from '../../rule.ts'

const BLOCKS = holds('promql')
/** What every command has that asks Prometheus. */
const ASKS = sign('/api/v1/query', 'promtool')

export const promqlRefused: Rule = {
  id: 'promql-refused',
  family: 'will not run',
  severity: 'error',
  summary: 'Prometheus refuses a query as it is written',
  when: (runbook) => BLOCKS(runbook) || runbook.signs.inCode(ASKS),
  check({ signs, blocks, text }, __, tell) {
    for (const { language, lines, line: mark } of blocks) {
      if (language !== 'promql' || OTHER_SERVERS.test(text)) continue
      for (const { line, problem } of problemsIn(lines, mark + 1)) tell(onLine(line, said(problem), hintFor(problem)))
    }
    for (const command of signs.commands(ASKS)) {
      for (const { word, query } of queriesOf(command)) {
        const problem = checkPromql(query)
        if (problem !== null) tell(onCommand(command, said(problem), hintFor(problem), { part: word }))
      }
    }
  },
}

/** They take more than Prometheus does. */
const OTHER_SERVERS = /victoria|vmselect|metricsql|\bloki\b|logql/i

const said = ({ message }: PromqlProblem) => `Prometheus answers 400 and no number: ${message}`

function hintFor({ message }: PromqlProblem): string | null {
  if (/^expected type range vector.*got instant/.test(message)) return 'give it a range: rate(requests_total[5m])'
  if (/got range vector/.test(message))
    return 'only functions such as rate() take a range: leave [5m] out, or put rate() around it'
  if (/^ranges only allowed/.test(message))
    return 'the range belongs to the name of the metric; over an expression it is [5m:]'
  if (/BOOL/.test(message)) return 'write > bool'
  if (/end of input/.test(message)) return 'count its brackets'
  return null
}

const ASKS_PROMETHEUS = /\/api\/v1\/query(_range)?(\?|$)/

/** What commands ask Prometheus; only what stands there in full. */
function queriesOf(command: CommandFact): { word: ShellWord; query: string }[] {
  const { program, words } = command
  if (program !== 'promtool' && !(program === 'curl' && words.some(({ value }) => ASKS_PROMETHEUS.test(value))))
    return []
  const asks = words.slice(1).filter((word) => standsInFull(command, word))
  if (words.some(({ value }) => OTHER_SERVERS.test(value) || /:(3100|8428|8481)\b/.test(value))) return []
  if (program === 'promtool') {
    const [verb, kind] = command.args
    const query = asks.at(-1)
    const isQuery = verb === 'query' && (kind === 'instant' || kind === 'range')
    return isQuery && query !== undefined && asks.length > 3 && !/^-|^https?:/.test(query.value)
      ? [{ word: query, query: query.value }]
      : []
  }
  return asks.flatMap((word) => {
    const given = /^(--data-urlencode)$/.test(words[words.indexOf(word) - 1]?.value ?? '')
    if (given && word.value.startsWith('query=')) return [{ word, query: word.value.slice('query='.length) }]
    const inAddress = /\/api\/v1\/query(?:_range)?\?(?:.*&)?query=([^&]*)/.exec(word.value)?.[1]
    const query = inAddress ? decoded(inAddress) : null
    return query === null ? [] : [{ word, query }]
  })
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** Queries of a block: one to a line, or several lines of one, parted by blank lines and comments. */
function problemsIn(lines: FenceFact['lines'], firstLine: number): { line: number; problem: PromqlProblem }[] {
  const groups: { line: number; text: string }[][] = [[]]
  for (const [at, text] of lines.entries()) {
    if (/^\s*(#|\/\/|--|$)/.test(text)) groups.push([])
    else groups.at(-1)?.push({ line: firstLine + at, text })
  }
  return groups.flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const problem = checkPromql(group.map(({ text }) => text).join('\n'))
    if (problem === null) return []
    if (group.length === 1) return [{ line: first.line, problem }]
    // Of several lines, only what no division of them could mend; and not what are queries line by line.
    if (isBalanced(group.map(({ text }) => text).join('\n'))) return []
    return group.every(({ text }) => checkPromql(text) === null) ? [] : [{ line: first.line, problem }]
  })
}

function isBalanced(text: string): boolean {
  const bare = text.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '')
  return ['()', '[]', '{}'].every((pair) => bare.split(pair[0] ?? '').length === bare.split(pair[1] ?? '').length)
}

import type { FunctionProblem } from '../../../analysis/aws/query-functions.ts'

/** What the CLI says of an expression, without the expression, which stands in the runbook. */
export function queryRefusal(error: string): string {
  const reason = error.slice(error.indexOf(': ') + 2)
  const [, said = ''] =
    /^(?:.*: )?(Incomplete expression|Unknown token '[\s\S]*?'|Unclosed . delimiter|Bad token [^\n]*?(?=:\n)|.*?Parse error at column \d+, token "[^"]*")/.exec(
      reason.slice(
        reason.search(/(?:Bad|Invalid) jmespath|Parse error|invalid token|Expecting|syntax error|Unexpected/),
      ),
    ) ?? []
  return `Bad value for --query: ${said === '' ? 'no JMESPath expression' : said}`
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** What to write in place of an expression that is none; null where nothing is near. */
export function queryHint(query: string, said: string): string | null {
  const found = USUAL.find(([, pattern, where]) => pattern.test(where === 'said' ? said : query))
  if (/Incomplete|Unclosed/.test(said)) return unclosedIn(query) ?? found?.[0] ?? null
  return found?.[0] ?? null
}

/** What people write out of other habits, by what the CLI says or by the expression. */
const USUAL: readonly [hint: string, pattern: RegExp, where: 'said' | 'query'][] = [
  ['equal is ==', /Unknown token '='/, 'said'],
  ['JMESPath does not reckon: it takes no + - * /', /Unknown token '[+\-/]'|token "\*"/, 'said'],
  ['a filter is list[?field==`value`]; select() is jq’s', /\bselect\s*\(/, 'query'],
  ['the dot at the beginning is jq’s: leave it out', /^\s*\./, 'query'],
  ['a number stands in backticks: `5`', /[=<>]\s*-?\d/, 'query'],
  ['a name with a dash or other signs stands in double quotes', /[A-Za-z]-[A-Za-z]/, 'query'],
  ['within [ ] stands a number, *, or ?condition', /\[\s*[A-Za-z"']/, 'query'],
]

/** Quotes of all three kinds may hold brackets. */
function unclosedIn(query: string): string | null {
  const open: string[] = []
  for (const [sign] of query.matchAll(/'(?:\\'|[^'])*'|"(?:\\.|[^"\\])*"|`(?:\\`|[^`])*`|["'`()[\]{}]/g)) {
    if (sign.length > 1) continue
    if (/["'`]/.test(sign)) return `write the ${sign} that ends the text`
    if (CLOSES[sign] === undefined) open.push(sign)
    else open.pop()
  }
  const last = open.at(-1)
  const closer = Object.keys(CLOSES).find((each) => CLOSES[each] === last)
  return last === undefined ? null : `write the ${closer} that closes ${last}`
}

/** What to write in place of a call that the CLI cannot make. */
export function functionHint({ name, message }: FunctionProblem): string {
  if (/takes &/.test(message))
    return `write & before it: ${name === 'map' ? 'map(&field, list)' : `${name}(list, &field)`}`
  if (/^(?:count|len|size)$/.test(name)) return 'did you mean length?'
  if (/^(?:select|filter)$/.test(name)) return 'a filter is list[?field==`value`]'
  return 'see jmespath.org for its functions; for what it lacks, pipe the answer into jq'
}

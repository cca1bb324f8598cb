/** A word that a redirection opens as a file. */
export interface RedirectedTo {
  from: number
  to: number
}

/** What is being read: commands in parentheses or backquotes, or something in which `<` and `>` redirect nothing. */
type Inside = 'parentheses' | 'backquotes' | 'double' | 'brace' | 'arithmetic' | 'test'

const OPERATOR = /&>>|&>|>>|>\||<>|>&|<&|>|</y
/** `2>&1`, `>&-`: another descriptor, no file. */
const DESCRIPTOR = /(?:\d+-?|-)(?![^\s;|&<>()])/y
const ARITHMETIC = /\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)/y

/**
 * Where a statement's redirections stand, also those in substitutions and subshells, in order. Heredocs, here-strings and
 * process substitutions open no file by a name.
 *
 * @param isBody - Whether an offset lies in the body of a heredoc.
 */
export function findRedirections(text: string, isBody: (offset: number) => boolean): RedirectedTo[] {
  const found: RedirectedTo[] = []
  const stack: Inside[] = []
  let at = 0
  while (at < text.length) {
    const next = skip(text, at, stack)
    if (next !== null) {
      at = next
      continue
    }
    OPERATOR.lastIndex = at
    const operator = OPERATOR.exec(text)?.[0]
    if (operator === undefined || !runsCommands(stack.at(-1)) || isBody(at)) {
      at++
      continue
    }
    if (text.startsWith('<<', at)) {
      at += /^<<[<-]?/.exec(text.slice(at))?.[0].length ?? 2
      continue
    }
    at += operator.length
    while (text[at] === ' ' || text[at] === '\t' || text.startsWith('\\\n', at)) at += text[at] === '\\' ? 2 : 1
    DESCRIPTOR.lastIndex = at
    if (operator.endsWith('&') && (operator === '<&' || DESCRIPTOR.test(text))) continue
    const to = wordEnd(text, at, stack.at(-1) === 'backquotes' ? '`' : '')
    if (to > at && !/^[<>]\(/.test(text.slice(at, at + 2))) found.push({ from: at, to })
    // The word itself may hold a substitution with redirections of its own: these are moved with it.
    at = /^[<>]\(/.test(text.slice(at, at + 2)) ? at : Math.max(to, at)
  }
  return found
}

const runsCommands = (inside: Inside | undefined) =>
  inside === undefined || inside === 'parentheses' || inside === 'backquotes'

/** Goes over what is no operator. @returns where to read on; null: nothing of the kind begins or ends here. */
function skip(text: string, at: number, stack: Inside[]): number | null {
  const c = text[at] as string
  const top = stack.at(-1)
  const enter = (inside: Inside, length: number) => {
    stack.push(inside)
    return at + length
  }
  const leave = (length: number) => {
    stack.pop()
    return at + length
  }
  if (c === '\\') return at + 2
  if (c === "'" && top !== 'double') return endOfSingle(text, at)
  if (c === '"') return top === 'double' ? leave(1) : enter('double', 1)
  if (c === '`') return top === 'backquotes' ? leave(1) : enter('backquotes', 1)
  if (text.startsWith('$((', at) && isArithmetic(text, at + 1)) return enter('arithmetic', 3)
  if (text.startsWith('$(', at)) return enter('parentheses', 2)
  if (text.startsWith('${', at)) return enter('brace', 2)
  if (c === '}' && top === 'brace') return leave(1)
  if (top === 'double') return at + 1
  if (top === 'arithmetic') return text.startsWith('))', at) ? leave(2) : null
  if (top === 'test') return /^\s\]\](?=[\s;|&)]|$)/.test(text.slice(at, at + 4)) ? leave(3) : null
  if (/^[<>]\(/.test(text.slice(at, at + 2))) return enter('parentheses', 2)
  if (c === '(') return isArithmetic(text, at) ? enter('arithmetic', 2) : enter('parentheses', 1)
  if (c === ')') return top === 'parentheses' ? leave(1) : at + 1
  if (!/^$|[\s;|&(!]/.test(text[at - 1] ?? '')) return null
  if (/^\[\[\s/.test(text.slice(at, at + 3))) return enter('test', 2)
  if (c === '#') return text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at)
  return null
}

function isArithmetic(text: string, at: number): boolean {
  ARITHMETIC.lastIndex = at
  return ARITHMETIC.test(text)
}

/** `'…'`, and `$'…'`, in which a quote may be escaped. */
function endOfSingle(text: string, at: number): number {
  const dollar = text[at - 1] === '$'
  for (let i = at + 1; i < text.length; i++) {
    if (dollar && text[i] === '\\') i++
    else if (text[i] === "'") return i + 1
  }
  return text.length
}

/** @param closes - What ends the word as well. */
function wordEnd(text: string, from: number, closes: string): number {
  const stack: Inside[] = []
  let at = from
  while (at < text.length) {
    if (stack.length === 0 && (/[\s;|&<>()]/.test(text[at] as string) || text[at] === closes)) return at
    at = skip(text, at, stack) ?? at + 1
  }
  return text.length
}

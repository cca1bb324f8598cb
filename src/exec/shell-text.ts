/**
 * A small reader of shell text: where quotes and substitutions begin and end. It knows as much of the grammar as
 * quoting a value for its place needs, and answers `null` where it cannot tell.
 */

export type Place = 'bare' | 'double' | 'single'

/** How the shell quotes what stands at `offset`; null inside something this reader does not follow. */
export function placeOf(text: string, offset: number): Place | null {
  const stack: ('double' | 'paren' | 'brace')[] = []
  let i = 0
  while (i < offset) {
    const c = text[i] as string
    const inDouble = stack.at(-1) === 'double'
    if (c === '\\') i += 2
    else if (c === "'" && !inDouble) {
      const end = text.indexOf("'", i + 1)
      if (end === -1) return null
      if (end >= offset) return text[i - 1] === '$' ? null : 'single'
      i = end + 1
    } else if (c === '"') {
      if (inDouble) stack.pop()
      else stack.push('double')
      i++
    } else if (text.startsWith('$(', i) || text.startsWith('<(', i) || text.startsWith('>(', i)) {
      stack.push('paren')
      i += 2
    } else if (text.startsWith('${', i)) {
      stack.push('brace')
      i += 2
    } else if (c === '`') return null
    else if (c === '(' && !inDouble) {
      stack.push('paren')
      i++
    } else if (c === ')' && stack.at(-1) === 'paren') {
      stack.pop()
      i++
    } else if (c === '}' && stack.at(-1) === 'brace') {
      stack.pop()
      i++
    } else if (c === '#' && !inDouble && /^$|\s/.test(text[i - 1] ?? '')) {
      const end = text.indexOf('\n', i)
      if (end === -1 || end >= offset) return null
      i = end
    } else i++
  }
  if (i > offset || stack.includes('brace')) return null
  return stack.at(-1) === 'double' ? 'double' : 'bare'
}

/** A statement cut at its unquoted `|`, `&&`, `||`, `;` and newlines. */
export interface Parts {
  /** Pipelines, each a list of stages as text. */
  pipelines: string[][]
  /** Whether anything but one pipeline is there. */
  isList: boolean
}

export function splitPipelines(statement: string): Parts {
  const pipelines: string[][] = [[]]
  let from = 0
  for (let i = 0; i < statement.length; i++) {
    const two = statement.slice(i, i + 2)
    const one = statement[i] as string
    if (!'|&;\n'.includes(one)) continue
    if (placeOf(statement, i) !== 'bare' || isNested(statement, i)) continue
    // `2>&1`, `>|` and `&>` redirect.
    if (one === '&' && two !== '&&' && (/[<>]/.test(statement[i - 1] ?? '') || statement[i + 1] === '>')) continue
    if (one === '|' && statement[i - 1] === '>') continue
    pipelines.at(-1)?.push(statement.slice(from, i))
    if (two === '&&' || two === '||') i++
    else if (two === '|&') i++
    if (one !== '|' || two === '||') pipelines.push([])
    from = i + 1
  }
  pipelines.at(-1)?.push(statement.slice(from))
  const filled = pipelines.filter((stages) => stages.join('').trim() !== '')
  return { pipelines: filled, isList: filled.length > 1 }
}

/** Whether `offset` lies inside parentheses. */
function isNested(text: string, offset: number): boolean {
  let depth = 0
  for (let i = 0; i < offset; i++) {
    if (text[i] !== '(' && text[i] !== ')') continue
    if (placeOf(text, i) === 'single' || placeOf(text, i) === null) continue
    depth += text[i] === '(' ? 1 : -1
  }
  return depth > 0
}

/** The delimiter of the heredoc whose body `offset` lies in, and whether it was quoted; null when in none. */
export function heredocAt(text: string, offset: number): { delimiter: string; isQuoted: boolean } | null {
  for (const match of text.matchAll(/(?<!<)<<(-?)\s*(\\?)(["']?)([A-Za-z_][\w.-]*)\3/g)) {
    const [, dash, backslash, quote, delimiter] = match as unknown as [string, string, string, string, string]
    const lineEnd = text.indexOf('\n', match.index)
    if (lineEnd === -1 || lineEnd >= offset) continue
    const end = new RegExp(`^${dash === '-' ? '\\t*' : ''}${delimiter}$`, 'm')
    const rest = text.slice(lineEnd + 1)
    const close = end.exec(rest)
    const bodyEnd = lineEnd + 1 + (close?.index ?? rest.length)
    if (offset < bodyEnd) return { delimiter, isQuoted: backslash !== '' || quote !== '' }
  }
  return null
}

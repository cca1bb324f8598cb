import { Unanswerable } from '../client.ts'

/**
 * kubectl's JSONPath templates: `{.items[*].metadata.name}`, `{range .items[*]}{.a}{"\n"}{end}`, filters `[?(@.a=="b")]`.
 *
 * @throws Unanswerable for what the range does not read; Error in kubectl's words for what is no template.
 */
export function renderJsonPath(template: string, data: unknown): string {
  const wrapped = /[{}]/.test(template)
    ? template
    : `{${template.startsWith('.') || template.startsWith('$') ? '' : '.'}${template}}`
  const nodes = parse(wrapped)
  return nodes.map((node) => print(node, data, data)).join('')
}

type Node =
  | { kind: 'text'; text: string }
  | { kind: 'path'; path: string }
  | { kind: 'range'; path: string; body: Node[] }

function parse(template: string): Node[] {
  const root: Node[] = []
  const open: Node[][] = [root]
  let rest = template
  while (rest !== '') {
    const nodes = open.at(-1) ?? root
    const brace = rest.indexOf('{')
    if (brace !== 0) {
      const literal = brace < 0 ? rest : rest.slice(0, brace)
      nodes.push({ kind: 'text', text: literal })
      rest = rest.slice(literal.length)
      continue
    }
    const end = closingBrace(rest)
    const inner = rest.slice(1, end).trim()
    rest = rest.slice(end + 1)
    if (inner === 'end') open.pop()
    else if (inner.startsWith('range ')) {
      const body: Node[] = []
      nodes.push({ kind: 'range', path: inner.slice(6).trim(), body })
      open.push(body)
    } else if (/^(".*"|'.*')$/s.test(inner))
      nodes.push({
        kind: 'text',
        text: inner.slice(1, -1).replace(/\\(.)/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c),
      })
    else nodes.push({ kind: 'path', path: inner })
  }
  if (open.length !== 1) throw new Error('unclosed range')
  return root
}

function closingBrace(text: string): number {
  let quoted: string | null = null
  for (let i = 1; i < text.length; i++) {
    const c = text[i]
    if (quoted !== null) {
      if (c === '\\') i++
      else if (c === quoted) quoted = null
    } else if (c === '"' || c === "'") quoted = c
    else if (c === '}') return i
  }
  throw new Error('unclosed action')
}

function print(node: Node, current: unknown, root: unknown): string {
  if (node.kind === 'text') return node.text
  const found = select(node.path, current, root)
  if (node.kind === 'range')
    return found.map((item) => node.body.map((inner) => print(inner, item, root)).join('')).join('')
  return found
    .map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)))
    .join(' ')
}

/** What a path finds, in order. What is not there is left out. */
export function select(path: string, current: unknown, root: unknown = current): unknown[] {
  let found: unknown[] = [current]
  let rest = path.startsWith('$') ? path.slice(1) : path.startsWith('@') ? path.slice(1) : path
  if (path.startsWith('$')) found = [root]
  while (rest !== '') {
    const step =
      /^\.\.?([A-Za-z0-9_\-/]|\\.)+|^\.\*|^\[\*\]|^\[(-?\d+)\]|^\[(-?\d*):(-?\d*)\]|^\['([^']+)'\]|^\[\?\((.+?)\)\]|^\./.exec(
        rest,
      )
    if (step === null || step[0].startsWith('..')) throw new Unanswerable(`the JSONPath ${path}`)
    rest = rest.slice(step[0].length)
    found = found.flatMap((value) => apply(step, value))
  }
  return found
}

function apply(step: RegExpExecArray, value: unknown): unknown[] {
  const [all, , index, from, to, quoted, filter] = step
  if (value === null || typeof value !== 'object') return []
  if (all === '.') return [value]
  if (all === '.*' || all === '[*]') return Object.values(value)
  if (index !== undefined) return Array.isArray(value) ? [value.at(Number(index))].filter((v) => v !== undefined) : []
  if (from !== undefined && to !== undefined)
    return Array.isArray(value) ? value.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to)) : []
  if (filter !== undefined) return Array.isArray(value) ? value.filter((item) => holds(filter, item)) : []
  const key = quoted ?? all.slice(1).replace(/\\(.)/g, '$1')
  const inner = (value as Record<string, unknown>)[key]
  return inner === undefined ? [] : [inner]
}

function holds(filter: string, item: unknown): boolean {
  const parsed = /^@([^=!<>\s]*)\s*(?:(==|!=|<=|>=|<|>)\s*(.+))?$/.exec(filter.trim())
  if (parsed === null) throw new Unanswerable(`the JSONPath filter ${filter}`)
  const [, path = '', operator, literal = ''] = parsed
  const [left] = select(path, item)
  if (operator === undefined) return left !== undefined
  const right = /^["'].*["']$/.test(literal)
    ? literal.slice(1, -1)
    : literal === 'true'
      ? true
      : literal === 'false'
        ? false
        : Number(literal)
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  const [a, b] = [Number(left), Number(right)]
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b
}

/** What a Redis answers. */
export type Reply =
  | { kind: 'status'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'integer'; value: number }
  | { kind: 'bulk'; text: string | null }
  | { kind: 'array'; items: Reply[] }

export const OK: Reply = { kind: 'status', text: 'OK' }
export const status = (text: string): Reply => ({ kind: 'status', text })
export const error = (text: string): Reply => ({ kind: 'error', text })
export const integer = (value: number): Reply => ({ kind: 'integer', value })
export const bulk = (text: string | null): Reply => ({ kind: 'bulk', text })
export const array = (items: Reply[]): Reply => ({ kind: 'array', items })
export const bulks = (texts: readonly string[]): Reply => array(texts.map(bulk))

export const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value')

/** As redis-cli prints into a pipe: values alone, one a line. */
export function rawText(reply: Reply): string {
  switch (reply.kind) {
    case 'status':
      return reply.text
    case 'error':
      return `${reply.text}\n`
    case 'integer':
      return String(reply.value)
    case 'bulk':
      return reply.text ?? ''
    case 'array':
      return reply.items.map(rawText).join('\n')
  }
}

/** As it prints on a terminal, or with `--no-raw`. */
export function prettyText(reply: Reply, indent = ''): string {
  switch (reply.kind) {
    case 'status':
      return `${reply.text}\n`
    case 'error':
      return `(error) ${reply.text}\n`
    case 'integer':
      return `(integer) ${reply.value}\n`
    case 'bulk':
      return reply.text === null ? '(nil)\n' : `${quoted(reply.text)}\n`
    case 'array': {
      if (reply.items.length === 0) return '(empty array)\n'
      const width = String(reply.items.length).length
      const deeper = `${indent}${' '.repeat(width + 2)}`
      return reply.items
        .map((item, i) => `${i === 0 ? '' : indent}${String(i + 1).padStart(width)}) ${prettyText(item, deeper)}`)
        .join('')
    }
  }
}

export function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return `"${escaped}"`
}

import type { Json } from './json.ts'

/** The text is no shorthand. The message is the CLI's. */
export class ShorthandError extends Error {
  override readonly name = 'ShorthandError'
}

/**
 * The CLI's shorthand: `a=1,b=x`, lists as `a=x,y` and `a=[x,y]`, structures as `a={b=1}`. Whole numbers and booleans
 * become such; the CLI knows from its model which are.
 */
export function parseShorthand(text: string): Json {
  const reader = { text, at: 0 }
  const result = pairs(reader, '')
  if (reader.at < text.length) throw expected(reader, ',')
  return result
}

interface Reader {
  text: string
  at: number
}

function expected({ text, at }: Reader, sign: string): ShorthandError {
  const received = at < text.length ? text[at] : 'EOF'
  return new ShorthandError(`Expected: '${sign}', received: '${received}' for input:\n${text}\n${' '.repeat(at)}^`)
}

function pairs(reader: Reader, end: string): { [key: string]: Json } {
  const result: { [key: string]: Json } = {}
  for (;;) {
    const key = /^[A-Za-z0-9_.:#/-]+/.exec(reader.text.slice(reader.at))?.[0]
    if (key === undefined) {
      if (end !== '' && reader.text[reader.at] === end) return result
      throw expected(reader, '=')
    }
    reader.at += key.length
    if (reader.text[reader.at] !== '=') throw expected(reader, '=')
    reader.at += 1
    result[key] = value(reader, end)
    if (reader.text[reader.at] !== ',') return result
    reader.at += 1
  }
}

/** What follows `=`. Words after it without `=` of their own make a list of it. */
function value(reader: Reader, end: string): Json {
  const first = single(reader, end)
  const list: Json[] = [first]
  while (reader.text[reader.at] === ',' && !/^,\s*[A-Za-z0-9_.:#/-]+=/.test(reader.text.slice(reader.at))) {
    reader.at += 1
    list.push(single(reader, end))
  }
  return list.length === 1 ? first : list
}

function single(reader: Reader, end: string): Json {
  const sign = reader.text[reader.at]
  if (sign === '{') {
    reader.at += 1
    const inner = pairs(reader, '}')
    close(reader, '}')
    return inner
  }
  if (sign === '[') {
    reader.at += 1
    const list: Json[] = []
    while (reader.at < reader.text.length && reader.text[reader.at] !== ']') {
      list.push(single(reader, ']'))
      if (reader.text[reader.at] === ',') reader.at += 1
    }
    close(reader, ']')
    return list
  }
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/s.exec(reader.text.slice(reader.at))
  if (quoted !== null) {
    reader.at += quoted[0].length
    return (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1')
  }
  const stop = end === '' ? /^[^,]*/s : end === ']' ? /^[^,\]]*/s : /^[^,}]*/s
  const word = stop.exec(reader.text.slice(reader.at))?.[0] ?? ''
  reader.at += word.length
  return scalar(word)
}

function close(reader: Reader, sign: string): void {
  if (reader.text[reader.at] !== sign) throw expected(reader, sign)
  reader.at += 1
}

function scalar(text: string): Json {
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  return text === 'true' ? true : text === 'false' ? false : text
}

/** A number that was written with a point or an exponent: Python keeps these apart from whole numbers. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

export type Json = null | boolean | number | string | Float | Json[] | { [key: string]: Json }

/**
 * Reads JSON as Python's `json.loads` does: `NaN` and `Infinity` are numbers.
 *
 * @throws {SyntaxError} with a message like Python's.
 */
export function readJson(text: string): Json {
  try {
    // Only numbers with a point or an exponent are to be told apart, and a reviver is asked for every value.
    return /\d[.eE]/.test(text) ? parseJson(text, withSource) : (JSON.parse(text) as Json)
  } catch (error) {
    if (/\b(NaN|Infinity)\b/.test(text))
      try {
        return parseJson(text.replace(/-?\b(NaN|Infinity)\b/g, '1.5'), withSource)
      } catch {
        // Something else is wrong as well.
      }
    throw new SyntaxError(messageLike(text, error))
  }
}

const withSource: Reviver = (_key, value, context) =>
  typeof value === 'number' && /[.eE]/.test(context.source ?? '') ? new Float(value) : value

type Reviver = (key: string, value: Json, context: { source?: string }) => Json

function parseJson(text: string, reviver: Reviver): Json {
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as Json
}

/** Python's words for the place, as far as the place is known: `Expecting value: line 1 column 35 (char 34)`. */
function messageLike(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : ''
  const ended = /end of JSON|Unterminated/.test(said)
  const at = Number(/position (\d+)/.exec(said)?.[1] ?? (ended ? text.length : 0))
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - (before.lastIndexOf('\n') + 1) + 1
  const what = /after JSON/.test(said)
    ? 'Extra data'
    : /property name/.test(said)
      ? 'Expecting property name enclosed in double quotes'
      : /Expected ','/.test(said)
        ? "Expecting ',' delimiter"
        : /Unterminated/.test(said)
          ? 'Unterminated string starting at'
          : 'Expecting value'
  return `${what}: line ${line} column ${column} (char ${at})`
}

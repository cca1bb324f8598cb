interface Range {
  from: number
  to: number
}

const VARIABLE = /\$(?:\{[!#]?)?([A-Za-z_]\w*)/g

/** Variables named in ranges that another interpreter reads as program text: what they hold becomes part of it. */
export function variablesIn(text: string, ranges: readonly Range[]): string[] {
  const names = ranges.flatMap(({ from, to }) => [...text.slice(from, to).matchAll(VARIABLE)].map(([, name]) => name))
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

/**
 * What the shell itself puts into a program text: a variable that the step has set to something unknown, or a
 * substitution. Both come from outside and could be code by then. Null for none.
 *
 * @param isUnknown - Whether the step has set a variable to something that cannot be known.
 */
export function splicedInto(text: string, word: Range, isUnknown: (name: string) => boolean): string | null {
  const outer = withoutSingleQuoted(text.slice(word.from, word.to))
  for (const [written, name = ''] of outer.matchAll(VARIABLE)) if (isUnknown(name)) return written
  // A date is made of digits and a few marks.
  return /\$\((?!\(|\s*g?date\s[^;|&`$()]*\)|\s*g?date\s*\))|(?<!\\)`/.exec(outer)?.[0] ?? null
}

/** The text without what the shell leaves as it is; within double quotes a single one is a character like others. */
function withoutSingleQuoted(text: string): string {
  return text.replaceAll(/\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'/g, (part) => (part.startsWith("'") ? '' : part))
}

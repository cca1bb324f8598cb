import { memory } from '../runbook/remember.ts'

/**
 * The same parser, which keeps its last answers: the resolver, the rules and the parameters ask for the same words one
 * after the other. Words and answers are kept and shared: nobody may change one. It forgets all at once when it knows too many.
 *
 * @param most - Calls to keep: those of a long runbook.
 */
export function rememberCall<T>(parse: (argv: readonly string[]) => T, most = 400): (argv: readonly string[]) => T {
  // By their last word: to make one text of all words takes longer than to compare them with those of two or three calls.
  const known = memory<string, { argv: readonly string[]; call: T }[]>()
  return (argv) => {
    const last = argv[argv.length - 1] ?? ''
    const alike = known.get(last) ?? []
    for (const before of alike) if (isSame(before.argv, argv)) return before.call
    const call = parse(argv)
    if (known.size >= most || alike.length >= most) known.clear()
    if (alike.length === 0) known.set(last, alike)
    alike.push({ argv, call })
    return call
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

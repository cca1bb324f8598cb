import { memory } from '../runbook/remember.ts'

/**
 * The same parser, which keeps its last answers: the resolver, the rules and the parameters ask for the same words one
 * after the other. Words and answers are kept and shared: nobody may change one. It forgets all at once when it knows too many.
 *
 * @param most - Calls to keep: those of a long runbook.
 */
export function rememberCall<T>(parse: (argv: readonly string[]) => T, most = 400): (argv: readonly string[]) => T {
  const known = memory<string, { argv: readonly string[]; call: T }>()
  return (argv) => {
    const key = argv.join('\n')
    const before = known.get(key)
    if (before !== undefined && isSame(before.argv, argv)) return before.call
    const call = parse(argv)
    if (known.size >= most) known.clear()
    known.set(key, { argv, call })
    return call
  }
}

/** Words may hold line feeds: the joined text alone does not tell. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at])
}

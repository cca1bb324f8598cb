const memories: Map<unknown, unknown>[] = []

/** A map that holds answers for as long as one file is compiled. */
export function memory<Key, Answer>(): Map<Key, Answer> {
  const known = new Map<Key, Answer>()
  memories.push(known)
  return known
}

/** Empties all memories: whoever has compiled a file calls it, so that a server that reads files for years stays small. */
export function forget(): void {
  for (const known of memories) known.clear()
}

/**
 * The same function, which keeps what it answered for a text: a heading is asked about by everything under it. It forgets
 * all at once when it knows too many, as in a file without end.
 *
 * @param options.most - Texts to keep.
 * @param options.longest - Longer texts are not kept: of headings and lines, long ones do not come twice.
 */
export function remember<T>(work: (text: string) => T, { most = 4000, longest = 200 } = {}): (text: string) => T {
  const known = memory<string, T>()
  return (text) => {
    if (text.length > longest) return work(text)
    const before = known.get(text)
    if (before !== undefined || known.has(text)) return before as T
    const answer = work(text)
    if (known.size >= most) known.clear()
    known.set(text, answer)
    return answer
  }
}

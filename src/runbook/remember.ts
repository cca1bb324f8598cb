/** What is known of one file while it is compiled. */
class Memory<Key, Answer> {
  #known = new Map<Key, Answer>()

  get size(): number {
    return this.#known.size
  }

  get(key: Key): Answer | undefined {
    return this.#known.get(key)
  }

  has(key: Key): boolean {
    return this.#known.has(key)
  }

  set(key: Key, answer: Answer): void {
    this.#known.set(key, answer)
  }

  /**
   * A new map, where `clear` would do: once a map is old to the garbage collector, so is every table it makes after that,
   * and what these dead tables hold was carried into old space at each small collection: 3 MB of every 60.
   */
  clear(): void {
    if (this.#known.size > 0) this.#known = new Map()
  }
}

const memories: Memory<unknown, unknown>[] = []

/** Holds answers for as long as one file is compiled. */
export function memory<Key, Answer>(): Memory<Key, Answer> {
  const known = new Memory<Key, Answer>()
  memories.push(known as Memory<unknown, unknown>)
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

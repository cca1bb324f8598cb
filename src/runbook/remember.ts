/**
 * The same function, which keeps what it answered for a text: a heading is asked about by everything under it. It forgets
 * all at once when it knows too many, so that a server that reads files for years stays small.
 *
 * @param most - Texts to keep. Short ones only are kept: long ones do not come twice.
 */
export function remember<T>(work: (text: string) => T, most = 4000): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    if (text.length > 200) return work(text)
    const before = known.get(text)
    if (before !== undefined || known.has(text)) return before as T
    const answer = work(text)
    if (known.size >= most) known.clear()
    known.set(text, answer)
    return answer
  }
}

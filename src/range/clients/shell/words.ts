/** A word as a POSIX shell reads it back unchanged. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/**
 * Splits a command line that another program hands on (`--command "python -c \"…\""`), as Python's shlex and the
 * container's own start do: quotes and backslashes, nothing else.
 *
 * @returns null where a quote is not closed.
 */
export function splitWords(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? ''
    if (/\s/.test(c)) {
      if (word !== null) words.push(word)
      word = null
      continue
    }
    word ??= ''
    if (c === '\\') word += line[++i] ?? ''
    else if (c === "'") {
      const end = line.indexOf("'", i + 1)
      if (end < 0) return null
      word += line.slice(i + 1, end)
      i = end
    } else if (c === '"') {
      for (i++; line[i] !== '"'; i++) {
        if (i >= line.length) return null
        if (line[i] === '\\' && '"\\$`'.includes(line[i + 1] ?? '')) i++
        word += line[i]
      }
    } else word += c
  }
  if (word !== null) words.push(word)
  return words
}

const TAB = 9
const SPACE = 32

/**
 * Where a line's first sign stands that is no blank; -1 for a blank line. What `trim` would tell, without making a text of
 * it: the lines of every fence are asked several times.
 */
export function firstSign(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === SPACE || code === TAB) continue
    if (code > SPACE && code < 128) return at
    // Rare blanks: what else counts as one, `trim` knows.
    const length = line.trimStart().length
    return length === 0 ? -1 : line.length - length
  }
  return -1
}

export function isBlank(line: string): boolean {
  return firstSign(line) < 0
}

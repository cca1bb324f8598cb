/**
 * Makes visible what a reader could not see: control characters, zero-width ones, and those that reorder text. What is
 * signed must be what is seen. Tabs and line ends stay.
 */
export function showInvisible(text: string): string {
  return text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029\u00a0\u3164\uffa0]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

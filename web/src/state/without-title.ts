/**
 * A script for the eye: without its first comment where that only repeats the step's title. What is copied, signed and
 * run is the whole text.
 */
export function withoutTitle(text: string, title: string): string {
  const comment = /^\s*#+[ \t]*(.*)\n?/.exec(text)
  if (!comment || bare(comment[1] ?? '') !== bare(title)) return text
  return text.slice(comment[0].length)
}

/** Numbering, case and a last colon make no difference. */
function bare(words: string): string {
  return words
    .replace(/^(?:step\s*)?\d+[.):]?\s*/i, '')
    .replace(/[.:\s]+$/, '')
    .toLowerCase()
}

/** What is to be filled in is written with these, and most commands with few of them: a bit for each. */
const SIGNS = '<{[\\$_=.-xXyYCDHIMNPRS'
const BITS = new Uint32Array(128)
for (const [at, sign] of [...SIGNS].entries()) BITS[sign.charCodeAt(0)] = 2 << at
/** What is not ASCII. */
const FOREIGN = 1

/**
 * Which of these signs a text holds. A text without one of a word's signs does not hold the word: asked for thirty words,
 * one pass takes a fifth of the time of looking for each.
 */
export function signsIn(text: string): number {
  let signs = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    signs |= code < 128 ? (BITS[code] as number) : FOREIGN
  }
  return signs
}

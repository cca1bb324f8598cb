import { findPlaceholders } from '../runbook/placeholders/placeholders.ts'

/** A word with `*` for every part that shows only when the command runs: `/ecs/<SERVICE>` → `/ecs/*`. */
export function knownPart(word: string): string {
  let text = ''
  let at = 0
  for (const { from, to } of findPlaceholders(word)) {
    text += `${word.slice(at, from)}*`
    at = to
  }
  text += word.slice(at)
  return text.replace(/\$\([^()]*\)|\$\{[^{}]*\}|\$\w+|`[^`]*`/g, '*').replace(/\*{2,}/g, '*')
}

/** Whether a word says nothing, or only a part, of what it will be. */
export function isKnown(word: string): boolean {
  return word !== '' && !knownPart(word).includes('*') && !/[<>{}`$()\s]/.test(word)
}

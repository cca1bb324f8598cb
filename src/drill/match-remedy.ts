import type { Remedy } from '../runs/run.ts'

/**
 * The remedy a fault calls for: the first of the fault's phrases that a remedy's condition, title or cause holds
 * decides. Among remedies that hold the same phrase, the earlier one wins.
 *
 * @param phrases - Best first: `recent deployment`, `roll back`, `rollback`.
 */
export function matchRemedy<R extends Pick<Remedy, 'title' | 'condition' | 'cause'>>(
  remedies: readonly R[],
  phrases: readonly string[],
): R | null {
  for (const phrase of phrases) {
    const found = remedies.find((remedy) => holdsPhrase(wordsOf(remedy), phrase))
    if (found !== undefined) return found
  }
  return null
}

/** Whether a text says one of the phrases, whatever its case and punctuation. */
export function saysAny(text: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => holdsPhrase(text, phrase))
}

function wordsOf(remedy: Pick<Remedy, 'title' | 'condition' | 'cause'>): string {
  return [remedy.condition, remedy.title, remedy.cause].filter((part) => part !== null).join(' · ')
}

function holdsPhrase(text: string, phrase: string): boolean {
  const wanted = normalise(phrase)
  return wanted.trim() !== '' && normalise(text).includes(wanted)
}

/** Lower case, every run of other characters one blank, a blank at both ends: phrases match whole words only. */
function normalise(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}

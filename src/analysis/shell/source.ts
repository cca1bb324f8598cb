import { findPlaceholders, maskPlaceholders, type Placeholder } from '../../runbook/placeholders/placeholders.ts'
import { remember } from '../../runbook/remember.ts'

/** A text with its placeholders masked, so that a shell can parse it, and the way back. */
export interface Source {
  /** As written. */
  text: string
  /** Of the same length; holes and elisions are underscores. */
  masked: string
  placeholders: readonly Placeholder[]
  /** Holes and elisions only, in order: what differs between the two texts. */
  masks: readonly Placeholder[]
}

/** Kept for as long as one file is compiled: the analysis and the rules ask for the same texts. */
export const readSource: (text: string) => Source = remember(
  (text) => {
    const { masked, placeholders } = maskPlaceholders(text)
    return { text, masked, placeholders, masks: placeholders.filter(({ kind }) => kind !== 'variable') }
  },
  { most: 512, longest: Infinity },
)

/** A text that holds no masks of its own: what an inner interpreter is given. Its placeholders were masked outside. */
export function plainSource(text: string): Source {
  return { text, masked: text, placeholders: findPlaceholders(text), masks: [] }
}

/** The first mask that ends after `from`; binary search, since every word asks. */
function firstMask({ masks }: Source, from: number): number {
  let low = 0
  let high = masks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((masks[middle]?.to ?? 0) > from) high = middle
    else low = middle + 1
  }
  return low
}

/** Where the first hole or elision of the range begins; null if there is none. */
export function firstMaskIn(source: Source, from: number, to: number): number | null {
  const mask = source.masks[firstMask(source, from)]
  return mask !== undefined && mask.from < to ? mask.from : null
}

/** Whether a hole or elision stands in the range. */
export function hasMask(source: Source, from: number, to: number): boolean {
  return firstMaskIn(source, from, to) !== null
}

import type { TimelineEntry } from '../contract.ts'

/** A line of the story as it is shown; `startedAt` when it stands for the beginning of a try and its end. */
export interface StoryLine extends TimelineEntry {
  startedAt: string | null
}

/** The timeline for reading: a try that has ended is told once, with when it began. Nothing else is left out. */
export function storyOf(entries: readonly TimelineEntry[]): StoryLine[] {
  const started = new Map<string, TimelineEntry>()
  const told = new Set<number>()
  const beganAt = new Map<number, string>()
  for (const entry of entries) {
    if (entry.step === null) continue
    const key = `${entry.step}:${entry.attempt}`
    if (entry.kind === 'step-started') started.set(key, entry)
    if (entry.kind !== 'step-finished' && entry.kind !== 'step-failed') continue
    const beginning = started.get(key)
    if (!beginning) continue
    started.delete(key)
    told.add(beginning.id)
    beganAt.set(entry.id, beginning.at)
  }
  return entries
    .filter((entry) => !told.has(entry.id))
    .map((entry) => ({ ...entry, startedAt: beganAt.get(entry.id) ?? null }))
}

/** Cuts a text at its first mention of the step it is about, so that the mention can be the link to it. */
export function splitAtStep(text: string, step: number | null): [before: string, mention: string, after: string] {
  const number = step === null ? '' : String(step + 1)
  // A title's own number says nothing next to the step's: `step 3, 3. Look` is `step 3, Look`.
  const clean = text.replace(new RegExp(`(\\bstep ${number}, )${number}[.):]\\s+`, 'g'), '$1')
  const found = step === null ? null : new RegExp(`\\bstep ${number}\\b`).exec(clean)
  if (!found) return [clean, '', '']
  return [clean.slice(0, found.index), found[0], clean.slice(found.index + found[0].length)]
}

/** A step's title without a number that only repeats the step's own. */
export function titleBeside(number: number, title: string): string {
  return title.replace(new RegExp(`^(?:step\\s+)?${number}[.):]\\s+`, 'i'), '')
}

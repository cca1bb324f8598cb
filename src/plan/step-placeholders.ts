import { findExamples } from '../runbook/placeholders/examples.ts'
import { type Placeholder as FoundPlaceholder, findPlaceholders } from '../runbook/placeholders/placeholders.ts'
import { Context, shellContexts } from '../runbook/shell/shell-context.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import type { Placeholder } from './plan.ts'

/** Holes and variables of what is to be run. */
export function placeholdersOf(step: StepDraft): FoundPlaceholder[] {
  if (step.code === '') return []
  const language = step.kind === 'shell' ? 'shell' : step.kind === 'sql' ? 'sql' : 'text'
  return findPlaceholders(step.code, { language })
}

/** What a plan shows of them, each text once, with the values that are only examples. */
export function shownPlaceholders(step: StepDraft, found: readonly FoundPlaceholder[]): Placeholder[] {
  const text = step.code === '' ? step.text : step.code
  const sites: Site[] = step.code === '' ? inWords(text) : [...found, ...examplesIn(step)]
  if (sites.length === 0) return []
  const seen = new Set<string>()
  const list: Placeholder[] = []
  let line = step.line
  let at = 0
  for (const { from, text: written, name, example } of sites.sort((a, b) => a.from - b.from)) {
    for (; at < from; at++) if (text[at] === '\n') line += 1
    if (seen.has(written)) continue
    seen.add(written)
    list.push(example === true ? { name, text: written, line, example } : { name, text: written, line })
  }
  return list
}

interface Site {
  from: number
  text: string
  name: string
  example?: true
}

/** In code, not in its comments. */
function examplesIn(step: StepDraft): Site[] {
  const examples = findExamples(step.code)
  if (examples.length === 0) return []
  const contexts = step.kind === 'shell' ? shellContexts(step.code) : null
  return examples
    .filter(({ from }) => contexts?.[from] !== Context.comment)
    .map(({ from, text, name }) => ({ from, text, name, example: true }))
}

/** In words only what stands as code is to be filled in, and `<a-name>`: nobody else writes angle brackets in a sentence. */
function inWords(text: string): Site[] {
  if (!/[`<]/.test(text)) return []
  const sites: Site[] = []
  for (const match of text.matchAll(/`([^`\n]{1,400})`|<[a-z][\w-]{1,40}>/gi)) {
    const offset = match[1] === undefined ? match.index : match.index + 1
    const inner = match[1] ?? match[0]
    for (const { kind, from, text: written, name } of findPlaceholders(inner))
      if (kind !== 'elision') sites.push({ from: offset + from, text: written, name })
  }
  return sites
}

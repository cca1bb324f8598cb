import { memory } from '../remember.ts'
import { Context, shellContexts } from '../shell/shell-context.ts'
import { FORMS, type Form, SHELL_FORMS, type Site } from './placeholder-forms.ts'
import { signsIn } from './signs.ts'

/**
 * A part of a command that a person is meant to replace before running it.
 * - `hole`: `<TASK_ARN>`, `{name}`, `{{name}}`, `[NAME]`, `xxx`, `your-cluster`, `POD_NAME`
 * - `variable`: `$VERSION`, `${VERSION}`: the shell reads it; not masked
 * - `elision`: `...`: something was left out, and nobody but the author knows what
 */
export interface Placeholder {
  kind: 'hole' | 'variable' | 'elision'
  /** UTF-16 offsets into the text. */
  from: number
  to: number
  /** As written. */
  text: string
  /** Name of the parameter: upper case, digits, underscores; never one the shell itself uses. */
  name: string
}

type Language = 'shell' | 'sql' | 'text'

/**
 * Finds what must be filled in, in the order of the text, not overlapping. Comments are not looked at.
 *
 * Redirections (`<in.txt >out`), here-documents, process substitution, comparisons, Go templates (`{{.Status}}`),
 * `awk '{print}'`, `%{http_code}` are none; neither are `$?`, `$1`, `$(…)`, nor anything the shell sets itself.
 */
export function findPlaceholders(text: string, options: { language?: Language } = {}): Placeholder[] {
  const language = options.language ?? 'shell'
  const known = recent.get(text)
  if (known?.language === language) return [...known.found]
  const found = find(text, language)
  if (recent.size >= 512) recent.clear()
  recent.set(text, { language, found })
  return [...found]
}

/** A step is asked about by the plan, the analysis and the rules, one after the other. */
const recent = memory<string, { language: Language; found: readonly Placeholder[] }>()

interface Part {
  text: string
  signs: number
}

const withParts = (form: Form): { form: Form; parts: readonly Part[] } => ({
  form,
  parts: form.has.map((text) => ({ text, signs: signsIn(text) })),
})
const IN_ANY = FORMS.map(withParts)
const IN_SHELL = SHELL_FORMS.map(withParts)

/** Whether a text holds one of the parts. @param signs - What {@link signsIn} says of it. */
function holds(text: string, signs: number, parts: readonly Part[]): boolean {
  for (const part of parts) if ((signs & part.signs) === part.signs && text.includes(part.text)) return true
  return false
}

function find(text: string, language: Language): Placeholder[] {
  const found: Placeholder[] = []
  // Made when first needed: most texts have nothing that looks like one.
  let contexts: Uint8Array | null = null
  let taken: Uint8Array | null = null
  const signs = signsIn(text)
  for (const { form, parts } of language === 'shell' ? IN_SHELL : IN_ANY) {
    if (!holds(text, signs, parts) || form.looks?.test(text) === false) continue
    form.regex.lastIndex = 0
    for (let match = form.regex.exec(text); match !== null; match = form.regex.exec(text)) {
      const from = match.index
      const to = from + match[0].length
      if (taken?.[from] === 1 || taken?.[to - 1] === 1) continue
      contexts ??= language === 'shell' ? shellContexts(text) : plainContexts(text, language)
      const context = contexts[from] as Context
      if (context === Context.comment) continue
      const site: Site = { text, from, to, inner: match[1] ?? match[0], context }
      if (!form.accept(site)) continue
      taken ??= new Uint8Array(text.length)
      taken.fill(1, from, to)
      found.push({ kind: form.kind, from, to, text: match[0], name: form.name(site) })
    }
  }
  return found.length < 2 ? found : found.sort((a, b) => a.from - b.from)
}

/**
 * Replaces every hole and elision by underscores: `<TASK_ARN>` is a redirection to a shell, `__________` is a word.
 * Every other character, and so every offset, stays. Variables are listed but left in place.
 */
export function maskPlaceholders(
  text: string,
  options: { language?: Language } = {},
): { masked: string; placeholders: Placeholder[] } {
  const placeholders = findPlaceholders(text, options)
  if (placeholders.every(({ kind }) => kind === 'variable')) return { masked: text, placeholders }
  const parts: string[] = []
  let at = 0
  for (const { kind, from, to } of placeholders) {
    if (kind === 'variable') continue
    parts.push(text.slice(at, from), '_'.repeat(to - from))
    at = to
  }
  parts.push(text.slice(at))
  return { masked: parts.join(''), placeholders }
}

/** The inverse of masking, for a masked text or any slice of it that begins at `offset` of the source. */
export function unmaskPlaceholders(masked: string, placeholders: readonly Placeholder[], offset = 0): string {
  let text = masked
  for (const { kind, from, to, text: written } of placeholders) {
    if (kind === 'variable' || to <= offset || from >= offset + masked.length) continue
    const start = Math.max(from, offset)
    const end = Math.min(to, offset + masked.length)
    text = text.slice(0, start - offset) + written.slice(start - from, end - from) + text.slice(end - offset)
  }
  return text
}

/** In SQL only `--` comments matter; in other text nothing does. */
function plainContexts(text: string, language: Language): Uint8Array {
  const contexts = new Uint8Array(text.length)
  if (language !== 'sql') return contexts
  for (const match of text.matchAll(/--[^\n]*|'[^']*'/g)) {
    if (match[0].startsWith('--')) contexts.fill(Context.comment, match.index, match.index + match[0].length)
  }
  return contexts
}

import { digest } from '../core/ids.ts'
import type { Script } from '../plan/plan.ts'

/** Everything that decides what a step does. If any of it changes, an approval for it is void. */
export interface Signable {
  script: Pick<Script, 'text' | 'statements' | 'holes'>
  /** By parameter name. A secret is represented by `secretMark`, or by where it is configured. */
  values: Record<string, string | { sha256: string } | { configuredIn: string }>
  environment: string
  runbookDigest: string
  procedureId: string
  line: number
  /** What the shell has from the steps before it in its fence. */
  shell?: CarriedShell | undefined
}

export interface CarriedShell {
  folder: string
  /** Definitions, by name. */
  functions: Readonly<Record<string, string>>
}

/** The bytes a person signs, and their SHA-256. Equal content gives equal bytes, whatever the order of keys. */
export function signStep(signable: Signable): { bytes: string; digest: string } {
  const { script, ...rest } = signable
  const { text, statements, holes } = script
  const bytes = canonicalJson({ format: 'standby-approval-1', ...rest, script: { text, statements, holes } })
  return { bytes, digest: digest(bytes) }
}

/** Stands for a secret value in signed bytes. Salted by run and name, so that equal secrets do not show as equal. */
export function secretMark(runId: string, name: string, value: string): { sha256: string } {
  return { sha256: digest(canonicalJson([runId, name, value])) }
}

/** JSON without blanks, keys of every object in code unit order, so that equal data has equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    // Not localeCompare: the order must not depend on the machine's language.
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/**
 * The commands as they will run, for a person to read: values where the placeholders stood, secrets masked.
 * Variables the shell reads, and what it has from the steps before, are listed above it. What is executed is never made from this text.
 */
export function displayCommands(
  script: Pick<Script, 'text' | 'holes'>,
  shown: Readonly<Record<string, string>>,
  variables: readonly string[],
  shell: CarriedShell | null = null,
): string {
  let text = ''
  let at = 0
  for (const hole of script.holes) {
    const value = shown[hole.name]?.replaceAll('\n', nameCharacter)
    text += script.text.slice(at, hole.from) + (value ?? script.text.slice(hole.from, hole.to))
    at = hole.to
  }
  text += script.text.slice(at)
  const assignments = variables.filter((name) => name in shown).map((name) => `${name}=${shown[name]}\n`)
  const folder = shell === null || shell.folder === '.' ? '' : `cd ${shell.folder}\n`
  const functions = Object.values(shell?.functions ?? {}).map((definition) => `${definition}\n`)
  return showAll(folder + functions.join('') + assignments.join('') + text)
}

/** Characters that a screen obeys or hides are shown by their number: `a⟨U+202E⟩b` must not be read as something else. */
export function showAll(text: string): string {
  return text.replaceAll(UNSEEN, nameCharacter)
}

const UNSEEN = /[\p{Cf}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|[^\P{Cc}\n\t]/gu

function nameCharacter(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}

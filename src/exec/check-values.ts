import { AppError } from '../core/errors.ts'
import type { Hole, Script } from '../plan/plan.ts'
import { whyNotBound } from './bind-values.ts'
import { wouldBeOption, wouldSplit } from './variable-places.ts'

/** What no program reads as anything but a plain word. Two dashes begin a comment in SQL. */
const HARMLESS = /^(?!.*--)[A-Za-z0-9_@%+:,./][A-Za-z0-9_@%+=:,./-]*$/

/**
 * Places where bash evaluates a *value*: arithmetic, `[[ -eq ]]`, array subscripts, `eval` and the like. There
 * `x[$(reboot)]` would run, quoted or not.
 */
const EVALUATES = new RegExp(
  [
    String.raw`\(\(|\$\[`,
    String.raw`\[\[[\s\S]*\s-(?:eq|ne|lt|le|gt|ge|v)\s`,
    String.raw`(?:\[|\btest)\s(?:[^\n;|&]*\s)?-v\s`,
    String.raw`\$\{!|\bread\s[^\n;|&]*\$`,
    String.raw`\$\{[^}]*(?:\[|:(?![-=?+])|@[A-Za-z]\})`,
    // `a[$N]=1`, also in a list of values; these four are numbers by themselves.
    String.raw`\[[^\]\n]*[A-Za-z_$][^\]\n]*\]\+?=|\b(?:S?RANDOM|OPTIND|HISTCMD)\+?=`,
    String.raw`\b(?:eval|let|unset|trap|mapfile|readarray|getopts|compgen)\b`,
    String.raw`\b(?:declare|typeset|local)\s+(?:-\w*[in]|(?:[^\n;|&]*\s)?["']?\$)`,
    String.raw`\bprintf\s+-v`,
  ].join('|'),
)

/**
 * @param carried - Names of values that earlier steps of the run have left, and nobody has given.
 * @throws {AppError} `unsafe-value` for a value that the place it goes to could take for code or for an option.
 */
export function checkValues(
  script: Script,
  values: Readonly<Record<string, string>>,
  carried: readonly string[] = [],
): void {
  for (const hole of script.holes) {
    const value = values[hole.name]
    if (value === undefined) {
      throw new AppError('value-missing', `${hole.name} has no value`, `give the run a value for ${hole.name}`)
    }
    const why = whyNotInHole(script.text, hole, value)
    if (why !== null) throw unsafe(hole.name, why)
  }
  for (const [name, value] of Object.entries(values)) {
    const why = whyNotInText(script, name, value, carried.includes(name))
    if (why !== null) throw unsafe(name, why)
  }
}

function whyNotInHole(text: string, hole: Hole, value: string): string | null {
  if (hole.within !== undefined) {
    const why = whyNotBound(value, hole.within)
    if (why !== null) return why
  } else if ((hole.quoting === 'nested' || hole.quoting === 'heredoc') && !HARMLESS.test(value))
    return 'it goes into a text that another program reads'
  if (!beginsWord(text, hole)) return null
  if (value.startsWith('-') && !isNumber(value))
    return 'it begins with a dash, so the command would take it for an option'
  return whyNotWord(commandBefore(text, hole.from), value)
}

const isNumber = (value: string) => /^-\d+(\.\d+)?$/.test(value)

/** Whether nothing but quotes stands between the hole and what separates words, or an option's `=`. */
function beginsWord(text: string, { from, quoting }: Hole): boolean {
  let at = from - 1
  while (at >= 0 && /["']/.test(text[at] as string)) at--
  if (quoting !== 'bare' && at === from - 1) return at < 0
  return at < 0 || /[\s=(;&|<>`{,]/.test(text[at] as string)
}

/** The simple command's text before an offset; more than that where it is in doubt. */
const commandBefore = (text: string, offset: number) =>
  /[^;&|\n(`]*$/.exec(text.slice(0, offset).replaceAll('\\\n', '  '))?.[0] ?? ''

const READS_AT_FILES = /(?:^|[\s/])(?:curl|gh|az|https?|xh|ansible(?:-playbook)?)\s/
const FETCHES = /(?:^|[\s/])(?:curl|wget)\s/
const HAS_SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/|^(?:file|data|dict|gopher):/i

/** What some programs make of the first characters of a word: a file to be read, another protocol. */
function whyNotWord(before: string, value: string): string | null {
  if (/^[@<]/.test(value) && READS_AT_FILES.test(before)) return 'the command would read the file it names'
  if (/^fileb?:/i.test(value) && /(?:^|[\s/])aws\s/.test(before)) return 'the command would read the file it names'
  if (FETCHES.test(before) && HAS_SCHEME.test(value) && !/^https?:\/\//i.test(value))
    return 'only http and https addresses are fetched'
  return null
}

function whyNotInText(script: Script, name: string, value: string, isCarried: boolean): string | null {
  const { text } = script
  if (value.includes('\0')) return 'it holds a NUL byte'
  const names = aliasesOf(script, name)
  if (names.some((alias) => script.interpreted?.includes(alias)) && !HARMLESS.test(value))
    return 'it goes into a text that another program reads'
  if (names.some((alias) => wouldBeOption(text, alias, value)))
    return 'a word of it begins with a dash, so the command would take it for an option'
  // What an earlier step has set is split as the runbook means it: `PODS=$(…)`, then `kubectl delete $PODS`.
  if (!isCarried && names.some((alias) => wouldSplit(text, alias, value)))
    return 'the step reads it without quotes, so the shell would make several words of it, or file names'
  // Not a word more is asked of scripts that evaluate nothing: passwords may hold anything.
  return EVALUATES.test(withReferences(script)) && !HARMLESS.test(value)
    ? 'the step evaluates values as expressions'
    : null
}

/** A hole is read like a variable. */
const withReferences = ({ text, holes }: Script) =>
  holes.reduceRight((rest, { from, to }) => `${rest.slice(0, from)}$HOLE${rest.slice(to)}`, text)

/** The variables the value comes to lie in: by its own name, by `A=<X>`, `for A in <X>`, and from there by `B=$A`. */
function aliasesOf({ text, holes }: Script, name: string): string[] {
  const sets = [...text.matchAll(SETS)].map((match) => ({
    name: (match[1] ?? match[2] ?? match[3]) as string,
    from: match.index,
    to: match.index + match[0].length,
  }))
  const aliases = new Set([name])
  for (let before = 0; before < aliases.size; ) {
    before = aliases.size
    for (const set of sets) {
      if (aliases.has(set.name)) continue
      const isFilled = holes.some((hole) => hole.name === name && hole.from >= set.from && hole.to <= set.to)
      const part = text.slice(set.from, set.to)
      if (isFilled || [...aliases].some((alias) => new RegExp(`\\$\\{?[!#]?${alias}\\b`).test(part)))
        aliases.add(set.name)
    }
  }
  return [...aliases]
}

/** To the end of the line, or of the quoted text: rather too much than too little. */
const SETS =
  /(?<![\w$-])([A-Za-z_]\w*)\+?=(?:"[^"]*"|'[^']*'|[^;\n])*|\bfor\s+([A-Za-z_]\w*)\s+in\b[^;\n]*|\bread\s+(?:-\w+\s+)*([A-Za-z_]\w*)[^;\n]*/g

function unsafe(name: string, why: string): AppError {
  const hint = `only letters, digits and _ @ % + = : , . / - are safe for ${name} here`
  return new AppError('unsafe-value', `the value of ${name} cannot be used: ${why}`, hint)
}

import type { Assignment, SyntaxNode, Word } from 'unbash'
import { atLeast, type Finding, read, unknown } from '../finding.ts'
import type { FoundCommand } from './found-command.ts'
import type { ShellWord } from './word.ts'

/**
 * Where bash evaluates text that it was given as data: the subscript in `[[ -v 'x[$(reboot)]' ]]` runs, quoted or not.
 * Nothing there shows in the syntax tree.
 */

/** Builtins that take names of variables, and so subscripts. */
export const EVALUATES: ReadonlySet<string> = new Set(
  'test [ printf read unset declare typeset local export readonly wait getopts mapfile readarray'.split(' '),
)

/** Whether a text, were it evaluated, would run a command. */
export function hidesCommand(text: string): boolean {
  return /\$\(|`/.test(text)
}

/** What a word says to the letter, quotes taken off; expansions are left out. */
export function literalOf(word: Word | { text: string }): string {
  if (!('parts' in word) || word.parts === undefined) return 'value' in word ? word.value : word.text
  return word.parts.map(literalOfPart).join('')
}

function literalOfPart(part: NonNullable<Word['parts']>[number]): string {
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') return part.value
  if (part.type === 'DoubleQuoted' || part.type === 'LocaleString')
    return part.parts.map((child) => literalOfPart(child)).join('')
  return ''
}

/** The words an assignment gives its variable. */
export function valuesOf({ value }: Assignment): Word[] {
  if (!('elements' in value)) return [value]
  return value.elements.flatMap((element) => ('parts' in element || element.type === 'Word' ? [element as Word] : []))
}

/** A builtin that evaluates what it is given: unknown if that would run something. */
export function evaluationIn(program: string, args: readonly (Word | Assignment)[]): Finding {
  if (program === 'printf' && !args[0]?.text.startsWith('-v')) return read('prints text')
  if (/^(declare|typeset|local)$/.test(program) && args.some(({ text }) => /^["']?-\w*n/.test(text)))
    return unknown('another name for a variable that decides what runs may hide here')
  const hiding = args.find((arg) =>
    ('name' in arg ? valuesOf(arg) : [arg]).some((word) => hidesCommand(literalOf(word))),
  )
  return hiding ? unknown(`${hiding.text} runs a command where the shell evaluates it`) : read('evaluates nothing')
}

/** The variable an argument of `export` sets; null if that cannot be known. */
export function nameIn(word: ShellWord | undefined): string | null {
  const name = /^[A-Za-z_]\w*(?=\+?=|$)/.exec(word?.fixed ? word.value : (word?.lead ?? ''))?.[0]
  if (name !== undefined && (word?.fixed || word?.lead.includes('='))) return name
  return word?.fixed || word?.lead.startsWith('-') ? '' : null
}

/** Whether `set` gives `$1` and its like something that may be an option to whom they are handed: `set -- -o out`. */
export function setsOption(texts: readonly string[]): boolean {
  const end = texts.findIndex((text) => /^--?$/.test(text))
  const first = texts.findIndex((text, at) => !/^[-+]/.test(text) && !/^[-+]\w*o$/.test(texts[at - 1] ?? ''))
  const operands = end >= 0 ? texts.slice(end + 1) : first >= 0 ? texts.slice(first) : []
  return operands.some((text) => text === '' || text.startsWith('-'))
}

/** Whether a word reads one of the variables. */
export function refersTo(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false
  return [...text.matchAll(/\$\{?(\w+|[@*])/g)].some(([, name = '']) => names.has(name))
}

/** A function does what its body does, unless its arguments may be options to what is in it. */
export function callOf(body: Finding, words: readonly ShellWord[]): Finding {
  const found = { ...body, subcommand: null, code: [] }
  const option = words
    .slice(1)
    .find((word) => word.lead.startsWith('-') || (word.lead === '' && !word.fixed && word.spread))
  return option ? atLeast(found, unknown(`anything may stand in ${option.text}`)) : found
}

interface Found {
  source: { text: string }
  base: number
  commands: FoundCommand[]
}

export function textOf(node: SyntaxNode, { source, base }: Found): string {
  return source.text.slice(base + node.pos, base + node.end)
}

export function addEvaluation(node: { pos: number; end: number }, walk: Found): void {
  addBare('(evaluation)', node, unknown('the shell evaluates a text that may run a command'), walk)
}

/** Something that acts and is no command. */
export function addBare(program: string, node: { pos: number; end: number }, finding: Finding, walk: Found): void {
  const { base } = walk
  walk.commands.push({ from: base + node.pos, to: base + node.end, program, words: [], finding, fed: [] })
}

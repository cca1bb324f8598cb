import { forEachChild, type SyntaxNode } from 'unbash'
import type { FoundCommand } from './found-command.ts'
import type { Chunk } from './parse-shell.ts'
import type { ShellWord } from './word.ts'

interface Range {
  from: number
  to: number
}

/** Programs that print their words. */
const PRINTS = /(?:^|\/)(?:echo|printf|cat|yes)$/
/** Programs that only hand on, or keep, what comes in. */
const KEEPS = /(?:^|\/)(?:tee|curl|logger|mail)$/

/**
 * Texts that another program may read as code although no resolver says so: what is printed into a pipe whose end
 * does more than filter, words that a substitution without quotes makes, texts given to a program nobody knows. They are
 * added to `places`; one may be there twice.
 */
export function addCodePlaces(
  text: string,
  chunks: readonly Chunk[],
  commands: readonly FoundCommand[],
  isFilter: (program: string) => boolean,
  places: Range[],
): void {
  // Nothing is put in: the common case.
  if (!hasGap(text)) return
  for (const { program, words, finding } of commands)
    for (const [index, word] of words.entries()) {
      if (!hasGap(word.value)) continue
      const before = words[index - 1]
      if (
        TAKES_COMMAND.test(word.text) ||
        isRemoteShell(program, before) ||
        (finding.effect === 'unknown' && before !== undefined && isGivenText(word, before, text)) ||
        (before !== undefined && SCRIPTED.test(program) && (isText(word, text) || /[/,]/.test(word.value)))
      )
        places.push(word)
    }
  if (mayPrint(text)) for (const { script, base } of chunks) findPrinted(script, base, false, isFilter, places)
}

/** Programs with a language of their own in their arguments. */
const SCRIPTED = /(?:^|\/)(?:sed|jq|psql)$/
const isRemoteShell = (program: string, before: ShellWord | undefined) =>
  before?.text === '-e' && /(?:^|\/)rsync$/.test(program)

/** Most texts are not walked through: nothing in them prints into a pipe or a substitution. */
const mayPrint = (text: string) => /\b(?:echo|printf|cat|yes)\b/.test(text) && /[|`]|\$\(/.test(text)

/** Options by which a program is told what to start. */
const TAKES_COMMAND =
  /^(?:--to-command|--checkpoint-action|--use-compress-program|--rsh|--rsync-path|ProxyCommand|-oProxyCommand|--upload-pack|--exec)=/

/** An option that takes code, by what such options are called. */
const CODE_OPTION =
  /^-(?:[ceErpxqQ]|a|ex|eval|execute|-eval|-execute|-exec|-command|-cmd|-query|-script|-expression|-args|-run|-print)$/

/** Of a program nobody knows: what follows such an option, and what is no plain word. */
const isGivenText = (word: ShellWord, before: ShellWord, text: string): boolean =>
  CODE_OPTION.test(before.text) || isText(word, text)

/** Whether something is put in; placeholders are masked by underscores. */
const hasGap = (text: string) => text.includes('$') || text.includes('__')

/** More than one word: blanks, quotes, braces around what is put in. */
const isText = ({ from, to, value }: ShellWord, text: string): boolean =>
  /[\s(){};'"`|&<>]/.test(value.replaceAll(/\$\{\w+\}/g, '')) || /^['"][^'"]*\s/.test(text.slice(from, to))

/** Without recursion: two hundred `$(` within each other are more than the stack holds. */
function findPrinted(
  root: SyntaxNode,
  base: number,
  isSplitAtRoot: boolean,
  isFilter: (program: string) => boolean,
  places: Range[],
): void {
  const waiting = [{ node: root, isSplit: isSplitAtRoot }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, isSplit } = next
    if (node.type === 'Pipeline') addPrintedStages(node.commands, base, isFilter, places)
    if (node.type === 'CommandExpansion' && isSplit && node.script?.commands.some(prints))
      places.push({ from: base + node.pos, to: base + node.end })
    // Split into words: what stands without quotes in a word that is no assignment.
    const splits = node.type === 'Word' ? isSplit : node.type !== 'Assignment' && node.type !== 'DoubleQuoted'
    const children: typeof waiting = []
    forEachChild(node, (child) => {
      children.push({ node: child, isSplit: splits })
    })
    waiting.push(...children.reverse())
  }
}

function addPrintedStages(
  stages: readonly SyntaxNode[],
  base: number,
  isFilter: (program: string) => boolean,
  places: Range[],
): void {
  for (const [index, stage] of stages.entries()) {
    const isHarmless = stages.slice(index + 1).every((next) => {
      const name = nameOf(next)
      return name !== null && (isFilter(name) || KEEPS.test(name))
    })
    if (!isHarmless && prints(stage)) places.push({ from: base + stage.pos, to: base + endOf(stage) })
  }
}

function prints(node: SyntaxNode): boolean {
  if (node.type === 'Command') return PRINTS.test(node.name?.value ?? '')
  if (/^(?:Word|Assignment|CommandExpansion|DoubleQuoted)$/.test(node.type)) return false
  let found = false
  forEachChild(node, (child) => {
    found ||= prints(child)
  })
  return found
}

/** A program's name; null of what is no simple command. */
const nameOf = (node: SyntaxNode): string | null =>
  node.type === 'Redirected' ? nameOf(node.command) : node.type === 'Command' ? (node.name?.value ?? null) : null

/** With the here-documents that follow its line. */
function endOf(node: SyntaxNode): number {
  if (node.type === 'Redirected') return Math.max(node.end, endOf(node.command))
  if (node.type !== 'Command') return node.end
  return Math.max(node.end, ...node.redirects.map((one) => (one.type === 'HereDoc' ? one.body.end : 0)))
}

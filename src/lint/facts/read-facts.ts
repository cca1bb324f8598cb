import { lineCounter } from '../../analysis/lines.ts'
import { readSource } from '../../analysis/shell/source.ts'
import type { ShellWord } from '../../analysis/shell/word.ts'
import type { Command, Effect, Procedure, Step, Table } from '../../plan/plan.ts'
import type { Placeholder } from '../../runbook/placeholders/placeholders.ts'
import { carriedBy } from './carried.ts'
import type { Checkout } from './checkout.ts'
import { findComments, HASH } from './comments.ts'
import type { CommandFact, CommentFact, FenceFact, Heading, RunbookFacts, StepFact } from './facts.ts'
import { findFences, isBetweenMarks, MARKS } from './fences.ts'
import { findHeadings } from './headings.ts'
import { indexByName } from './programs.ts'
import { SignsOf } from './signs.ts'
import { readShell, type ShellCommand } from './walk-shell.ts'

export interface CompiledRunbook {
  /** Of the file, without line endings and byte-order mark. */
  lines: readonly string[]
  procedures: readonly Procedure[]
  /** The code of each step: what an interpreter is given. */
  codeOf(step: Step): string
  tables: readonly Table[]
  checkout?: Checkout | null
}

/**
 * Gathers what rules look at. Pure.
 *
 * @param text - The file as it is on disk.
 */
export function readFacts(compiled: CompiledRunbook, text: string): RunbookFacts {
  const { lines, procedures, tables } = compiled
  const steps: StepFact[] = []
  const signs = new SignsOf(text, steps)
  const fences = findFences(lines, signs.lines(MARKS))
  for (const procedure of procedures)
    for (const step of procedure.steps) steps.push(readStep(procedure, step, compiled.codeOf(step)))
  steps.sort((a, b) => a.step.line - b.step.line)
  placeInFences(steps, fences)
  const kept = fences.filter((fence) => fence.steps.length > 0)
  noteErrexit(kept)
  const commands = steps.flatMap((step) => step.commands)
  for (let at = 0; at < commands.length; at++) (commands[at] as CommandFact).index = at
  let headings: Heading[] | null = null
  let comments: CommentFact[] | null = null
  return {
    lines,
    checkout: compiled.checkout ?? null,
    text,
    signs,
    lineStarts: signs.lineStarts,
    isCode: (line) => isBetweenMarks(fences, line),
    headings: () => {
      headings ??= findHeadings(lines, signs.lines(HASH), fences)
      return headings
    },
    comments: () => {
      comments ??= findComments(signs.lines(HASH), kept)
      return comments
    },
    procedures,
    tables,
    fences: kept,
    blocks: fences,
    steps,
    commands,
    byName: indexByName(commands),
  }
}

function readStep(procedure: Procedure, step: Step, code: string): StepFact {
  const fact: StepFact = { procedure, step, code, fence: null, commands: [], assignments: [], reads: [], holes: [] }
  if (step.kind !== 'shell' || code === '') return fact
  const source = readSource(code)
  const reading = readShell(source)
  fact.assignments = reading.assignments
  fact.reads = reading.reads
  if (source.masks.length > 0) fact.holes = source.masks.map(toHole)
  if (reading.commands.length === 0) return fact
  const lineAt = lineCounter(code, step.line)
  const effectOf = effectsOf(step.commands)
  const facts = reading.commands.map((command) => {
    const line = lineAt(command.from)
    return toFact(fact, command, line, effectOf(line, command.words), null, false)
  })
  placeInPipelines(facts, reading.commands)
  for (const command of facts) {
    fact.commands.push(command)
    for (const inner of carried(command, 0)) fact.commands.push(inner)
  }
  return fact
}

function toHole({ from, to, text, name, kind }: Placeholder): StepFact['holes'][number] {
  return { from, to, text, name, kind: kind === 'elision' ? 'elision' : 'hole' }
}

/**
 * Answers what the analysis says of a command, by its line and its words; of several that read the same, the last. Most
 * lines have one command, which is compared as it is; to join the words of all takes longer than to parse them.
 */
function effectsOf(commands: readonly Command[]): (line: number, words: readonly ShellWord[]) => Effect {
  const byLine = Map.groupBy(commands, ({ line }) => line)
  let byText: Map<string, Effect> | null = null
  return (line, words) => {
    const [command, other] = byLine.get(line) ?? []
    if (command === undefined) return 'unknown'
    if (other === undefined && words.length === command.argv.length)
      return command.argv.every((text, at) => text === words[at]?.text) ? command.effect : 'unknown'
    byText ??= new Map(commands.map((each) => [`${each.line} ${each.argv.join(' ')}`, each.effect]))
    return byText.get(`${line} ${words.map((word) => word.text).join(' ')}`) ?? 'unknown'
  }
}

/** A command is in a pipeline with itself, if with nothing else. */
function placeInPipelines(facts: readonly CommandFact[], commands: readonly ShellCommand[]): void {
  for (let at = 0; at < facts.length; at++) {
    const members = commands[at]?.pipeline ?? []
    const own = facts[at]
    if (own !== undefined) own.pipeline = members.length > 1 ? members.flatMap((member) => facts[member] ?? []) : [own]
  }
}

function toFact(
  step: StepFact,
  command: ShellCommand,
  line: number,
  effect: Effect,
  carrier: CommandFact | null,
  elsewhere: boolean,
): CommandFact {
  const words = command.words.some(isTooLong) ? command.words.map(cut) : command.words
  const path = words[0]?.value ?? ''
  const args: string[] = []
  for (let at = 1; at < words.length; at++) args.push(words[at]?.value ?? '')
  return {
    step,
    program: path.slice(path.lastIndexOf('/') + 1),
    words,
    args,
    from: command.from,
    to: command.to,
    line,
    effect,
    index: 0,
    carried: [],
    carrier,
    elsewhere,
    pipeline: [],
    failureStops: command.failureStops,
    failureIgnored: command.failureIgnored,
    place: carrier?.place ?? command.place,
    redirects: command.redirects,
    prefix: command.prefix,
    aws: null,
    kubectl: null,
    verb: null,
    fullName: null,
  }
}

/** Rules match words by patterns, some of which take time by the square of a word's length. */
const LONGEST_WORD = 8000

function isTooLong({ value }: ShellWord): boolean {
  return value.length > LONGEST_WORD
}

function cut(word: ShellWord): ShellWord {
  if (!isTooLong(word)) return word
  const part = word.value.slice(0, LONGEST_WORD)
  return { ...word, value: part, text: part, lead: part, fixed: false, opaque: true }
}

const DEEPEST = 4

/** The commands a command hands on, and those that these hand on. */
function carried(carrier: CommandFact, depth: number): readonly CommandFact[] {
  if (depth >= DEEPEST) return carrier.carried
  const { commands, elsewhere } = carriedBy(carrier.words, carrier.program)
  if (commands.length === 0) return carrier.carried
  const facts = commands.map((command) =>
    toFact(carrier.step, command, carrier.line, carrier.effect, carrier, elsewhere || carrier.elsewhere),
  )
  placeInPipelines(facts, commands)
  carrier.carried = facts.flatMap((fact) => [fact, ...carried(fact, depth + 1)])
  return carrier.carried
}

function placeInFences(steps: readonly StepFact[], fences: readonly FenceFact[]): void {
  let at = 0
  for (const step of steps) {
    while (at < fences.length && (fences[at]?.endLine ?? 0) < step.step.line) at++
    const fence = fences[at]
    if (fence === undefined || fence.line > step.step.line || step.code === '') continue
    step.fence = fence
    fence.steps.push(step)
    for (const command of step.commands) fence.commands.push(command)
  }
}

/** `set -e` holds for what follows it in the same block. */
function noteErrexit(fences: readonly FenceFact[]): void {
  for (const fence of fences) {
    let on = false
    for (const command of fence.commands) {
      if (command.program === 'set' && command.args.some((arg) => /^-\w*e|^errexit$/.test(arg))) on = true
      if (on) command.failureStops = true
    }
  }
}

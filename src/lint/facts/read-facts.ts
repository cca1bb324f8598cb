import { lineCounter } from '../../analysis/lines.ts'
import { readSource } from '../../analysis/shell/source.ts'
import type { ShellWord } from '../../analysis/shell/word.ts'
import type { Command, Effect, Procedure, Step, Table } from '../../plan/plan.ts'
import { carriedBy } from './carried.ts'
import type { CommandFact, FenceFact, Heading, RunbookFacts, StepFact } from './facts.ts'
import { findFences } from './fences.ts'
import { readShell, type ShellCommand } from './walk-shell.ts'

export interface CompiledRunbook {
  /** Of the file, without line endings and byte-order mark. */
  lines: readonly string[]
  procedures: readonly Procedure[]
  /** The code of each step: what an interpreter is given. */
  codeOf(step: Step): string
  tables: readonly Table[]
}

/**
 * Gathers what rules look at. Pure.
 *
 * @param text - The file as it is on disk.
 */
export function readFacts(compiled: CompiledRunbook, text: string): RunbookFacts {
  const fences = findFences(compiled.lines)
  const steps = compiled.procedures.flatMap((procedure) =>
    procedure.steps.map((step) => readStep(procedure, step, compiled.codeOf(step))),
  )
  steps.sort((a, b) => a.step.line - b.step.line)
  placeInFences(steps, fences)
  const kept = fences.filter((fence) => fence.steps.length > 0)
  noteErrexit(kept)
  const commands = steps.flatMap((step) => step.commands)
  return {
    lines: compiled.lines,
    text,
    codeLines: new Set(fences.flatMap((fence) => fence.lines.map(({ line }) => line))),
    headings: findHeadings(compiled.lines, fences),
    procedures: compiled.procedures,
    tables: compiled.tables,
    fences: kept,
    steps,
    commands,
    byProgram: Map.groupBy(commands, ({ program }) => program),
  }
}

function readStep(procedure: Procedure, step: Step, code: string): StepFact {
  const fact: StepFact = { procedure, step, code, fence: null, commands: [], assignments: [], reads: [], holes: [] }
  if (step.kind !== 'shell' || code === '') return fact
  const source = readSource(code)
  const reading = readShell(source)
  const lineAt = lineCounter(code, step.line)
  const effects = new Map(step.commands.map((command) => [keyOf(command), command.effect]))
  const facts: CommandFact[] = reading.commands.map((command) =>
    toFact(fact, command, lineAt(command.from), (line, text) => effects.get(`${line} ${text}`) ?? null),
  )
  for (const [index, command] of reading.commands.entries()) {
    const own = facts[index]
    if (own) own.pipeline = command.pipeline.flatMap((at) => facts[at] ?? [])
  }
  fact.commands = facts.flatMap((command) => [command, ...carried(command, 0)])
  fact.assignments = reading.assignments
  fact.reads = reading.reads
  fact.holes = source.masks.map(({ from, to, text, name, kind }) => ({
    from,
    to,
    text,
    name,
    kind: kind === 'elision' ? 'elision' : 'hole',
  }))
  return fact
}

function keyOf(command: Command): string {
  return `${command.line} ${command.argv.join(' ')}`
}

function toFact(
  step: StepFact,
  command: ShellCommand,
  line: number,
  effectOf: (line: number, text: string) => Effect | null,
): CommandFact {
  const words = command.words.map(cut)
  const [first, ...args] = words
  const path = first?.value ?? ''
  return {
    ...command,
    words,
    step,
    program: path.slice(path.lastIndexOf('/') + 1),
    args: args.map((word) => word.value),
    line,
    effect: effectOf(line, command.words.map((word) => word.text).join(' ')) ?? 'unknown',
    carried: [],
    carrier: null,
    elsewhere: false,
    pipeline: [],
  }
}

/** Rules match words by patterns, some of which take time by the square of a word's length. */
const LONGEST_WORD = 8000

function cut(word: ShellWord): ShellWord {
  if (word.value.length <= LONGEST_WORD) return word
  const part = word.value.slice(0, LONGEST_WORD)
  return { ...word, value: part, text: part, lead: part, fixed: false, opaque: true }
}

const DEEPEST = 4

/** The commands a command hands on, and those that these hand on. */
function carried(carrier: CommandFact, depth: number): CommandFact[] {
  if (depth >= DEEPEST) return []
  const { commands, elsewhere } = carriedBy(carrier.words, carrier.program)
  const facts = commands.map((command): CommandFact => {
    const fact = toFact(carrier.step, command, carrier.line, () => carrier.effect)
    return { ...fact, carrier, elsewhere: elsewhere || carrier.elsewhere, place: carrier.place }
  })
  for (const [index, command] of commands.entries()) {
    const own = facts[index]
    if (own) own.pipeline = command.pipeline.length > 1 ? command.pipeline.flatMap((at) => facts[at] ?? []) : [own]
  }
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
  }
}

/** `set -e` holds for what follows it in the same block. */
function noteErrexit(fences: readonly FenceFact[]): void {
  for (const fence of fences) {
    let on = false
    for (const command of fence.steps.flatMap((step) => step.commands)) {
      if (command.program === 'set' && command.args.some((arg) => /^-\w*e|^errexit$/.test(arg))) on = true
      if (on) command.failureStops = true
    }
  }
}

function findHeadings(lines: readonly string[], fences: readonly FenceFact[]): Heading[] {
  const headings: Heading[] = []
  let at = 0
  for (const [index, text] of lines.entries()) {
    const line = index + 1
    while (at < fences.length && (fences[at]?.endLine ?? 0) < line) at++
    const fence = fences[at]
    if (fence !== undefined && fence.line <= line) continue
    const found = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(text)
    if (found) headings.push({ line, level: found[1]?.length ?? 1, text: found[2] ?? '' })
  }
  return headings
}

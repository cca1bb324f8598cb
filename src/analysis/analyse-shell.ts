import type { Command, Effect, Hole, Statement } from '../plan/plan.ts'
import { worstEffect } from '../plan/plan.ts'
import { atLeast, type Finding, type Input, type Nested, unknown, worstOf } from './finding.ts'
import { lineCounter } from './lines.ts'
import { isFilter } from './programs/table.ts'
import { resolveWords } from './resolve.ts'
import { bindHoles } from './shell/bound-holes.ts'
import { addCodePlaces } from './shell/code-places.ts'
import type { FoundCommand } from './shell/found-command.ts'
import { findHoles } from './shell/holes.ts'
import { type Chunk, parseShell } from './shell/parse-shell.ts'
import { variablesIn } from './shell/program-text.ts'
import { plainSource, readSource, type Source } from './shell/source.ts'
import { findStatements } from './shell/statements.ts'
import { type Walk, walkNode } from './shell/walk.ts'
import { analyseStatements } from './sql/analyse-sql.ts'

/** What a piece of shell text does. Offsets are UTF-16 indices into the text; lines count from `firstLine`. */
export interface ShellAnalysis {
  /** In the order of the text; commands in substitutions count, those inside another command's arguments do not. */
  commands: Command[]
  /** Top-level statements: a list such as `a && b || c` is one. */
  statements: Statement[]
  /** Where a person's values go, with what the shell makes of that place. */
  holes: Hole[]
  /** Shell variables that are set when the text has run. */
  assigned: string[]
  /** Variables that are read and were not set earlier in the text. */
  read: string[]
  /** Variables read inside texts that another interpreter parses. */
  interpreted: string[]
  /** What the parser minded. */
  problems: { line: number; message: string }[]
}

/**
 * Works out what shell text does, without running anything.
 *
 * Placeholders (`<TASK_ARN>`) count as words. What is not proven a read is not one: an unknown program, a program whose
 * arguments hide in a variable and a text the shell cannot parse are `unknown`. Never throws.
 *
 * @param options.firstLine - The line of the file the text begins on; 1 for a text by itself.
 */
export function analyseShell(text: string, options: { firstLine: number }): ShellAnalysis {
  const source = readSource(text)
  const lineAt = lineCounter(text, options.firstLine)
  const walked = walkSource(source, 0)
  const code: { from: number; to: number }[] = []
  for (const { finding, program, fed } of walked.commands) {
    code.push(...finding.code)
    // Here-documents and here-strings are program text to whatever does not merely filter them.
    if (fed.length > 0 && !isFilter(program)) code.push(...fed)
  }
  addCodePlaces(source.masked, walked.chunks, walked.commands, isFilter, code)
  return {
    commands: walked.commands.map((command) => toCommand(command, source, lineAt)),
    statements: findStatements(walked.chunks, source.masked).map((statement) => ({
      from: statement.from,
      to: statement.to,
      line: lineAt(statement.from),
      effect: statement.garbled ? 'unknown' : effectBetween(walked.commands, statement.from, statement.to),
    })),
    holes: bindHoles(text, findHoles(source, walked.chunks, code), walked.commands),
    assigned: [...walked.assigned],
    read: [...walked.read],
    interpreted: variablesIn(text, code),
    problems: walked.problems.map(({ message, at }) => ({ line: lineAt(at), message })),
  }
}

interface Walked extends Walk {
  chunks: readonly Chunk[]
}

/** @param depth - How many shells deep: `sh -c "ssh host 'sudo sh -c …'"` ends somewhere. */
function walkSource(source: Source, depth: number): Walked {
  const chunks = parseShell(source.masked)
  const walked: Walked = {
    source,
    base: 0,
    resolve: (words, input) => resolveWords(words, input, nestedIn(depth)),
    commands: [],
    functions: new Map(),
    assigned: new Set(),
    known: new Map(),
    dashed: new Set(),
    read: new Set(),
    problems: [],
    distrust: null,
    chunks,
  }
  for (const chunk of chunks) {
    const first = walked.commands.length
    walked.base = chunk.base
    for (const statement of chunk.script.commands) walkNode(statement, walked)
    if (chunk.error === null) continue
    walked.problems.push({ message: chunk.error.message, at: chunk.error.at })
    const garbled = unknown(`the shell cannot parse this: ${chunk.error.message}`)
    for (const command of walked.commands.slice(first)) command.finding = atLeast(command.finding, garbled)
  }
  return walked
}

const DEEPEST = 6

/** By depth: each command of a text asks for the same. */
const NESTED: Nested[] = []

function nestedIn(depth: number): Nested {
  NESTED[depth] ??= {
    words: (words, input: Input = { kind: 'none' }) => resolveWords(words, input, nestedIn(depth)),
    shell: (text) => (depth >= DEEPEST ? unknown('too many shells inside shells') : shellFinding(text, depth + 1)),
    sql: (text) =>
      worstOf(
        analyseStatements(text).map(({ finding }) => finding),
        'no statement',
      ),
  }
  return NESTED[depth]
}

/** What a text does as a whole, for a command that hands it to another shell. */
function shellFinding(text: string, depth: number): Finding {
  const { commands, problems } = walkSource(plainSource(text), depth)
  const findings = commands.map(({ finding, program }) => ({
    ...finding,
    reasons: finding.reasons.map((reason) => (program.startsWith('(') ? reason : `${program}: ${reason}`)),
  }))
  const worst = worstOf(findings, 'runs nothing')
  const [problem] = problems
  return problem ? atLeast(worst, unknown(`the shell cannot parse this: ${problem.message}`)) : worst
}

/** The worst effect of the commands that begin in a range; they are in the order of the text. */
function effectBetween(commands: readonly FoundCommand[], from: number, to: number) {
  let low = 0
  let high = commands.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((commands[middle]?.from ?? 0) < from) low = middle + 1
    else high = middle
  }
  const inside: Effect[] = []
  for (let at = low; at < commands.length && (commands[at]?.from ?? 0) < to; at++)
    inside.push(commands[at]?.finding.effect ?? 'unknown')
  return worstEffect(inside)
}

function toCommand(command: FoundCommand, source: Source, lineAt: (offset: number) => number): Command {
  const { finding, from, to, program, words } = command
  return {
    line: lineAt(from),
    endLine: lineAt(Math.max(from, to - 1)),
    program,
    subcommand: finding.subcommand,
    argv: words.length > 0 ? words.map((word) => word.text) : [source.text.slice(from, to)],
    effect: finding.effect,
    reasons: finding.reasons,
    targets: finding.targets,
    permissions: finding.permissions,
  }
}

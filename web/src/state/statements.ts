import type { Attempt, Command, CommandFailure, Effect, Hole, Script, Step } from '../contract.ts'

/** A piece of a step's script: a statement with its commands, or the comments and blanks between two of them. */
export interface ScriptBlock {
  kind: 'statement' | 'between'
  /** Offset of `text` in the script: holes lie in the script by offset. */
  from: number
  text: string
  /** First line in the runbook file. */
  line: number
  /** Index into `script.statements` of the statements in it; several when they share a line. */
  statements: number[]
  effect: Effect | null
  commands: Command[]
}

/** Cuts a script at its statements. All texts together are the whole script: nothing of it is left unseen. */
export function scriptBlocks(script: Script, commands: readonly Command[]): ScriptBlock[] {
  const blocks: ScriptBlock[] = []
  let done = 0
  const firstLine = lineOfStart(script)
  const between = (to: number) => {
    if (to > done) blocks.push(block(script, done, to, firstLine))
    done = to
  }
  for (const [index, statement] of script.statements.entries()) {
    const last = blocks.at(-1)
    const sameLine = last?.kind === 'statement' && !script.text.slice(done, statement.from).includes('\n')
    if (sameLine && last) {
      last.text += script.text.slice(done, statement.to)
      last.statements.push(index)
      last.effect = worst(last.effect, statement.effect)
    } else {
      between(statement.from)
      const made = block(script, statement.from, statement.to, firstLine)
      blocks.push({ ...made, kind: 'statement', line: statement.line, statements: [index], effect: statement.effect })
    }
    done = statement.to
  }
  between(script.text.length)
  for (const one of blocks) {
    if (one.kind !== 'statement') continue
    const endLine = one.line + newlines(one.text)
    one.commands = commands.filter((command) => command.line >= one.line && command.line <= endLine)
  }
  return blocks
}

/** The holes of a script that lie in a block, with offsets into the block's text. */
export function holesIn(block: ScriptBlock, holes: readonly Hole[]): { from: number; to: number; name: string }[] {
  return holes
    .filter((hole) => hole.from >= block.from && hole.to <= block.from + block.text.length)
    .map((hole) => ({ from: hole.from - block.from, to: hole.to - block.from, name: hole.name }))
}

/** What failed inside these statements of an attempt, each command with each status once. */
export function failuresInside(
  attempt: Pick<Attempt, 'statements'> | null,
  statements: readonly number[],
): CommandFailure[] {
  const found = (attempt?.statements ?? [])
    .filter((result) => statements.includes(result.statement))
    .flatMap(({ failures = [] }) => failures)
  return [...new Map(found.map((failure) => [JSON.stringify(failure), failure])).values()]
}

/** What a step does to the world: the worst of its commands. Null where it has none. */
export function effectOf(step: Pick<Step, 'commands'>): Effect | null {
  return step.commands.reduce<Effect | null>((effect, command) => worst(effect, command.effect), null)
}

const BADNESS: Record<Effect, number> = { read: 0, write: 1, destructive: 2, unknown: 3 }

export function worst(a: Effect | null, b: Effect): Effect {
  return a === null || BADNESS[b] > BADNESS[a] ? b : a
}

function block(script: Script, from: number, to: number, firstLine: number): ScriptBlock {
  const line = firstLine + newlines(script.text.slice(0, from))
  return { kind: 'between', from, text: script.text.slice(from, to), line, statements: [], effect: null, commands: [] }
}

function lineOfStart(script: Script): number {
  const first = script.statements[0]
  return first ? first.line - newlines(script.text.slice(0, first.from)) : 1
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}

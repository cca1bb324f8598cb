import type { Approval, Change, IncidentDetail, OutputChunk, Run, TimelineEntry } from '../http/contract.ts'
import { type Effect, type Step, stepEffect } from '../plan/plan.ts'
import { type Paint, plainText } from './terminal.ts'

/** Lines of output shown per attempt; the rest is in the console. */
const OUTPUT_LINES = 14
const COMMAND_LINES = 6
const INDENT = ' '.repeat(13)

/**
 * Turns what the server tells into lines for the terminal. Told the same thing twice it says it once: after the server
 * was gone, the whole incident is told again, and the story goes on where it was.
 */
export class Story {
  run: Run | null = null
  suggestions: IncidentDetail['suggestions'] = {}
  readonly approvals = new Map<string, Approval>()
  readonly #output = new Map<string, { shown: number; hidden: number; rest: string }>()
  readonly #paint: Paint
  readonly #width: number
  /** A step runs: its output may go on. */
  #stepRuns = false
  #lastEntry = 0
  #lastChunk = 0

  constructor(paint: Paint, width: number) {
    this.#paint = paint
    this.#width = width
  }

  /** Everything at once. @returns the lines that were not told yet. */
  tell(detail: IncidentDetail): string[] {
    this.run = detail.run
    this.suggestions = detail.suggestions
    for (const approval of detail.approvals) this.approvals.set(approval.id, approval)
    return interleave(detail).flatMap((change) => this.apply(change))
  }

  apply(change: Change): string[] {
    switch (change.kind) {
      case 'run':
        this.run = change.run
        return []
      case 'run-moved':
        if (this.run?.id === change.run.id) this.run = { ...this.run, ...change.run }
        return []
      case 'approval':
        this.approvals.set(change.approval.id, change.approval)
        return []
      case 'suggestions':
        this.suggestions = change.suggestions
        return []
      case 'timeline':
        return this.#tellEntry(change.entry)
      case 'output':
        return this.#tellOutput(change.chunk)
      case 'incident':
      case 'alerts':
      case 'attempt':
        return []
    }
  }

  #tellEntry(entry: TimelineEntry): string[] {
    if (entry.id <= this.#lastEntry) return []
    this.#lastEntry = entry.id
    const ends = entry.kind === 'step-finished' || entry.kind === 'step-failed' || entry.kind === 'outcome-unknown'
    if (ends) this.#stepRuns = false
    else if (entry.kind === 'step-started') this.#stepRuns = true
    return [...(ends ? this.#endOutput() : []), ...this.#describeEntry(entry)]
  }

  #describeEntry(entry: TimelineEntry): string[] {
    const { red, green, yellow, bold, dim, cyan } = this.#paint
    const text = plainText(entry.text)
    const line = (mark: string, words: string) => `${dim(clockOf(entry))}  ${mark} ${words}`
    switch (entry.kind) {
      case 'alert-firing':
        return [line(red('!'), bold(red(text)))]
      case 'alert-resolved':
      case 'incident-resolved':
        return [line(green('✓'), bold(green(text)))]
      case 'run-finished':
        return this.run?.outcome === 'stopped' ? [line(dim('·'), text)] : [line(green('✓'), bold(green(text)))]
      case 'step-started':
        return this.#describeStep(entry, text)
      case 'step-finished':
        return [line(green('✓'), dim(text))]
      case 'step-failed':
        return [line(red('✗'), red(text))]
      case 'approval-requested':
      case 'choice-offered':
      case 'parameters-asked':
        return [line(yellow('?'), yellow(text))]
      case 'outcome-unknown':
      case 'node-lost':
        return [line(yellow('!'), bold(yellow(text)))]
      case 'approval-decided':
      case 'choice-made':
      case 'parameters-given':
      case 'outcome-decided':
        return [line(cyan('•'), `${text}${entry.actor === '' ? '' : dim(` (${plainText(entry.actor)})`)}`)]
      default:
        return [line(dim('·'), text)]
    }
  }

  #describeStep(entry: TimelineEntry, text: string): string[] {
    const step = entry.step === null ? undefined : this.run?.procedure.steps[entry.step]
    const head = `${this.#paint.dim(clockOf(entry))}  ${this.#paint.bold('▸')}`
    if (step === undefined) return [`${head} ${text}`]
    const again = (entry.attempt ?? 1) > 1 ? this.#paint.yellow(` (try ${entry.attempt})`) : ''
    const commands = plainText(step.text)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    const shown = commands.slice(0, COMMAND_LINES).map((line) => `${INDENT}${this.#paint.dim(`$ ${this.#cut(line)}`)}`)
    if (commands.length > COMMAND_LINES)
      shown.push(`${INDENT}${this.#paint.dim(`  … ${commands.length - COMMAND_LINES} more lines`)}`)
    return [`${head} ${badge(stepEffect(step), this.#paint)} ${this.#paint.bold(titleOf(step))}${again}`, ...shown]
  }

  #tellOutput(chunk: OutputChunk): string[] {
    if (chunk.id <= this.#lastChunk) return []
    this.#lastChunk = chunk.id
    const output = this.#outputOf(chunk.attemptId)
    const lines = (output.rest + chunk.text).split('\n')
    output.rest = lines.pop() ?? ''
    const shown = lines.flatMap((line) => this.#showLine(output, line))
    // It may come late, after the step's end.
    return this.#stepRuns ? shown : [...shown, ...this.#endOutput()]
  }

  /** What is left of the output: a last line without an end, and how much was not shown. One step runs at a time. */
  #endOutput(): string[] {
    return [...this.#output.values()].flatMap((output) => {
      const lines = output.rest === '' ? [] : this.#showLine(output, output.rest)
      output.rest = ''
      if (output.hidden > 0) {
        lines.push(`${INDENT}${this.#paint.dim(`… ${output.hidden} more lines, all of them in the console`)}`)
      }
      output.hidden = 0
      return lines
    })
  }

  #showLine(output: { shown: number; hidden: number }, line: string): string[] {
    if (output.shown >= OUTPUT_LINES) {
      output.hidden += 1
      return []
    }
    output.shown += 1
    return [`${INDENT}${this.#cut(plainText(line))}`]
  }

  #outputOf(attemptId: string): { shown: number; hidden: number; rest: string } {
    const known = this.#output.get(attemptId) ?? { shown: 0, hidden: 0, rest: '' }
    this.#output.set(attemptId, known)
    return known
  }

  #cut(line: string): string {
    const room = Math.max(40, this.#width - INDENT.length - 2)
    return line.length <= room ? line : `${line.slice(0, room - 1)}…`
  }
}

/** Entries and output, each in the order of its ids, put together by the wall clock; output before its step's end. */
function interleave(detail: IncidentDetail): Change[] {
  const changes: Change[] = []
  let next = 0
  const tellOutputUntil = (at: string | null) => {
    for (; next < detail.output.length; next++) {
      const chunk = detail.output[next] as OutputChunk
      if (at !== null && chunk.at > at) return
      changes.push({ kind: 'output', chunk })
    }
  }
  for (const entry of detail.timeline) {
    tellOutputUntil(entry.at)
    changes.push({ kind: 'timeline', entry })
  }
  tellOutputUntil(null)
  return changes
}

/** Without a number of the runbook's own: steps are counted through the procedure. */
function titleOf(step: Step): string {
  return plainText(step.title).replace(/^\d+[.)]\s+/, '')
}

/** `write` in a colour that says how bad it may be, padded so that titles stand in one column. */
export function badge(effect: Effect, paint: Paint): string {
  const colour = { read: paint.green, write: paint.yellow, destructive: paint.red, unknown: paint.magenta }[effect]
  return colour(`[${effect}]`)
}

/** The range's own time of day; blank where there is none. */
export function clockOf(entry: Pick<TimelineEntry, 'worldAt'>): string {
  return entry.worldAt === null ? '        ' : new Date(entry.worldAt).toISOString().slice(11, 19)
}

/** `4 min 10 s`; `–` for what did not happen. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '–'
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}

import type { Approval, Change, IncidentDetail, OutputChunk, Run, TimelineEntry } from '../http/contract.ts'
import { type Effect, type Step, stepEffect } from '../plan/plan.ts'
import { type Paint, plainText } from './terminal.ts'

/** Lines of output shown per attempt; the rest is in the console. */
const OUTPUT_LINES = 14
const COMMAND_LINES = 6
const INDENT = ' '.repeat(13)

/** Of one attempt. */
interface Output {
  shown: number
  hidden: number
  /** A last line without an end. */
  rest: string
  /** Not told yet: the start of its step was not. */
  waiting: string
}

/**
 * Turns what the server tells into lines for the terminal. Told the same thing twice it says it once: after the server
 * was gone, the whole incident is told again, and the story goes on where it was.
 */
export class Story {
  run: Run | null = null
  /** Its number; null until something was told. */
  incident: number | null = null
  suggestions: IncidentDetail['suggestions'] = {}
  readonly approvals = new Map<string, Approval>()
  /** By attempt, as `step/attempt`. */
  readonly #output = new Map<string, Output>()
  readonly #clock: (entry: TimelineEntry) => string
  readonly #paint: Paint
  readonly #width: number
  /** The attempts whose start was told and whose end was not, as `step/attempt`: their output may go on. */
  readonly #underWay = new Set<string>()
  readonly #started = new Set<string>()
  #lastEntry = 0
  #lastChunk = 0

  /** @param clock - The time of day that each line begins with. */
  constructor(paint: Paint, width: number, clock: (entry: TimelineEntry) => string = clockOf) {
    this.#clock = clock
    this.#paint = paint
    this.#width = width
  }

  /** Everything at once. @returns the lines that were not told yet. */
  tell(detail: IncidentDetail): string[] {
    this.run = detail.run
    this.incident = detail.incident.number
    this.suggestions = detail.suggestions
    for (const approval of detail.approvals) this.approvals.set(approval.id, approval)
    return [
      ...detail.output.flatMap((chunk) => this.#tellOutput(chunk)),
      ...detail.timeline.flatMap((entry) => this.#tellEntry(entry)),
      ...this.#releaseOutput(),
    ]
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
      case 'attempt':
      case 'incident':
      case 'alerts':
        return []
    }
  }

  #tellEntry(entry: TimelineEntry): string[] {
    if (entry.id <= this.#lastEntry) return []
    this.#lastEntry = entry.id
    const key = `${entry.step}/${entry.attempt}`
    if (entry.kind === 'step-started') {
      this.#underWay.add(key)
      this.#started.add(key)
      return [...this.#describeEntry(entry), ...this.#releaseOutput()]
    }
    const ends = entry.kind === 'step-finished' || entry.kind === 'step-failed' || entry.kind === 'outcome-unknown'
    if (!ends) return this.#describeEntry(entry)
    const rest = [...this.#releaseOutput(), ...this.#endOutput(key)]
    this.#underWay.delete(key)
    return [...rest, ...this.#describeEntry(entry)]
  }

  #describeEntry(entry: TimelineEntry): string[] {
    const { red, green, yellow, bold, dim, cyan } = this.#paint
    const text = plainText(entry.text)
    const line = (mark: string, words: string) => `${dim(this.#clock(entry))}  ${mark} ${words}`
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
    const head = `${this.#paint.dim(this.#clock(entry))}  ${this.#paint.bold('▸')}`
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
    this.#outputOf(`${chunk.step}/${chunk.attempt}`).waiting += chunk.text
    return this.#releaseOutput()
  }

  /**
   * What may be told of the output that has come: of each attempt after the line that says its step has started. Steps
   * that are over in milliseconds are heard of together: first all of their output, then that they started and ended.
   */
  #releaseOutput(): string[] {
    return [...this.#output].flatMap(([key, output]) => {
      if (output.waiting === '' || !this.#started.has(key)) return []
      const lines = (output.rest + output.waiting).split('\n')
      output.waiting = ''
      output.rest = lines.pop() ?? ''
      const shown = lines.flatMap((line) => this.#showLine(output, line))
      // It may come late, after the step's end.
      return this.#underWay.has(key) ? shown : [...shown, ...this.#endOutput(key)]
    })
  }

  /** What is left of an attempt's output: a last line without an end, and how much was not shown. */
  #endOutput(key: string): string[] {
    const output = this.#outputOf(key)
    const lines = output.rest === '' ? [] : this.#showLine(output, output.rest)
    if (output.hidden > 0) {
      lines.push(`${INDENT}${this.#paint.dim(`… ${output.hidden} more lines, all of them in the console`)}`)
    }
    output.rest = ''
    output.hidden = 0
    return lines
  }

  #showLine(output: Output, line: string): string[] {
    if (output.shown >= OUTPUT_LINES) {
      output.hidden += 1
      return []
    }
    output.shown += 1
    return [`${INDENT}${this.#cut(plainText(line))}`]
  }

  #outputOf(key: string): Output {
    const known = this.#output.get(key) ?? { shown: 0, hidden: 0, rest: '', waiting: '' }
    this.#output.set(key, known)
    return known
  }

  #cut(line: string): string {
    const room = Math.max(40, this.#width - INDENT.length - 2)
    return line.length <= room ? line : `${line.slice(0, room - 1)}…`
  }
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
export function clockOf({ worldAt }: Pick<TimelineEntry, 'worldAt'>): string {
  return worldAt === null ? '        ' : new Date(worldAt).toISOString().slice(11, 19)
}

/** The time on the wall where the person sits. */
export function wallClockOf(entry: Pick<TimelineEntry, 'at'>): string {
  const at = new Date(entry.at)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `4 min 10 s`; `–` for what did not happen. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '–'
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}

import { textFinder } from '../../core/text-finder.ts'
import type { CommandFact, Sign, Signs, StepFact } from './facts.ts'

const texts: (readonly string[])[] = [['\n']]
const LINE_END = 0

let finder: ReturnType<typeof textFinder> | null = null

/** Made where a rule is defined, once for all files. */
export function sign(...some: readonly string[]): Sign {
  finder = null
  return (texts.push(some) - 1) as Sign
}

/**
 * Where signs stand: found in one reading of the file, and when first asked for it in one of the code.
 *
 * @param steps - Read when their code is first asked for.
 */
export class SignsOf implements Signs {
  /** Offsets of the first character of each line. */
  readonly lineStarts: readonly number[]
  readonly #lines: readonly (readonly number[] | undefined)[]
  readonly #steps: readonly StepFact[]
  #code: (InCode | undefined)[] | null = null

  constructor(text: string, steps: readonly StepFact[]) {
    const { lineStarts, lines } = readLines(text)
    this.lineStarts = lineStarts
    this.#lines = lines
    this.#steps = steps
  }

  lines(sign: Sign): readonly number[] {
    return this.#lines[sign] ?? NOWHERE
  }

  inFile(sign: Sign): boolean {
    return this.lines(sign).length > 0
  }

  inCode(sign: Sign): boolean {
    return this.#inCode(sign) !== undefined
  }

  commands(sign: Sign): readonly CommandFact[] {
    const places = this.#inCode(sign)
    if (places === undefined) return NONE
    places.commands ??= commandsAt(places)
    return places.commands
  }

  #inCode(sign: Sign): InCode | undefined {
    this.#code ??= readCode(this.#steps)
    return this.#code[sign]
  }
}

const NOWHERE: readonly number[] = []
const NONE: readonly CommandFact[] = []

/** Where the code of steps has a sign: one entry in both for each time, in order. */
interface InCode {
  steps: StepFact[]
  /** Offsets of where it ends. */
  ends: number[]
  commands: CommandFact[] | null
}

/** Which lines have each sign, and where lines begin. */
function readLines(text: string): { lines: (number[] | undefined)[]; lineStarts: number[] } {
  finder ??= textFinder(texts)
  const lines: (number[] | undefined)[] = texts.map(() => undefined)
  const lineStarts = [text.startsWith('\uFEFF') ? 1 : 0]
  finder(text, (sign, end) => {
    if (sign === LINE_END) lineStarts.push(end)
    else {
      const line = lineStarts.length
      const known = lines[sign]
      if (known === undefined) lines[sign] = [line]
      else if (known[known.length - 1] !== line) known.push(line)
    }
  })
  return { lines, lineStarts }
}

function readCode(steps: readonly StepFact[]): (InCode | undefined)[] {
  finder ??= textFinder(texts)
  const places: (InCode | undefined)[] = texts.map(() => undefined)
  for (const step of steps)
    finder(step.code, (sign, end) => {
      if (sign === LINE_END) return
      const known = places[sign]
      if (known === undefined) places[sign] = { steps: [step], ends: [end], commands: null }
      else {
        known.steps.push(step)
        known.ends.push(end)
      }
    })
  return places
}

function commandsAt({ steps, ends }: InCode): CommandFact[] {
  const found: CommandFact[] = []
  for (let first = 0, next = 0; first < steps.length; first = next) {
    const step = steps[first] as StepFact
    while (steps[next] === step) next++
    for (const command of step.commands) {
      const at = firstAfter(ends, command.from, first, next)
      if (at < next && (ends[at] as number) <= command.to) found.push(command)
    }
  }
  return found
}

/** The first place whose end is after an offset, by binary search; `to` where there is none. A step may hold thousands. */
function firstAfter(ends: readonly number[], offset: number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) > offset) high = middle
    else low = middle + 1
  }
  return low
}

import type { Readable, Writable } from 'node:stream'

/**
 * Where a command reads and writes. Results go to `out`; progress, questions and errors go to `err`, so that
 * `standby drill … --format json > drill.json` stays clean.
 */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  color: boolean
  paint: Paint
  /** Columns of the screen; 110 when it is not one. */
  width: number
  /** A person is there to answer. */
  interactive: boolean
  input: Readable
  errStream: Writable
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'
export type Paint = Record<Style, (text: string) => string>

const CODES: Record<Style, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
}

/** Functions that colour a text, or return it unchanged. */
export function createPaint(enabled: boolean): Paint {
  const paint = {} as Paint
  for (const [style, [open, close]] of Object.entries(CODES) as [Style, [number, number]][])
    paint[style] = enabled ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text
  return paint
}

/**
 * Colour is for people: not when piped, not with NO_COLOR (any value but empty, see no-color.org), not on a dumb
 * terminal; FORCE_COLOR asks for it all the same.
 */
export function wantsColor(isTty: boolean, env: Record<string, string | undefined>): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return true
  return isTty && env.TERM !== 'dumb'
}

export function processTerminal(): Terminal {
  const color = wantsColor(process.stdout.isTTY === true, process.env)
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color,
    paint: createPaint(color),
    width: process.stdout.columns || 110,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    input: process.stdin,
    errStream: process.stderr,
  }
}

/** `standby show … | head` closes the pipe early. That is what was asked for, and no error. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
}

/**
 * Makes text of others (output of commands, file names) safe to show: a terminal would obey its control characters.
 * Colours are dropped; tabs and line feeds stay.
 */
export function plainText(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROL, '')
}

const ESCAPE = String.fromCharCode(27)
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]`, 'g')
const CONTROL = /[^\P{Cc}\t\n]/gu

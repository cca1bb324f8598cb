import { memory } from '../remember.ts'

/**
 * Where each character of a shell text stands: bare, quoted, in a comment or in a here-document.
 *
 * This is no parser: it answers the two questions that come before parsing (is this `#` a comment? is this `<X>` in
 * quotes?) in one pass and never fails, however broken the text is. A quote that is never closed is taken as a plain
 * character, so that one apostrophe in pasted output does not swallow the rest of a block.
 */
export const Context = { bare: 0, single: 1, double: 2, comment: 3, heredoc: 4, rawHeredoc: 5 } as const
export type Context = (typeof Context)[keyof typeof Context]

const WORD_BREAK = /[\s;&|()<>]/
const TELLING = /['"\\#]|<</
/**
 * What `scan` stops at, by its code; between two of these everything stands where the first left it. A table is asked three
 * times faster than a pattern.
 */
const OUTSIDE = 1
const WITHIN = 2
const IN_QUOTES = 4
const STOPS = new Uint8Array(128)
// Outside of `$(…)` and with no here-document to come, parentheses and line ends say nothing.
for (const [signs, where] of [
  ['\\"\'#<', OUTSIDE],
  ['\\"\'#()<\n', WITHIN],
  ['\\"$', IN_QUOTES],
] as const)
  for (const sign of signs) (STOPS[sign.charCodeAt(0)] as number) |= where
const HEREDOC = /<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([\w.-]+))/y

/** One entry per UTF-16 unit of `text`; a quote mark belongs to what it quotes. */
export function shellContexts(text: string): Readonly<Uint8Array> {
  // Without quotes, comments, escapes and here-documents all of it is bare: half of all steps.
  if (!TELLING.test(text)) return new Uint8Array(text.length)
  const before = recent.get(text)
  if (before !== undefined) return before
  const contexts = findContexts(text)
  if (recent.size >= 512) recent.clear()
  recent.set(text, contexts)
  return contexts
}

/** Fences are asked about for their groups and their commands, steps for placeholders, examples and defaults. */
const recent = memory<string, Uint8Array>()

function findContexts(text: string): Uint8Array {
  let literal = -1
  // Each round finds at most one double quote that never closes; after a few, none is trusted any more.
  for (let round = 0; round < 4; round++) {
    const { contexts, open } = scan(text, literal)
    if (open < 0) return contexts
    literal = open
  }
  return scan(text, 0).contexts
}

interface Frame {
  context: Context
  /** Where it opened. */
  at: number
  /** Open parentheses of a `$(…)`; -1 for a quote. */
  depth: number
}

/** @param literal - From this offset on, double quotes are plain characters; -1: none is. */
function scan(text: string, literal: number): { contexts: Uint8Array; open: number } {
  const contexts = new Uint8Array(text.length)
  const frames: Frame[] = [{ context: Context.bare, at: -1, depth: 0 }]
  let heredocs: { end: string; raw: boolean; tabs: boolean }[] = []
  let lastSingle = -2
  // An end mark that was not found once is not found further down either: looking again would be quadratic.
  let neverClosed: Set<string> | null = null

  for (let i = 0; i < text.length; i++) {
    const frame = frames[frames.length - 1] as Frame
    const outside = frames.length === 1 && heredocs.length === 0
    const stop = nextStop(text, i, frame.context === Context.double ? IN_QUOTES : outside ? OUTSIDE : WITHIN)
    if (frame.context !== Context.bare) paint(contexts, frame.context, i, Math.min(stop + 1, text.length))
    if (stop === text.length) break
    i = stop
    const char = text[i] as string
    if (char === '\\') {
      if (i + 1 < text.length) contexts[i + 1] = frame.context
      i += 1
      if (text[i] === '\n' && heredocs.length > 0) i = readHeredocs(i)
      continue
    }
    if (frame.context === Context.double) {
      if (char === '"') frames.pop()
      else if (char === '$' && text[i + 1] === '(') openParen(i)
      continue
    }
    if (char === "'" && lastSingle === -2) lastSingle = text.lastIndexOf("'")
    if (char === "'" && i < lastSingle && !isApostrophe(text, i)) {
      const end = text.indexOf("'", i + 1)
      paint(contexts, Context.single, i, end + 1)
      i = end
    } else if (char === '"' && (literal < 0 || i < literal)) {
      contexts[i] = Context.double
      frames.push({ context: Context.double, at: i, depth: -1 })
    } else if (char === '#' && (i === 0 || WORD_BREAK.test(text[i - 1] as string))) {
      const end = lineEnd(text, i)
      paint(contexts, Context.comment, i, end)
      i = end - 1
    } else if (char === '(') {
      if (frames.length > 1) frame.depth += 1
    } else if (char === ')') {
      if (frames.length > 1) {
        frame.depth -= 1
        if (frame.depth === 0) frames.pop()
      }
    } else if (char === '<' && text[i + 1] === '<') i = noteHeredoc(i)
    else if (char === '\n' && heredocs.length > 0) i = readHeredocs(i)
  }
  const open = frames.find((frame) => frame.context === Context.double)
  return { contexts, open: open?.at ?? -1 }

  function openParen(at: number) {
    contexts[at] = Context.bare
    contexts[at + 1] = Context.bare
    frames.push({ context: Context.bare, at, depth: 0 })
  }

  function noteHeredoc(at: number): number {
    if (text[at + 2] === '<') return at + 2
    HEREDOC.lastIndex = at
    const match = HEREDOC.exec(text)
    if (match === null) return at + 1
    const end = match[2] ?? match[3] ?? match[4] ?? ''
    heredocs.push({ end, raw: match[4] === undefined || match[0].includes('\\'), tabs: match[1] === '-' })
    return at + match[0].length - 1
  }

  /** Marks the bodies that begin after the newline at `newline`; answers the offset of the last character read. */
  function readHeredocs(newline: number): number {
    let at = newline + 1
    for (const heredoc of heredocs) {
      const from = at
      let closed = false
      if (neverClosed?.has(heredoc.end) === true) break
      while (at < text.length && !closed) {
        const end = lineEnd(text, at)
        const line = text.slice(at, end).replace(/\r$/, '')
        closed = (heredoc.tabs ? line.replace(/^\t+/, '') : line) === heredoc.end
        at = end + 1
      }
      // Without an end mark it is no here-document we can trust: leave the rest as it is.
      if (!closed) {
        neverClosed ??= new Set()
        neverClosed.add(heredoc.end)
        at = from
        break
      }
      contexts.fill(heredoc.raw ? Context.rawHeredoc : Context.heredoc, from, Math.min(at, text.length))
    }
    heredocs = []
    return at - 1
  }
}

/** Most ranges are short: a word in quotes, a comment. For them a call of `fill` takes longer than all of its work. */
function paint(contexts: Uint8Array, context: Context, from: number, to: number): void {
  if (to - from > 100) contexts.fill(context, from, to)
  else for (let at = from; at < to; at++) contexts[at] = context
}

function nextStop(text: string, from: number, where: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 128 && ((STOPS[code] as number) & where) !== 0) return at
  }
  return text.length
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** `don't`: letters on both sides, and no other quote mark in the rest of its line. */
function isApostrophe(text: string, at: number): boolean {
  if (!/[a-z]/i.test(text[at - 1] ?? '') || !/[a-z]/i.test(text[at + 1] ?? '')) return false
  const next = text.indexOf("'", at + 1)
  return next < 0 || next > lineEnd(text, at)
}

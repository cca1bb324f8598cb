import { type ParsedScript, parse } from 'unbash'
import { remember } from '../../runbook/remember.ts'

/** A stretch of text that was parsed on its own. */
export interface Chunk {
  script: ParsedScript
  /** Where it begins in the source; the script's positions count from there. */
  base: number
  end: number
  /** What the parser minded; null if nothing. What it says of a chunk with an error is not to be trusted. */
  error: { message: string; at: number } | null
}

/**
 * Parses shell text. After an error the parser keeps the commands before it and loses what follows, so a text with an
 * error is parsed again by its blank-line paragraphs, and a paragraph with an error by its lines.
 *
 * The analysis and the rules read the same steps one after the other: trees are kept for as long as one file is
 * compiled, and shared. Nobody may change one.
 */
export const parseShell: (masked: string) => readonly Chunk[] = remember(parseWhole, { most: 512, longest: Infinity })

function parseWhole(masked: string): Chunk[] {
  const whole = parseChunk(masked, 0, masked.length)
  if (whole.error === null) return [whole]
  const paragraphs = splitAt(masked, 0, masked.length, /\n[ \t]*\n/g).map(([from, to]) => parseChunk(masked, from, to))
  return paragraphs.flatMap((chunk) =>
    chunk.error === null
      ? [chunk]
      : splitAt(masked, chunk.base, chunk.end, /(?<!\\)\n/g).map(([from, to]) => parseChunk(masked, from, to)),
  )
}

function parseChunk(masked: string, from: number, to: number): Chunk {
  const text = from === 0 && to === masked.length ? masked : masked.slice(from, to)
  const script = parse(text)
  const found = script.errors?.[0]
  return {
    script,
    base: from,
    end: to,
    error: found
      ? { message: found.message, at: from + Math.min(found.pos, Math.max(0, text.trimEnd().length - 1)) }
      : null,
  }
}

/** The ranges between the matches, each with its match at its end; together they are the whole. */
function splitAt(text: string, from: number, to: number, separator: RegExp): [from: number, to: number][] {
  const ranges: [number, number][] = []
  let at = from
  const pattern = new RegExp(separator.source, 'g')
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null && match.index < to; match = pattern.exec(text)) {
    const end = Math.min(match.index + match[0].length, to)
    ranges.push([at, end])
    at = end
    pattern.lastIndex = end
  }
  if (at < to) ranges.push([at, to])
  return ranges
}

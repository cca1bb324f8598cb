import type { OutputChunk } from '../contract.ts'
import { stripAnsi } from './strip-ansi.ts'

/** Neighbouring chunks of one stream, ready to be shown. */
export interface OutputSegment {
  id: number
  stream: OutputChunk['stream']
  text: string
}

/**
 * Output by attempt, in the order it came. An attempt that has nothing new keeps the list it had in `before`, so that
 * only the output that grows is drawn again.
 */
export function outputByAttempt(
  chunks: readonly OutputChunk[],
  before: ReadonlyMap<string, OutputChunk[]> = new Map(),
): Map<string, OutputChunk[]> {
  const now = Map.groupBy(chunks, (chunk) => chunk.attemptId)
  for (const [attemptId, list] of now) {
    const known = before.get(attemptId)
    if (known && known.length === list.length && known.at(-1)?.id === list.at(-1)?.id) now.set(attemptId, known)
  }
  return now
}

/** Joins chunks of one stream before escapes are taken out: a chunk may end in the middle of an escape. */
export function segmentsOf(chunks: readonly OutputChunk[]): OutputSegment[] {
  const segments: OutputSegment[] = []
  for (const chunk of chunks) {
    const last = segments.at(-1)
    if (last?.stream === chunk.stream) last.text += chunk.text
    else segments.push({ id: chunk.id, stream: chunk.stream, text: chunk.text })
  }
  return segments.map((segment) => ({ ...segment, text: stripAnsi(segment.text) }))
}

export function countLines(segments: readonly OutputSegment[]): number {
  const text = segments.map((segment) => segment.text).join('')
  if (text === '') return 0
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** Characters of the longest line. */
export function widestLine(segments: readonly OutputSegment[]): number {
  let widest = 0
  for (const segment of segments) for (const line of segment.text.split('\n')) widest = Math.max(widest, line.length)
  return widest
}

/** `812 B`, `3.4 kB`, `2.1 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

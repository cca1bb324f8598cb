import { createMasker, type Masker } from '../core/mask-secrets.ts'
import type { OutputPiece } from '../runs/executor.ts'

export interface OutputCap {
  /** Bytes shown as they come, both streams together. */
  head: number
  /** Bytes kept of what comes after, and shown at the end. */
  tail: number
}

const OUTPUT_CAP: OutputCap = { head: 512 * 1024, tail: 64 * 1024 }

type Stream = OutputPiece['stream']

export interface OutputCollector {
  push(stream: Stream, bytes: Uint8Array): void
  /** Hands on what was held back. @returns the bytes that were dropped between head and tail. */
  end(): number
}

/**
 * Turns the bytes of a step's two streams into text that may be shown: whole characters, secrets masked, capped with
 * head and tail kept. What is not UTF-8 becomes U+FFFD, and that is said once, at the end.
 */
export function collectOutput(
  secrets: readonly string[],
  onOutput: (piece: OutputPiece) => void,
  cap: OutputCap = OUTPUT_CAP,
): OutputCollector {
  const streams: Partial<Record<Stream, ReturnType<typeof openStream>>> = {}
  let headLeft = cap.head
  let tail: { stream: Stream; text: string; size: number }[] = []
  let tailSize = 0
  let dropped = 0

  const show = (stream: Stream, text: string) => {
    if (text === '') return
    const size = Buffer.byteLength(text)
    if (size <= headLeft) {
      headLeft -= size
      return onOutput({ stream, text })
    }
    const fitting = headLeft === 0 ? '' : cutBytes(text, headLeft)
    if (fitting !== '') onOutput({ stream, text: fitting })
    headLeft = 0
    keepInTail(stream, text.slice(fitting.length))
  }
  const keepInTail = (stream: Stream, text: string) => {
    const size = Buffer.byteLength(text)
    tail.push({ stream, text, size })
    tailSize += size
    while (tailSize > cap.tail && tail[0] !== undefined) {
      const first = tail[0]
      const excess = tailSize - cap.tail
      const cut = first.size <= excess ? first.text : cutBytes(first.text, excess, 'up')
      const cutSize = Buffer.byteLength(cut)
      if (cut.length === first.text.length) tail.shift()
      else tail[0] = { ...first, text: first.text.slice(cut.length), size: first.size - cutSize }
      tailSize -= cutSize
      dropped += cutSize
    }
  }
  return {
    push(stream, bytes) {
      // Most steps are silent on one of the two: what is to be masked is worked out for those that speak.
      streams[stream] ??= openStream(secrets)
      show(stream, streams[stream].push(bytes))
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) show(stream, streams[stream]?.end() ?? '')
      if (dropped > 0) onOutput({ stream: 'stderr', text: `\n[standby: ${dropped} bytes of output dropped here]\n` })
      for (const { stream, text } of tail) onOutput({ stream, text })
      tail = []
      if (Object.values(streams).some((stream) => stream.wasInvalid())) {
        onOutput({ stream: 'stderr', text: '[standby: some bytes are no text; they are shown as \uFFFD]\n' })
      }
      return dropped
    },
  }
}

function openStream(secrets: readonly string[]) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const masker: Masker = createMasker(secrets)
  let sawReplacement = false
  let hadReplacement = false
  const clean = (text: string) => {
    sawReplacement ||= text.includes('\uFFFD') || text.includes('\0')
    // PostgreSQL stores no NUL in text.
    return text.replaceAll('\0', '\uFFFD')
  }
  return {
    push(bytes: Uint8Array): string {
      hadReplacement ||= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('\uFFFD')
      return masker.push(clean(decoder.decode(bytes, { stream: true })))
    },
    end: () => masker.push(clean(decoder.decode())) + masker.end(),
    /** Whether a replacement character is ours and not the program's own. */
    wasInvalid: () => sawReplacement && !hadReplacement,
  }
}

/** The longest beginning of `text` of at most `bytes` bytes, or (`up`) the shortest of at least that; whole characters. */
function cutBytes(text: string, bytes: number, rounding: 'down' | 'up' = 'down'): string {
  const buffer = Buffer.from(text)
  let end = Math.min(bytes, buffer.length)
  const step = rounding === 'down' ? -1 : 1
  while (end > 0 && end < buffer.length && ((buffer[end] ?? 0) & 0xc0) === 0x80) end += step
  return buffer.toString('utf8', 0, end)
}

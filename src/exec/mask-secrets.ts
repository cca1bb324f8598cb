export const MASK = '••••••'

/** Formats that are secret wherever they stand. What the first group holds is shown. */
const FORMATS: readonly RegExp[] = [
  /()\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /(\b(?:Bearer|Basic)[ \t]+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /()\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,})/g,
  /()\b(?:sk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,}/g,
  /(:\/\/[^\s:/@]*:)[^\s@/]{1,256}(?=@)/g,
  /(\b(?:aws_)?(?:secret(?:_access)?_key|session_token|password|passwd|api_?key|auth_?token)["']?[ \t]*[=:][ \t]*["']?)[^\s"',}]{4,}/gi,
]

const KEY_BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const KEY_END = /-----END [A-Z ]*PRIVATE KEY-----/

/** The most that is held back while it may be the beginning of a secret. Longer tokens are shown up to here. */
const HOLD_LIMIT = 8192

export interface Masker {
  /** Takes text as it comes; gives back what is certain not to be part of a secret. */
  push(text: string): string
  /** The rest, at the end. */
  end(): string
}

/** Masks secrets in a stream of text, wherever the stream is cut. */
export function createMasker(secrets: readonly string[]): Masker {
  const known = expand(secrets)
  let held = ''
  let isInKey = false

  const take = (isEnd: boolean): string => {
    let out = ''
    for (;;) {
      const edge = (isInKey ? KEY_END : KEY_BEGIN).exec(held)
      if (edge === null) break
      const end = edge.index + edge[0].length
      out += isInKey ? '' : `${maskAll(held.slice(0, edge.index), known)}${MASK}`
      held = held.slice(end)
      isInKey = !isInKey
    }
    if (isInKey) {
      // Keep only what could be the beginning of the end.
      held = isEnd ? '' : held.slice(-64)
      return out
    }
    const ranges = secretRanges(held, known)
    const cut = isEnd ? held.length : outside(ranges, safeLength(held, known))
    out += maskRanges(held.slice(0, cut), ranges)
    held = held.slice(cut)
    return out
  }
  return {
    push(text) {
      held += text
      return take(false)
    },
    end: () => take(true),
  }
}

/** Each secret as it may be seen: itself, its lines, base64, URL-encoded, inside JSON. Longest first. */
function expand(secrets: readonly string[]): string[] {
  const forms = new Set<string>()
  for (const secret of secrets) {
    // Masking `1` or `true` would wreck the output and hide nothing.
    if (secret.length < 4) continue
    const lines = secret.includes('\n') ? secret.split('\n').filter((line) => line.length >= 8) : []
    for (const form of [secret, ...lines]) {
      forms.add(form)
      forms.add(encodeURIComponent(form))
      forms.add(JSON.stringify(form).slice(1, -1))
      if (form.length >= 6) forms.add(Buffer.from(form).toString('base64').replace(/=+$/, ''))
    }
  }
  return [...forms].sort((a, b) => b.length - a.length)
}

interface Range {
  from: number
  to: number
}

function secretRanges(text: string, known: readonly string[]): Range[] {
  const ranges: Range[] = []
  for (const secret of known) {
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1)) {
      ranges.push({ from: at, to: at + secret.length })
    }
  }
  for (const format of FORMATS) {
    for (const match of text.matchAll(format)) {
      ranges.push({ from: match.index + (match[1]?.length ?? 0), to: match.index + match[0].length })
    }
  }
  return ranges.sort((a, b) => a.from - b.from)
}

function maskAll(text: string, known: readonly string[]): string {
  return maskRanges(text, secretRanges(text, known))
}

/** Ranges that overlap become one mask. Those that lie beyond the text are of what is still held back. */
function maskRanges(text: string, ranges: readonly Range[]): string {
  let out = ''
  let at = 0
  for (const { from, to } of ranges) {
    if (from >= text.length) break
    if (from >= at) out += text.slice(at, from) + MASK
    at = Math.max(at, to)
  }
  return out + text.slice(at)
}

/** The last position up to `cut` that lies inside no range. */
function outside(ranges: readonly Range[], cut: number): number {
  let safe = cut
  for (const { from, to } of ranges.toReversed()) if (from < safe && safe < to) safe = from
  return safe
}

/** How much of the text cannot be the beginning of a secret that goes on in the next piece. */
function safeLength(text: string, known: readonly string[]): number {
  let floor = Math.max(0, text.length - HOLD_LIMIT)
  // Not through the middle of a character.
  if (/[\uDC00-\uDFFF]/.test(text[floor] ?? '')) floor--
  let safe = text.length
  for (const secret of known) {
    for (let length = Math.min(secret.length - 1, text.length); length > 0; length--) {
      if (!text.endsWith(secret.slice(0, length))) continue
      safe = Math.min(safe, text.length - length)
      break
    }
  }
  // Formats lie within one line, so only the last one matters.
  const lineStart = Math.max(text.lastIndexOf('\n') + 1, floor)
  const tail = MAY_BEGIN.exec(text.slice(lineStart))
  return tail === null ? safe : Math.min(safe, lineStart + tail.index)
}

/** The end of a line that may be, or begin, one of the formats: its last word, with the word that announces it. */
const MAY_BEGIN =
  /(?:\S*(?:key|token|password|passwd|bearer|basic)["']?[ \t]*[=:]?[ \t]*["']?\S*|-----BEGIN(?: [A-Z]*)*-*|\S*[A-Za-z0-9-]\S*)$/i

import { spellings } from './secret-spellings.ts'

export const MASK = '••••••'

/** Formats that are secret wherever they stand. What the first group holds is shown. */
const FORMATS: readonly RegExp[] = [
  /()\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g,
  /(\b(?:Bearer|Basic|Digest|Token)[ \t]+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /()\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl(?:pat|dt|ptt|rt)-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,})/g,
  /()\b(?:sk|rk|pk|whsec)[-_](?:live|test|proj|ant|svcacct)?[-_]?[A-Za-z0-9_-]{20,}/g,
  /()\b(?:npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}|dop_v1_[a-f0-9]{40,}|hv[sbr]\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|hf_[A-Za-z0-9]{20,}|glsa_\w{20,}|NRAK-[A-Z0-9]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{50,})/g,
  /(\bhooks\.slack\.com\/(?:services|workflows)\/)[\w/]{16,}/g,
  /(:\/\/[^\s:/@]*:)[^\s@/]{1,256}(?=@)/g,
  /([?&](?:X-Amz-Signature|X-Amz-Security-Token|sig|signature|token|access_token|api_key|apikey|key)=)[^\s&"']{12,}/gi,
  /((?:secret(?:[_-]?access)?[_-]?key|session[_-]?token|security[_-]?token|passwo?r?d|passphrase|pwd|api[_-]?key|account[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|private[_-]?key)\\?["']?[ \t]*(?:[=:]|=>)[ \t]*\\?["']?)(?!-----)[^\s"',}\\;&]{4,}/gi,
  /((?<![\w-])--?(?:password|passwd|pass|token|secret|api-key|auth)[ =]["']?)[^\s"'-][^\s"']{3,}/gi,
  /((?<![\w-])(?:-u|--user)[ =]["']?[^\s:"']+:)(?!\d+(?!\S))[^\s"']{3,}/g,
]

const KEY_BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/
const KEY_END = /-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/

/** The most that is held back while it may be the beginning of a secret. Longer tokens are shown up to here. */
const HOLD_LIMIT = 8192

export interface Masker {
  /** Takes text as it comes; gives back what is certain not to be part of a secret. */
  push(text: string): string
  /** The rest, at the end. */
  end(): string
}

/** Masks secrets in a stream of text, wherever the stream is cut, and whatever colours a terminal is told inside them. */
export function createMasker(secrets: readonly string[]): Masker {
  const known = knownOf(secrets)
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
    const plain = withoutEscapes(held)
    const ranges = secretRanges(plain.text, known)
    const cut = isEnd ? plain.text.length : outside(ranges, safeLength(plain.text, known))
    const shown = isEnd ? held.length : Math.min(plain.at(cut), unfinishedEscape(held))
    out += maskRanges(held.slice(0, shown), placed(ranges, plain))
    held = held.slice(shown)
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

/** The text with every secret masked: what is known to be one, and what has the form of one. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  const masker = createMasker(secrets)
  return masker.push(text) + masker.end()
}

/** Whether something in it has the form of a secret. */
export const holdsSecret = (text: string): boolean => KEY_BEGIN.test(text) || secretRanges(text, NOTHING).length > 0

interface Known {
  /** Every spelling of every secret, the longest first. */
  forms: readonly string[]
  /** Finds where one of them may begin: a look at a text without any is one look, not hundreds. */
  begins: RegExp | null
  longest: number
}

const NOTHING: Known = { forms: [], begins: null, longest: 0 }
const PREFIX = 4

function knownOf(secrets: readonly string[]): Known {
  const forms = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length)
  if (forms.length === 0) return NOTHING
  const prefixes = [...new Set(forms.map((form) => form.slice(0, PREFIX)))]
  const source = prefixes.map((prefix) => prefix.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')
  return { forms, begins: new RegExp(source), longest: forms[0]?.length ?? 0 }
}

interface Range {
  from: number
  to: number
}

function secretRanges(text: string, { forms, begins }: Known): Range[] {
  const ranges: Range[] = []
  if (begins?.test(text))
    for (const secret of forms) {
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

function maskAll(text: string, known: Known): string {
  const plain = withoutEscapes(text)
  return maskRanges(text, placed(secretRanges(plain.text, known), plain))
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

/** A text without what only a terminal obeys, and where each of its characters stood. */
interface Plain {
  text: string
  at(offset: number): number
}

const ESCAPE = String.fromCharCode(27)
/** `ESC [ … m` and its kin; what sets a title; what is two characters. */
const ESCAPES = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)|[@-Z\\\\^_])`,
  'g',
)
const UNFINISHED = new RegExp(`${ESCAPE}(?:\\[[0-9;?]*[ -/]*|\\][^\\u0007${ESCAPE}]{0,256})?$`)

function withoutEscapes(text: string): Plain {
  if (!text.includes(ESCAPE)) return { text, at: (offset) => offset }
  const cuts: { plain: number; length: number }[] = []
  let plain = ''
  let from = 0
  for (const match of text.matchAll(ESCAPES)) {
    plain += text.slice(from, match.index)
    from = match.index + match[0].length
    cuts.push({ plain: plain.length, length: match[0].length })
  }
  plain += text.slice(from)
  return {
    text: plain,
    at: (offset) => offset + cuts.reduce((sum, cut) => (cut.plain <= offset ? sum + cut.length : sum), 0),
  }
}

function unfinishedEscape(text: string): number {
  const last = text.lastIndexOf(ESCAPE)
  return last === -1 || !UNFINISHED.test(text.slice(last)) ? text.length : last
}

/** Ranges of the plain text as ranges of the other. An escape at their end stays: it may switch a colour off. */
const placed = (ranges: readonly Range[], plain: Plain): Range[] =>
  ranges.map(({ from, to }) => ({ from: plain.at(from), to: plain.at(to - 1) + 1 }))

/** The last position up to `cut` that lies inside no range. */
function outside(ranges: readonly Range[], cut: number): number {
  let safe = cut
  for (const { from, to } of ranges.toReversed()) if (from < safe && safe < to) safe = from
  return safe
}

/** How much of the text cannot be the beginning of a secret that goes on in the next piece. */
function safeLength(text: string, { forms, longest }: Known): number {
  let floor = Math.max(0, text.length - HOLD_LIMIT)
  // Not through the middle of a character.
  if (/[\uDC00-\uDFFF]/.test(text[floor] ?? '')) floor--
  let safe = text.length
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
    const rest = text.slice(at)
    if (!forms.some((form) => form.length > rest.length && form.startsWith(rest))) continue
    safe = at
    break
  }
  // Formats lie within one line, so only the last one matters.
  const lineStart = Math.max(text.lastIndexOf('\n') + 1, floor)
  const tail = MAY_BEGIN.exec(text.slice(lineStart))
  return tail === null ? safe : Math.min(safe, lineStart + tail.index)
}

/** The end of a line that may be, or begin, one of the formats: its last word, with the word that announces it. */
const MAY_BEGIN =
  /(?:\S*(?:key|token|password|passwd|pwd|pass|passphrase|secret|auth|-u|--user|bearer|basic|digest)\\?["']?[ \t]*(?:=>|[=:])?[ \t]*\\?["']?\S*|-----BEGIN(?: [A-Z]*)*-*|\S*[A-Za-z0-9-]\S*)$/i

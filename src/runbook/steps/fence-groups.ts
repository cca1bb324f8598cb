import { firstSign, isBlank } from '../shell/blanks.ts'
import { opensEditor } from '../shell/not-commands.ts'
import { Context, shellContexts } from '../shell/shell-context.ts'
import { readOption } from '../words/conditions.ts'
import { isExpectation, isNumbered } from '../words/words.ts'

/** Lines of a fence that belong together: what a comment says, and the commands after it. Indices into the fence's lines. */
export interface Group {
  /** Text of the comment lines, without marks; empty for commands that no comment leads. */
  comment: string[]
  /** First comment line; the first command's line when there is none. */
  from: number
  /** Last line that holds anything. */
  to: number
  /** First line that is not a comment; -1 when the group is comments only. */
  code: number
  /** What a comment in it said to expect. */
  expected: string[]
  /** Whether what it holds is asked elsewhere: of Prometheus. */
  query?: true
}

/** Lines, and the same as one text. */
export interface Code {
  lines: readonly string[]
  code: string
}

/**
 * Divides a fence at its comments. A comment in quotes, in a here-document, after a continued line or inside a loop is
 * no divider, nor is one that follows a command on its line. Comment lines that follow each other belong together,
 * except that each numbered one begins anew.
 */
export function groupLines({ lines, code }: Code, style: 'shell' | 'sql'): Group[] {
  const kinds = style === 'shell' ? shellLineKinds(lines, code) : sqlLineKinds(lines)
  const groups: Group[] = []
  let current: Group | null = null
  for (const [index, kind] of kinds.entries()) {
    if (kind === 'blank') {
      // A remark that stands alone before a blank line does not lead what comes after it, unless it is the whole block.
      continue
    }
    if (kind === 'comment') {
      const text = commentText(lines[index] as string)
      if (text === '') continue
      if (current !== null && saysWhatToWrite(text, lines, index)) continue
      if (current !== null && isRemark(text, current, index, kinds)) {
        current.expected.push(
          text.replace(/^(?:expected(?: output| result)?|example output|output|should)\s*[:-]?\s*/i, ''),
        )
        continue
      }
      if (current === null || current.code >= 0 || divides(text, current, index, kinds)) {
        current = { comment: [text], from: index, to: index, code: -1, expected: [] }
        groups.push(current)
      } else {
        current.comment.push(text)
        current.to = index
      }
    } else {
      if (current === null) {
        current = { comment: [], from: index, to: index, code: index, expected: [] }
        groups.push(current)
      }
      if (current.code < 0) current.code = index
      current.to = index
    }
  }
  return groups
}

/** `# Expected output: "available"` speaks of the commands before it; so do the comment lines right after it. */
function isRemark(text: string, current: Group, index: number, kinds: LineKind[]): boolean {
  if (current.code < 0) return false
  // "Look for errors" after a blank line and right over a command is what that command does.
  if (/^look for\b/i.test(text) && kinds[index - 1] === 'blank' && kinds[index + 1] === 'code') return false
  if (isExpectation(text)) return true
  return current.expected.length > 0 && kinds[index - 1] === 'comment' && (!isNumbered(text) || REPLY.test(text))
}

/** Right under the line that opens an editor, or after a blank one `Update:` over the settings: for the one who types there. */
function saysWhatToWrite(text: string, lines: readonly string[], index: number): boolean {
  const before = lines[index - 1] ?? ''
  if (!isBlank(before)) return opensEditor(before)
  return text.endsWith(':') && index > 1 && opensEditor(lines[index - 2] as string)
}

/** `1) "message"`, `2) (integer) 5`: what redis-cli prints. */
const REPLY = /^\d+\) (?:"|\((?:integer|nil|empty)|\d+\) )/

/** Whether a comment line begins a group of its own although no command stands between it and the comment before. */
function divides(text: string, current: Group, index: number, kinds: LineKind[]): boolean {
  if (REPLY.test(text)) return false
  if (isNumbered(text) || readOption(text) !== null || /^(?:or|and)$/i.test(text)) return true
  if (/^(?:or|and)$/i.test(current.comment.at(-1) ?? '')) return true
  return kinds[index - 1] === 'blank' && current.comment.length > 0
}

type LineKind = 'blank' | 'comment' | 'code'

function shellLineKinds(lines: readonly string[], text: string): LineKind[] {
  const contexts = shellContexts(text)
  // Asked when the first comment is met: half of all texts have none.
  let depths: number[] | null | undefined
  const kinds: LineKind[] = []
  let at = 0
  let continued = false
  for (const [index, line] of lines.entries()) {
    const sign = firstSign(line)
    const begins = at < contexts.length ? contexts[at] : Context.bare
    const isComment = sign >= 0 && contexts[at + sign] === Context.comment
    if (begins !== Context.bare && begins !== Context.comment) kinds.push('code')
    else if (sign < 0) kinds.push('blank')
    else if (!isComment) kinds.push('code')
    // Which shell a script is for is nothing to run by itself.
    else if (index === 0 && line.startsWith('#!', sign))
      kinds.push(/^\s*#!.*\b(?:ba|z|da|k)?sh\b/.test(line) ? 'blank' : 'code')
    else {
      if (depths === undefined) depths = OPENS.test(text) ? blockDepths(lines, contexts) : null
      kinds.push(!continued && (depths === null || depths[index] === 0) ? 'comment' : 'code')
    }
    continued = !isComment && goesOn(line)
    at += line.length + 1
  }
  return kinds
}

/** Whether a line ends in a backslash that is not itself escaped. */
function goesOn(line: string): boolean {
  let end = line.length
  while (line[end - 1] === '\\') end -= 1
  return (line.length - end) % 2 === 1
}

/** Nothing opens without one of these. */
const OPENS = /\b(?:if|for|while|until|case)\b|\{/
const OPENS_OR_CLOSES = /\b(?:if|for|while|until|case|fi|done|esac)\b|[{}]/

/** How many loops, conditions and braces are open at the beginning of each line; null when they do not add up. */
function blockDepths(lines: readonly string[], contexts: Uint8Array): number[] | null {
  const depths: number[] = []
  let depth = 0
  let at = 0
  for (const line of lines) {
    depths.push(depth)
    if (OPENS_OR_CLOSES.test(line)) depth = depthAfter(line, at, depth, contexts)
    at += line.length + 1
  }
  return depth === 0 ? depths : null
}

function depthAfter(line: string, at: number, before: number, contexts: Uint8Array): number {
  let depth = before
  const words = line.matchAll(
    /(?:^|[;&|(){}!]|\b(?:then|do|else)\b)\s*(if|for|while|until|case|fi|done|esac)\b|(?:^|\s)([{}])(?=\s|;|$)/g,
  )
  for (const match of words) {
    const word = match[1] ?? match[2] ?? ''
    if (contexts[at + match.index + match[0].length - 1] !== Context.bare) continue
    if (/^(?:if|for|while|until|case|\{)$/.test(word)) depth += 1
    else if (depth > 0) depth -= 1
  }
  return depth
}

function sqlLineKinds(lines: readonly string[]): LineKind[] {
  let quoted = false
  let block = false
  const transactions = inTransaction(lines)
  const bodies = inBody(lines)
  return lines.map((line, index) => {
    const begins = quoted
    if (transactions[index] === true || bodies?.[index] === true) return line.trim() === '' ? 'blank' : 'code'
    if (block) {
      block = !line.includes('*/')
      return 'comment'
    }
    if (!begins && isBlank(line)) return 'blank'
    if (!begins && /^\s*\/\*/.test(line)) {
      block = !line.includes('*/')
      return 'comment'
    }
    if (!begins && /^\s*(?:--|#\s)/.test(line)) return 'comment'
    for (const char of line.replace(/--[^']*$/, '')) if (char === "'") quoted = !quoted
    return 'code'
  })
}

/**
 * Lines that begin inside of `$$ … $$` or of parentheses, the body of a function and the columns of a table: a comment
 * there divides nothing. Null where they do not close.
 */
function inBody(lines: readonly string[]): boolean[] | null {
  if (!lines.some((line) => /\$\w*\$|\(\s*(?:--.*)?$/.test(line))) return null
  let depth = 0
  let open = ''
  const inside = lines.map((line) => {
    const begins = depth > 0 || open !== ''
    for (const [mark] of line.matchAll(/\$\w*\$|--|[()]|'(?:[^']|'')*'/g)) {
      if (mark.startsWith('$')) open = open === '' ? mark : open === mark ? '' : open
      else if (open !== '' || mark.startsWith("'")) continue
      else if (mark === '--') break
      else depth = Math.max(0, depth + (mark === '(' ? 1 : -1))
    }
    return begins
  })
  return depth === 0 && open === '' ? inside : null
}

/** Lines between `BEGIN;` and its `COMMIT;`: a comment there divides nothing, or the parts would run each for itself. */
function inTransaction(lines: readonly string[]): boolean[] {
  const inside = lines.map(() => false)
  let from = -1
  for (const [index, line] of lines.entries()) {
    if (from < 0 && /^\s*(?:begin|start transaction)\b[^;]{0,60};/i.test(line)) from = index + 1
    else if (from >= 0 && /^\s*(?:commit|rollback|end)\b[^;]{0,60};/i.test(line)) {
      inside.fill(true, from, index)
      from = -1
    }
  }
  return inside
}

/** Without `#`, `--`, `//`, and without a frame of `=====`. */
function commentText(line: string): string {
  const text = line.trim().replace(/^(?:#+|--+|\/\*+|\*+\/?|\/\/)\s*/, '')
  const closed = text.endsWith('*/') ? text.slice(0, -2).trimEnd() : text
  return FRAMED.test(closed) ? closed.replace(/^[=\-─━*#_]{2,}\s*|\s*[=\-─━*#_]{2,}$/g, '').trim() : closed
}

const FRAMED = /^[=\-─━*#_]{2}|[=\-─━*#_]{2}$/

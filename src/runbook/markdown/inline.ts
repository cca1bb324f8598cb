import { remember } from '../remember.ts'
import type { Block } from './block.ts'

/** What any of the rules below could change. */
const MARKED = /[[*_`<\\{\t]/

/** Markdown of one line or cell as a reader sees it: no marks of emphasis, code, links or images. */
export function plainText(markdown: string): string {
  if (!MARKED.test(markdown) && !markdown.includes('  ')) return markdown.trim()
  let text = markdown
  // Looking for a sign is twenty times cheaper than a pattern that begins with it.
  if (text.includes('](')) text = text.replace(/!?\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, '$1')
  if (text.includes('*') || text.includes('__')) text = text.replace(/\*\*|__(?=\S)|(?<=\S)__/g, '')
  if (text.includes('*')) text = text.replace(/(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])/g, '$1')
  if (text.includes('_')) text = text.replace(/(?<!\w)_(?=\S)([^_\n]+)(?<=\S)_(?!\w)/g, '$1')
  if (text.includes('`')) text = text.replaceAll('`', '')
  if (text.includes('<')) text = text.replace(/<\/?(?:br|b|i|em|strong|code|kbd|sub|sup)\s*\/?>/gi, ' ')
  if (text.includes('\\')) text = text.replace(/\\([!-/:-@[-`{-~])/g, '$1')
  if (text.includes('{#')) text = text.replace(/\{#[\w-]+\}\s*$/, '')
  if (text.includes('  ') || text.includes('\t')) text = text.replace(/[ \t]+/g, ' ')
  return text.trim()
}

/** Text of an item's first paragraph, without marks, on one line. */
export function itemText([first]: readonly Block[]): string {
  return first?.type === 'paragraph' ? plainText(oneLine(first.lines)) : ''
}

/** Most paragraphs are a single line, and need no joining. */
export function oneLine(lines: readonly string[]): string {
  return lines.length === 1 ? (lines[0] as string) : lines.join(' ')
}

/** A line that begins with a bold label: `**Severity**: Critical`, `**Rollback:**`. */
export interface Label {
  name: string
  /** Markdown after the label; empty when it stands alone. */
  value: string
  /** Whether a colon stands in or after the bold text. */
  colon: boolean
}

/** @returns null when the line does not begin with bold text that ends in a colon or is the whole line. */
export function readLabel(line: string): Label | null {
  return line.includes('**') || line.includes('__') ? labelOf(line) : null
}

/** Asked of the same line for the chapter, the procedure, what it is about and its steps. */
const labelOf = remember((line: string): Label | null => {
  const match = /^(?:[-*+]\s+)?(?:[^\w\s*_`]{1,4}\s*)?(\*\*|__)(?=\S)((?:(?!\1)[^\n])+?)\1\s*(:?)\s*(.*)$/.exec(
    line.trim(),
  )
  if (match === null) return null
  const [, , bold = '', after = '', value = ''] = match
  // "**If load is high** (over 200/s):": what is in brackets belongs to it.
  if (after === '' && value.startsWith('(') && value.endsWith('):') && value.indexOf(')') === value.length - 2)
    return { name: plainText(`${bold} ${value.slice(0, -1)}`), value: '', colon: true }
  const colon = after === ':' || /[:：]\s*$/.test(bold)
  if (!colon && value !== '') return null
  return { name: plainText(bold).replace(/[\s:：]+$/, ''), value: value.trim(), colon }
})

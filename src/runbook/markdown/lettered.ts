import type { Block, List, ListItem, Paragraph } from './block.ts'
import { itemText } from './inline.ts'

/** `a. `, `b) `: Markdown knows no such list, people do. */
const LETTER = /^([a-z])[.)]\s+(?=\S)/

/**
 * Paragraphs that begin with `a.`, `b.`, `c.` become the items of a list, each with what stands between it and the next.
 * One letter alone, or letters out of order, stay what they are.
 */
export function gatherLettered(blocks: Block[]): Block[] {
  if (!blocks.some((block) => letterOf(block) === 'a')) return blocks
  const apart = blocks.flatMap<Block>((block) => (block.type === 'paragraph' ? splitAtLetters(block) : [block]))
  const lastB = apart.findLastIndex((block) => letterOf(block) === 'b')
  const gathered: Block[] = []
  let list: List | null = null
  for (const [index, block] of apart.entries()) {
    const letter = letterOf(block)
    if (list !== null && letter === letterAt(list.items.length)) list.items.push(itemOf(block as Paragraph))
    else if (letter === 'a' && index < lastB) {
      list = {
        type: 'list',
        ordered: true,
        start: 1,
        items: [itemOf(block as Paragraph)],
        share: null,
        line: block.line,
        endLine: 0,
      }
      gathered.push(list)
    } else if (list !== null && block.type !== 'heading' && (block.type === 'fence' || hasNext(apart, index, list)))
      list.items.at(-1)?.blocks.push(block)
    else {
      list = null
      gathered.push(block)
    }
    const item = list?.items.at(-1)
    if (list !== null && item !== undefined) {
      item.endLine = block.endLine
      list.endLine = block.endLine
    }
  }
  return gathered
}

function hasNext(blocks: readonly Block[], index: number, list: List): boolean {
  const next = letterAt(list.items.length)
  for (const block of blocks.slice(index + 1, index + 12)) {
    if (block.type === 'heading') return false
    if (letterOf(block) === next) return true
  }
  return false
}

function letterAt(index: number): string {
  return String.fromCharCode(97 + index)
}

function letterOf(block: Block): string | null {
  if (block.type !== 'paragraph') return null
  const [line = ''] = block.lines
  return line[1] === '.' || line[1] === ')' ? (LETTER.exec(line)?.[1] ?? null) : null
}

function itemOf(paragraph: Paragraph): ListItem {
  const [first = '', ...rest] = paragraph.lines
  const blocks: Block[] = [{ ...paragraph, lines: [first.replace(LETTER, ''), ...rest] }]
  return { task: false, text: itemText(blocks), blocks, line: paragraph.line, endLine: paragraph.endLine }
}

/** Lines `a. …`, `b. …` right under each other are one paragraph to Markdown. */
function splitAtLetters(paragraph: Paragraph): Paragraph[] {
  const parts: Paragraph[] = []
  for (const [index, text] of paragraph.lines.entries()) {
    const last = parts.at(-1)
    const line = paragraph.line + index
    if (last === undefined || LETTER.test(text)) parts.push({ ...paragraph, lines: [text], line, endLine: line })
    else {
      last.lines.push(text)
      last.endLine = line
    }
  }
  return parts
}

import type { Block, List, Paragraph } from '../markdown/block.ts'
import { readLabel } from '../markdown/inline.ts'
import { bareLabel } from './labels.ts'
import {
  classifyLabel,
  emptyMetadata,
  type LabelUse,
  type Metadata,
  noteItem,
  noteMetadata,
  useUnder,
} from './metadata.ts'

/**
 * Whether what stands right under a heading names an alert, a severity or symptoms. Asked before the steps are read: what
 * the procedure is for decides how its sub-headings are taken. Fences say nothing about it, so a label's list may follow one.
 */
export function reportsTrouble(blocks: readonly Block[], heading: string): boolean {
  const metadata = emptyMetadata()
  const words = blocks.filter((block) => block.type !== 'fence')
  let pending = useUnder(heading)
  for (const [index, block] of words.entries()) {
    if (block.type === 'paragraph') pending = readParagraph(block, words[index + 1], pending, metadata)
    else if (block.type === 'list') {
      readList(block, pending, metadata)
      pending = null
    }
    if (metadata.alert !== null || metadata.severity !== null || metadata.symptoms.length > 0) return true
  }
  return false
}

/** @returns what the next list or paragraph belongs to. */
function readParagraph(
  paragraph: Paragraph,
  next: Block | undefined,
  before: LabelUse | null,
  metadata: Metadata,
): LabelUse | null {
  let pending = before
  let said: string[] = []
  for (const line of paragraph.lines) {
    const label = readLabel(line) ?? bareLabel(line, paragraph, next)
    if (label === null) {
      said.push(line)
      continue
    }
    const use = classifyLabel(label.name)
    said = label.value === '' ? [] : [label.value]
    pending = use === 'section' || use === 'remark' || label.value !== '' ? null : use
    noteMetadata(metadata, use, label.value)
  }
  if (pending !== null && readLabel(paragraph.lines.at(-1) ?? '') === null)
    noteMetadata(metadata, pending, said.join(' '))
  return pending
}

function readList(list: List, pending: LabelUse | null, metadata: Metadata): void {
  for (const item of list.items) {
    if (pending === 'symptoms' && item.text !== '') metadata.symptoms.push(item.text)
    noteItem(metadata, item)
  }
}

import type { Block, Heading, List, ListItem } from '../markdown/block.ts'
import { readLabel } from '../markdown/inline.ts'
import { namesProblem } from '../words/procedure-kind.ts'
import { instructs } from '../words/words.ts'
import { holdsCommands } from './list-items.ts'

/** Headings under which the items of a list are troubles, each with what is done about it. */
const TROUBLES = /\b(?:issues|problems|errors|failures|alerts|scenarios|troubleshooting)$/i
/** … and under which they are procedures, whatever they are called. */
const EMERGENCIES = /^(?:\d+\. )?emergency procedures$/i

/**
 * `1. **Pod stuck in Pending**` over a fence, one of several under "Common issues": each item becomes a heading of its own,
 * since it is a trouble of its own, and nobody goes through all of them.
 */
export function headTroubles(blocks: readonly Block[]): readonly Block[] {
  let heading: Heading | null = null
  let headed: Block[] | null = null
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'heading') heading = block
    const next = blocks[index + 1]
    // What follows the list would be taken for its last item's.
    const last = next === undefined || next.type === 'heading'
    if (block.type === 'list' && heading !== null && last && namesTroubles(block, heading.text)) {
      headed ??= blocks.slice(0, index)
      for (const item of block.items) headed.push(headingOf(item, heading.level + 1), ...item.blocks.slice(1))
    } else headed?.push(block)
  }
  return headed ?? blocks
}

function namesTroubles(list: List, heading: string): boolean {
  const emergencies = EMERGENCIES.test(heading)
  if (list.items.length < 2 || !(emergencies || TROUBLES.test(heading))) return false
  return list.items.every((item) => {
    const name = nameOf(item)
    return name !== null && item.blocks.some(holdsCommands) && (emergencies ? !instructs(name) : namesProblem(name))
  })
}

/** The bold label that is all an item says before what stands under it. */
function nameOf({ blocks: [first], task }: ListItem): string | null {
  if (task || first?.type !== 'paragraph' || first.lines.length > 1) return null
  const label = readLabel(first.lines[0] as string)
  return label === null || label.value !== '' ? null : label.name
}

function headingOf(item: ListItem, level: number): Heading {
  return { type: 'heading', level, text: item.text.replace(/[\s:：]+$/, ''), line: item.line, endLine: item.line }
}

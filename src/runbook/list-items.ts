import type { ListItem } from './document.ts'
import { plainText } from './inline.ts'

/** Text of the item's first paragraph, without marks, on one line. */
export function itemText(item: ListItem): string {
  const first = item.blocks[0]
  return first?.type === 'paragraph' ? plainText(first.lines.join(' ')) : ''
}

/** An entry of a table of contents or a list of links. */
export function isLinkOnly(item: ListItem): boolean {
  const first = item.blocks[0]
  if (first?.type !== 'paragraph') return false
  return /^(?:\*\*)?\[[^\]]{0,300}\]\([^)]{0,500}\)(?:\*\*)?(?:\s*[-–—:].*)?$/.test(first.lines.join(' ').trim())
}

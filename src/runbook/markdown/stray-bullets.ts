import type { Block, List } from './block.ts'

/**
 * `3. Optimize the queries:` over bullets that its author forgot to indent: to Markdown a list of their own, to a reader
 * the item's. Null where the block after the list is nothing of the kind.
 */
export function withItsBullets(list: List, next: Block | undefined): List | null {
  const last = list.items.at(-1)
  if (!list.ordered || last === undefined || last.task || last.blocks.length !== 1 || !/[:：]$/.test(last.text))
    return null
  if (next?.type !== 'list' || next.ordered || next.line > last.endLine + 2) return null
  const item = { ...last, blocks: [...last.blocks, next], endLine: next.endLine }
  return { ...list, items: [...list.items.slice(0, -1), item], share: null, endLine: next.endLine }
}

import type { TableKind } from '../plan/plan.ts'
import type { Block, Table } from './block.ts'
import type { Section } from './sections.ts'
import { tableKind } from './table-kind.ts'

export interface TableDraft {
  table: Table
  kind: TableKind
}

/** Every table of the file, in order, with what it is for. */
export function tablesOf(section: Section, headings: readonly string[] = []): TableDraft[] {
  const here = section.heading === null ? headings : [section.heading.text, ...headings].slice(0, 6)
  const own = tablesIn(section.blocks).map((table) => ({ table, kind: tableKind(table, here) }))
  return [...own, ...section.children.flatMap((child) => tablesOf(child, here))]
}

function tablesIn(blocks: readonly Block[]): Table[] {
  return blocks.flatMap((block) => {
    if (block.type === 'table') return [block]
    return block.type === 'list' ? block.items.flatMap((item) => tablesIn(item.blocks)) : []
  })
}

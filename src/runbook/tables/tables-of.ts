import type { TableKind } from '../../plan/plan.ts'
import { blocksOfType, type Table } from '../markdown/block.ts'
import type { Section } from '../sections/sections.ts'
import { tableKind } from './table-kind.ts'

export interface TableDraft {
  table: Table
  kind: TableKind
}

/** Every table of the file, in order, with what it is for. */
export function tablesOf(section: Section, headings: readonly string[] = []): TableDraft[] {
  const here = section.heading === null ? headings : [section.heading.text, ...headings].slice(0, 6)
  const own = blocksOfType(section.blocks, 'table').map((table) => ({ table, kind: tableKind(table, here) }))
  return [...own, ...section.children.flatMap((child) => tablesOf(child, here))]
}

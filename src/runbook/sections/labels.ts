import { longPattern } from '../../core/long-pattern.ts'
import type { Block, Paragraph } from '../markdown/block.ts'
import { readLabel } from '../markdown/inline.ts'
import { readOption } from '../words/conditions.ts'
import { readRole } from '../words/read-role.ts'
import { isNumbered } from '../words/words.ts'
import { classifyLabel } from './metadata.ts'

/** A bold label that names something to run of its own: `**Scale up workers:**`. */
export interface LabelProcedure {
  heading: string
  line: number
  endLine: number
}

/** `Rollback:` without bold, when it is a line of its own before something to run. */
export function bareLabel(
  line: string,
  block: Paragraph,
  next: Block | undefined,
): { name: string; value: string } | null {
  if (block.lines.length !== 1 || next === undefined || !/^[A-Z][\w &/()-]{2,50}:$/.test(line)) return null
  const name = line.slice(0, -1)
  return readRole(name) === null && classifyLabel(name) === 'section' ? null : { name, value: '' }
}

/** The bold labels that stand alone on their lines. */
export function labelsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'paragraph') return []
    const label = readLabel(block.lines.at(-1) ?? '')
    return label === null || label.value !== '' ? [] : [label.name]
  })
}

/** Last line of what a bold label heads: up to the next label that heads something. */
export function labelEnd(blocks: readonly Block[], index: number): number {
  let end = (blocks[index] as Block).endLine
  for (const block of blocks.slice(index + 1)) {
    if (block.type === 'paragraph') {
      const label = readLabel(block.lines[0] ?? '')
      if (label !== null && classifyLabel(label.name) !== 'remark') break
    }
    end = block.endLine
  }
  return end
}

const CHANGES = longPattern('i')`
  ^(?:(?:emergency|manual(?:ly)?|quick|force|forced|temporary|temporarily)\b[:\s-]*)*
  (?:scale|restart|re-?deploy|deploy|force|fail-?over|initiate|trigger|re-?enable|enable|disable|increase
    |decrease|purge|kill|terminate|flush|clear|restore|rotate|promote|switch|roll ?back|revert|undo|resize
    |drain|reset|recreate|re-?run|run|start|stop|budget|new|update|modify|patch|renew|reprocess|replay|requeue
    |rebuild)\b|\b(?:roll-?back|deployment|restart|failover|trigger|restore|increase|scaling)\b
  |^(?:required|initial|one-time) (?:set-?up|configuration)\b|\bset-?up (?:for|of)\b`

/** `**Scale up workers:**` over commands is a procedure of its own; `**Investigation:**` and `**If OOM:**` are not. */
export function namesProcedure(name: string, after: readonly Block[], end: number): boolean {
  if (isNumbered(name) || readOption(name) !== null || /^(?:if|when|check|verify|for|on|via|using)\b/i.test(name))
    return false
  const role = readRole(name)
  if ((role !== null && role !== 'rollback') || !CHANGES.test(name)) return false
  return after.some((block) => {
    if (block.line > end || block.type !== 'fence') return false
    return block.kind === 'shell' || block.kind === 'console' || block.kind === 'sql'
  })
}

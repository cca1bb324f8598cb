import type { Block, List, ListItem } from '../markdown/block.ts'
import { oneLine, plainText, readLabel } from '../markdown/inline.ts'
import { commandToRun } from '../shell/inline-commands.ts'
import { readCondition } from '../words/conditions.ts'
import { mainClause, tellsToAct } from '../words/instructions.ts'
import { instructs } from '../words/words.ts'
import { classifyLabel } from './metadata.ts'

/** An entry of a table of contents or a list of links. */
export function isLinkOnly(item: ListItem): boolean {
  const first = item.blocks[0]
  if (first?.type !== 'paragraph') return false
  const text = oneLine(first.lines).trim()
  if (!text.startsWith('[') && !text.startsWith('**[')) return false
  return /^(?:\*\*)?\[[^\]]{0,300}\]\([^)]{0,500}\)(?:\*\*)?(?:\s*[-–—:].*)?$/.test(text)
}

/** Share of a list's items that say what to do; links do not count. */
export function share(list: List): number {
  list.share ??= findShare(list)
  return list.share
}

function findShare(list: List): number {
  const items = list.items.filter((item) => !isLinkOnly(item))
  return items.filter((item) => saysToDo(item, list.ordered)).length / Math.max(1, items.length)
}

/** `**Containment** (within the hour): Stop the writers`: a name, and what it stands for. */
const NAMED = /^[A-Z][\w /&-]{1,40}?(?:\s*\([^()]{1,40}\))?:\s+(.+)$/

function saysToDo(item: ListItem, ordered: boolean): boolean {
  const { text } = item
  if (namesCommand(item)) return true
  if (tells(item)) return true
  if (ordered && tellsToAct(NAMED.exec(text)?.[1] ?? '')) return true
  // "The event was lost → Check the subscription".
  const arrow = ordered ? text.lastIndexOf(' → ') : -1
  if (arrow > 0 && tellsToAct(text.slice(arrow + 3))) return true
  // "Communication", and under it whom to tell.
  if (ordered && item.blocks.some((block) => block.type === 'list' && mostInstruct(block))) return true
  // "If the pod is not running", and under it what to do then.
  return item.blocks.length > 1 && (item.blocks.some(holdsCommands) || readCondition(text) !== null)
}

/** Whether its words alone say what to do. */
export function tells({ text }: ListItem): boolean {
  return instructs(text) || tellsToAct(mainClause(text))
}

/** Whether nearly every item is told to someone, its name aside: "- RDS storage: increase it". */
export function tellsAll(list: List): boolean {
  const items = list.items.filter((item) => !isLinkOnly(item))
  return items.length > 1 && items.filter((item) => saysToDo(item, true)).length >= items.length * 0.8
}

function mostInstruct(list: List): boolean {
  return list.items.filter((item) => instructs(item.text)).length >= list.items.length * 0.6
}

/** `- Snapshots: \`aws rds describe-db-snapshots …\``: an item that says what to type. */
export function namesCommand(item: ListItem): boolean {
  const first = item.blocks[0]
  return first?.type === 'paragraph' && commandToRun(first.lines.join('\n')) !== null
}

/** "- Snapshots: `aws rds …`" under an item: the bullets are the steps. */
export function listsCommands(list: List): boolean {
  return list.items.some(namesCommand) && (list.ordered || share(list) >= 0.6)
}

/** Whether there is a fence with something to run in it. */
export function holdsCommands(block: Block): boolean {
  if (block.type === 'list') return block.items.some((item) => item.blocks.some(holdsCommands))
  if (block.type !== 'fence') return false
  return block.kind !== null && block.kind !== 'json'
}

/** "1. Safety checks" over boxes: their name. A whole sentence there is something to do, with what it takes. */
export function headsBoxes({ task, text, blocks }: ListItem): boolean {
  return (
    !task &&
    text.length <= 60 &&
    blocks.some((block) => block.type === 'list' && block.items.every((nested) => nested.task))
  )
}

/** `- **Symptom**: Orders wait` → `Orders wait`; null for any other item. */
export function namedSymptom({ blocks: [first] }: ListItem): string | null {
  const label = first?.type === 'paragraph' ? readLabel(first.lines[0] ?? '') : null
  if (label === null || label.value === '' || classifyLabel(label.name) !== 'symptoms') return null
  return plainText(label.value)
}

import type { Block, List, ListItem } from '../markdown/block.ts'
import type { Scope } from '../step-draft.ts'
import { readCondition } from '../words/conditions.ts'
import { headingTells, tellsToAct } from '../words/instructions.ts'
import { headsWork } from '../words/other-languages.ts'
import { actionKind, namesProblem } from '../words/procedure-kind.ts'
import type { Role } from '../words/role.ts'
import { instructs, withoutColon } from '../words/words.ts'
import { isLinkOnly, share, tellsAll } from './list-items.ts'

/** Whether the items of a list are things to do, rather than facts. */
export function proseList(list: List, scope: Scope): boolean {
  const role = scope.roles[0]
  if (role === 'symptoms' || role === 'about') return false
  const items = list.items.filter((item) => !isLinkOnly(item))
  if (items.length === 0) return false
  if (list.ordered && headsWork(scope.headings[0] ?? '')) return true
  // Whom to call, in that order, once it has come to it.
  if (list.ordered && role === 'communicate' && scope.condition !== null) return true
  if (list.ordered) return share(list) >= 0.5 || (items.length > 1 && namesSequence(scope))
  if (role === 'communicate') return tellsAll(list) || share(list) >= 0.6
  // "Token expired" over what to do about it.
  const trouble = scope.section !== null && namesProblem(scope.section)
  // "If the provider is down → wait" over what to do meanwhile.
  const guarded = guards(scope)
  if (role === undefined && (trouble || guarded || headingTells(scope.headings[0] ?? ''))) return tellsAll(list)
  if (role === undefined && scope.section !== null && items.length > 1 && items.every(({ text }) => instructs(text)))
    return true
  // "- Full disk: increase the volume", item by item, under "Resolution".
  if (role === 'fix' && tellsAll(list)) return true
  // "Action items" over "Order more if the growth goes on".
  if (
    role === 'steps' &&
    items.length > 1 &&
    items.every(({ text }) => instructs(text) || readCondition(text) !== null)
  )
    return true
  return share(list) >= 0.6 && role !== undefined && role !== 'causes'
}

/** Whether what stands under it is for one case: "If the queue grows". */
export function guards({ section }: Scope): boolean {
  return section !== null && readCondition(section) !== null
}

/** Whether what heads a numbered list says that it tells an order of events, as in "Standard deployment". */
function namesSequence(scope: Scope): boolean {
  const near = scope.headings[0] ?? ''
  if (/\b(?:steps?|process|procedure|set-?up|workflow|sequence|order|instructions|plan)\b/i.test(near)) return true
  // "Backup failure" is a trouble, not the making of one.
  return scope.headings.some((heading) => actionKind(heading) !== null && !FAILS.test(heading))
}

const FAILS = /\b(?:failures?|failing|errors?|issues?|problems?)$/i

/** Roles under which a sentence that tells to do something is a step wherever it stands. */
export const DOING: readonly Role[] = ['diagnose', 'steps', 'fix', 'verify', 'rollback', 'communicate', 'document']

export const ONE_OF = /\b(?:one|either|any) of\b|\balternatives\b|\b(?:following|these) (?:methods|options|ways)\b/i

/** Whether a paragraph only leads to the fence, list or table after it. */
export function introducesNext(text: string, next: Block | undefined): boolean {
  if (/[:：]$/.test(text)) return true
  if (next?.type === 'fence') return next.kind !== null
  return next?.type === 'list' && /\b(?:following|below|these)\b/i.test(text)
}

export function lastSentence(text: string): string {
  return /[.!?]\s/.test(text) ? (text.split(/(?<=[.!?])\s+/).at(-1) ?? '') : text
}

/** What "If the queue grows:" makes what follows depend on; "If a node is lost, its pods move, as in:" nothing. */
export function readGuard(text: string): string | null {
  if (!/[:：]$/.test(text)) return null
  const sentence = withoutColon(lastSentence(text))
  const condition = readCondition(sentence)
  if (condition === null) return null
  const main = /^[^,]*,\s*(.+)$/.exec(sentence)?.[1]
  return main === undefined ||
    !/^(?:only |even )?(?:if|when|unless|in case)\b/i.test(sentence) ||
    instructs(sentence) ||
    tellsToAct(main)
    ? condition
    : null
}

/** `3. Scale it down` before a fence that is not indented, and `4. …` after it. */
export function continues(list: List, item: ListItem, afterNext: Block | undefined): boolean {
  if (/:$/.test(item.text)) return true
  if (item.blocks.length > 1) return false
  if (!list.ordered) return list.items.length === 1
  return list.start > 1 || (afterNext?.type === 'list' && afterNext.ordered && afterNext.start > 1)
}

/** JSON is something to use when the text says so, and an answer when it says that. */
export function isInput(intro: string, scope: Scope): boolean {
  const said = `${intro} ${scope.headings[0] ?? ''}`
  return (
    !/\b(?:returns?|respon[sd]\w*|output|expected|example|looks? like|format|shape|sample)\b/i.test(said) &&
    scope.section !== null
  )
}

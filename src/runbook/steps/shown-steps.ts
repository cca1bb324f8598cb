import type { Fence } from '../markdown/block.ts'
import { join, title } from '../sections/scopes.ts'
import type { Scope, StepDraft } from '../step-draft.ts'
import { readCondition } from '../words/conditions.ts'
import { mainClause, tellsToAct } from '../words/instructions.ts'
import { instructs } from '../words/words.ts'
import { groupLines } from './fence-groups.ts'
import { wordsStep } from './item-steps.ts'

/** Languages of questions to a monitoring system. */
const QUERIES = /^(?:promql|logql|traceql|metricsql)$/

const SHOWS = /^(?:wrong|bad|instead of|don['’]t|good|right|correct|before|slow)\b/i

/**
 * What a fence that no shell runs gives a person to do: queries to paste, or a framed list.
 *
 * @param intro - The sentence before it.
 * @param started - Whether the procedure has steps before it.
 * @returns null where it gives nothing to do: then it is output, or an example.
 */
export function shownSteps(fence: Fence, scope: Scope, intro: string, started: boolean): StepDraft[] | null {
  const role = scope.roles[0]
  if (role === 'about' || role === 'symptoms') return null
  return queries(fence, scope, intro, started) ?? numbered(fence, scope)
}

/** PromQL, to be pasted where a person looks at graphs: a step for each comment that says what it asks. */
function queries(fence: Fence, scope: Scope, intro: string, started: boolean): StepDraft[] | null {
  if (!QUERIES.test(fence.language)) return null
  if (!started && scope.roles[0] === undefined && scope.section === null) return null
  const groups = groupLines(fence, 'shell').filter(({ code }) => code >= 0)
  // "Wrong", "Instead of": they show how to write one.
  if (groups.some(({ comment }) => SHOWS.test(comment[0] ?? ''))) return null
  if (groups.length === 1 && tellsToAct(mainClause(intro))) return null
  return groups.map(({ comment, code, from, to }) => {
    const text = fence.lines.slice(from, to + 1).join('\n')
    const name = comment.length > 0 ? comment.join(' / ') : intro === '' ? scope.title : intro
    const step = wordsStep(fence.firstLine + code, fence.firstLine + to, text, { ...scope, title: title(name) })
    return { ...step, from: fence.firstLine + from, asks: true }
  })
}

/** `1. Assess the severity`, `2. Open a ticket` in a fence of plain text: a list that its author framed. */
function numbered(fence: Fence, scope: Scope): StepDraft[] | null {
  if (fence.language !== '') return null
  const items = fence.lines.flatMap((line, at) => (line.trim() === '' ? [] : [{ text: line.trim(), at }]))
  if (items.length < 2 || !items.every(({ text }) => /^\d+[.)]\s/.test(text))) return null
  if (items.filter(({ text }) => instructs(text)).length < items.length * 0.6) return null
  return items.map(({ text, at }) => {
    const line = fence.firstLine + at
    const condition = join(scope.condition, readCondition(text))
    return wordsStep(line, line, text, { ...scope, title: title(text), condition })
  })
}

import type { Policy } from '../policy/policy.ts'
import type { Transition } from './draft.ts'
import { reduce } from './reducer.ts'

/** Goes as far as it can without starting anything: what a person is asked next is known at once. */
export function thenAdvance(first: Transition, now: Date, policy: Policy): Transition {
  const next = reduce(first.run, { kind: 'advance' }, now, policy)
  if (next.intents.some((intent) => intent.kind === 'start-attempt')) return first
  return join(first, next)
}

export function join(first: Transition, next: Transition): Transition {
  return {
    run: next.run,
    intents: [...first.intents, ...next.intents],
    timeline: [...first.timeline, ...next.timeline],
  }
}

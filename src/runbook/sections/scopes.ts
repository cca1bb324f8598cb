import type { Scope } from '../step-draft.ts'
import { isOptional, readCondition } from '../words/conditions.ts'
import { readRole, readRoleUnder } from '../words/read-role.ts'
import { instructs, withoutColon, withoutNumber } from '../words/words.ts'

export function labelScope(outer: Scope, name: string): Scope {
  const role = readRoleUnder(outer.roles[0] ?? null, name)
  return {
    ...outer,
    // `**Solution:**` under "Memory leak" is the solution of that: the heading says more.
    section: role !== null && outer.section !== null && readRole(outer.section) === null ? outer.section : name,
    roles: role === null ? outer.roles : [role, ...outer.roles],
    headings: [name, ...outer.headings],
    condition: join(outer.condition, readCondition(name)),
    optional: outer.optional || isOptional(name),
    title: title(name),
  }
}

/** Scope of a sub-heading that divides a procedure. */
export function headingScope(outer: Scope, heading: string, choice: string | null): Scope {
  const scope = labelScope(outer, heading)
  const cause = (outer.roles[0] === 'causes' && readRole(heading) === null && !instructs(heading)) || CASE.test(heading)
  return {
    ...scope,
    choice: choice ?? outer.choice,
    condition: scope.condition ?? (cause ? causeText(heading) : null),
  }
}

/** `Case A — the format changed`: one of several that may be. */
const CASE = /^case\s+\w{1,3}\s*[:–—-]/i

/** `Cause 2: Memory pressure` → `Memory pressure`. */
function causeText(heading: string): string {
  return withoutNumber(heading).replace(
    /^(?:(?:root |possible )?cause|issue|scenario|case|problem)\s*#?\w{0,3}\s*[:–—-]\s*/i,
    '',
  )
}

export function title(text: string): string {
  const plain = withoutColon(text)
  return plain.length <= 160 ? plain : `${plain.slice(0, 157)}…`
}

export function join(outer: string | null, inner: string | null): string | null {
  if (outer === null || inner === null || outer === inner) return outer ?? inner
  return `${outer}; ${inner}`
}

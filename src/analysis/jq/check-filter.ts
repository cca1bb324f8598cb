import { hasFunction } from './builtins.ts'
import { parseFilter } from './parse-filter.ts'
import type { JqProblem } from './problem.ts'
import { type JqVersion, VERSIONS } from './tokens.ts'

/** What the releases of jq say of a filter. */
export interface FilterCheck {
  /** Why all of them refuse it, as the latest says; null where one takes it, or where a hole keeps that open. */
  problem: JqProblem | null
  /** Of a filter that some take: the last that refuses it, and why. Hosts have it for years. */
  before: { version: JqVersion; problem: JqProblem } | null
}

/** Longer ones are nobody's. */
const LONGEST = 20_000

/** Every filter has these. */
const GIVEN = ['ENV', 'ARGS', '__loc__']

/** Up to 1.6 it is not there. */
const GIVEN_SINCE_17 = [...GIVEN, 'JQ_BUILD_CONFIGURATION']

/** Why one release refuses a filter; null if it takes it, or cannot be known. */
export function checkFilterAs(version: JqVersion, text: string, variables: readonly string[] | null): JqProblem | null {
  const given = version === '1.6' ? GIVEN : GIVEN_SINCE_17
  return parseFilter(text, version, {
    hasFunction: (signature) => hasFunction(signature, version),
    variables: variables === null ? null : new Set([...given, ...variables]),
  })
}

/**
 * Says what jq 1.6, 1.7 and 1.8 make of a filter, which may hold HOLEs where the shell puts something in: what they cannot
 * change is judged (docs/adr/0021).
 *
 * @param variables - Names that options give; null where they are not known.
 */
export function checkFilter(text: string, variables: readonly string[] | null): FilterCheck {
  if (text.length > LONGEST) return { problem: null, before: null }
  const newestFirst = VERSIONS.toReversed()
  const found = newestFirst.map((version) => ({ version, problem: checkFilterAs(version, text, variables) }))
  if (found.every(({ problem }) => problem !== null)) return { problem: found[0]?.problem ?? null, before: null }
  // What only a later release refuses is next to nothing, and in no runbook.
  const [latest, ...earlier] = found
  const before = latest?.problem === null ? earlier.find(({ problem }) => problem !== null) : undefined
  return { problem: null, before: before?.problem ? { version: before.version, problem: before.problem } : null }
}

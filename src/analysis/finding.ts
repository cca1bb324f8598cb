import type { Effect, Target } from '../plan/plan.ts'
import { worstEffect } from '../plan/plan.ts'
import type { ShellWord } from './shell/word.ts'

/** What one command was found to do. */
export interface Finding {
  effect: Effect
  /** Why, in words; the decisive one first. */
  reasons: string[]
  /** Words that name what the program is asked to do: `ecs update-service`. */
  subcommand: string | null
  targets: Target[]
  permissions: string[]
  /** Arguments that another interpreter reads as program text: a value put there could become code. */
  code: ShellWord[]
}

/** What a command reads from its standard input: nothing of its own, text that is known, or something that is not. */
export type Input = { kind: 'none' } | { kind: 'text'; text: string } | { kind: 'unknown' }

/** One simple command, as its resolver sees it. */
export interface Call {
  /** Without its path: `kubectl`. */
  program: string
  /** The words after the program. */
  args: readonly ShellWord[]
  input: Input
}

/** The rest of the analysis, for programs that run other programs or read SQL. */
export interface Nested {
  /** A command given as words: `sudo systemctl restart nginx`. */
  words(words: readonly ShellWord[], input?: Input): Finding
  /** A command given as text for a shell: `sh -c 'a | b'`. */
  shell(text: string): Finding
  sql(text: string): Finding
}

export type Resolver = (call: Call, nested: Nested) => Finding

type More = Partial<Omit<Finding, 'effect' | 'reasons'>>

function finding(effect: Effect, reason: string, more: More): Finding {
  // Member by member: `more` may be another finding, whose effect and reasons must not survive.
  const { subcommand = null, targets = [], permissions = [], code = [] } = more
  return { effect, reasons: [reason], subcommand, targets, permissions, code }
}

export const read = (reason: string, more: More = {}): Finding => finding('read', reason, more)
export const write = (reason: string, more: More = {}): Finding => finding('write', reason, more)
export const destructive = (reason: string, more: More = {}): Finding => finding('destructive', reason, more)
export const unknown = (reason: string, more: More = {}): Finding => finding('unknown', reason, more)

/** The worst of several findings, with what all of them touch; `read` with the given reason for none. */
export function worstOf(findings: readonly Finding[], otherwise: string): Finding {
  const effect = worstEffect(findings.map((found) => found.effect))
  const decisive = findings.filter((found) => found.effect === effect)
  return {
    effect,
    reasons: decisive.length === 0 ? [otherwise] : unique(decisive.flatMap((found) => found.reasons)),
    subcommand: null,
    targets: uniqueTargets(findings.flatMap((found) => found.targets)),
    permissions: unique(findings.flatMap((found) => found.permissions)),
    code: [],
  }
}

/** The same finding, at least as bad as `floor`, whose reason then comes first. */
export function atLeast(found: Finding, floor: Finding): Finding {
  const effect = worstEffect([found.effect, floor.effect])
  if (effect === found.effect) return { ...found, reasons: unique([...found.reasons, ...floor.reasons]) }
  return { ...found, effect, reasons: unique([...floor.reasons, ...found.reasons]) }
}

function unique(texts: string[]): string[] {
  return texts.length < 2 ? texts : [...new Set(texts)]
}

function uniqueTargets(targets: Target[]): Target[] {
  if (targets.length < 2) return targets
  return [...new Map(targets.map((target) => [`${target.kind}\n${target.name}`, target])).values()]
}

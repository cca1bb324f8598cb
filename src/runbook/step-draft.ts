import type { StepKind } from '../plan/plan.ts'
import type { Role } from './words/role.ts'

/** A step as the text gives it, before anyone has looked at what its commands do. */
export interface StepDraft {
  /** First line of its code, or of its text. */
  line: number
  endLine: number
  /** First line of the fence it stands in. */
  fence?: number
  /** First line of what introduces it: its comment. */
  from: number
  title: string
  kind: StepKind
  section: string | null
  /** Roles of the headings and labels around it, the nearest first. */
  roles: Role[]
  /** Their texts, the nearest first. */
  headings: string[]
  condition: string | null
  choice: string | null
  optional: boolean
  expected: string | null
  /** A query to a monitoring system, in words as far as we are concerned: it only looks. */
  asks?: boolean
  /** As in the file, with its comments. */
  text: string
  /** What an interpreter is given; `line` is the line of its first character. Empty for prose. */
  code: string
}

/** Where a step stands. */
export interface Scope {
  section: string | null
  roles: Role[]
  headings: string[]
  condition: string | null
  choice: string | null
  optional: boolean
  /** Title for commands that nothing else names. */
  title: string
}

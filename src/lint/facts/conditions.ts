import type { RunbookFacts } from './facts.ts'
import { sign } from './signs.ts'
import { sqlOf } from './sql.ts'

/**
 * Whether a runbook has what a rule cannot do without. Of some 100 rules most have nothing to say about most runbooks: of one
 * block of code nine in ten are not asked.
 */
export type Condition = (runbook: RunbookFacts) => boolean

/** One of these texts stands somewhere in the file, in whatever letter case. */
export function holds(...texts: readonly string[]): Condition {
  const any = sign(...texts)
  return ({ signs }) => signs.inFile(any)
}

/** One of these texts stands in the code of a step, which is not always written as the file has it. */
export function inCode(...texts: readonly string[]): Condition {
  const any = sign(...texts)
  return ({ signs }) => signs.inCode(any)
}

/** There is SQL: in a block of its own, or handed to a client. */
export const hasSql: Condition = (runbook) => sqlOf(runbook).length > 0

/** Something may be changed. */
export const mayChange: Condition = ({ commands }) => commands.some(({ effect }) => effect !== 'read')

/** Something is taken away for good. */
export const destroys: Condition = ({ commands }) => commands.some(({ effect }) => effect === 'destructive')

/** Something is written to a file, or read from one. */
export const redirects: Condition = ({ commands }) => commands.some((command) => command.redirects.length > 0)

/** A comment stands in a block. */
export const hasComments: Condition = (runbook) => runbook.comments().length > 0

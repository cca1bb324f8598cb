import type { Diagnostic } from '../plan/plan.ts'
import type { Condition } from './facts/conditions.ts'
import type { CommandFact, RunbookFacts, Sign, StepFact } from './facts/facts.ts'

export type Severity = Diagnostic['severity']

/** What a rule is about; also the chapter its page stands in. */
export type Family =
  | 'will not run'
  | 'hangs or needs a terminal'
  | 'hides failure'
  | 'dangerous'
  | 'wrong target or context'
  | 'incomplete'
  | 'about the check itself'

/** One thing that can be wrong with a runbook. Its page is `docs/rules/<id>.md`; why it reads a plan: docs/adr/0008. */
export interface Rule {
  /** Kebab-case; also the name in `standby.yaml` and in comments that silence it. */
  id: string
  family: Family
  /**
   * How bad it is by itself: `error` when it fails or does harm as it stands, `warning` when it goes on unseen in a case
   * that comes up, `info` for what stops and says so, or what a reader may want to know (docs/adr/0022). A finding may say
   * otherwise.
   */
  severity: Severity
  /** One line for lists: what a runbook does that this rule finds. */
  summary: string
  /**
   * The programs it is about, by name, or what aws and kubectl are asked to do: `curl`, `aws ecs run-task`, `kubectl set env`
   * (`oc` too). It is given their commands only, and a runbook that runs none of them is not shown to it. Like `when`, a hint
   * that saves time and decides nothing: given all commands it finds the same, as a test proves.
   */
  programs?: ReadonlySet<string>
  /** What stands in every command it finds something in: it is given only those that have it. A hint as `programs` is one. */
  sign?: Sign
  /** What a runbook must have for it to find anything (`facts/conditions.ts` has the usual ones); far cheaper than asking it. */
  when?: Condition
  /**
   * Pure, and linear in the runbook's length.
   *
   * @param commands - Those of `programs` that have its `sign`, in the order of the file; all commands where it names neither.
   * @param tell - Is handed each finding. Where most rules find nothing, an iterator for each took a tenth of a check.
   */
  check(runbook: RunbookFacts, commands: readonly CommandFact[], tell: Tell): void
}

export type Tell = (finding: Finding) => void

/** What one rule found in one place. */
export interface Finding {
  at: Where
  /** What will happen, with the names of the command. No full stop at the end. */
  message: string
  /** What to write in its place; null when there is nothing short to say. */
  hint: string | null
  /** Null takes the rule's own. */
  severity: Severity | null
  fix: Edit | null
}

/** A stretch of a step's code (UTF-16 offsets), or lines of the file. */
export type Where = { step: StepFact; from: number; to: number } | LineRange

/** Whole lines, or a part of one: columns count from 1, the end is the first that is no part of it any more. */
export interface LineRange {
  line: number
  endLine: number
  columns?: { from: number; to: number }
}

/** Replaces a stretch of a step's code. */
export interface Edit {
  step: StepFact
  from: number
  to: number
  text: string
}

type More = Partial<Pick<Finding, 'severity' | 'fix'>>

/** A finding on a command, or on a part of it that has offsets in the same step. */
export function onCommand(
  command: CommandFact,
  message: string,
  hint: string | null,
  more: More & { part?: { from: number; to: number } } = {},
): Finding {
  const { part, ...rest } = more
  const { from, to } = part ?? command
  return { at: { step: command.step, from, to }, message, hint, severity: null, fix: null, ...rest }
}

/** A finding on a line of the file, or on a part of it. */
export function onLine(
  line: number,
  message: string,
  hint: string | null,
  more: More & Pick<LineRange, 'columns'> = {},
): Finding {
  const { columns, ...rest } = more
  const at = columns === undefined ? { line, endLine: line } : { line, endLine: line, columns }
  return { at, message, hint, severity: null, fix: null, ...rest }
}

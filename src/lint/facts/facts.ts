import type { AwsCall } from '../../analysis/aws/parse-aws.ts'
import type { KubectlCall } from '../../analysis/kubectl/parse-kubectl.ts'
import type { ShellWord } from '../../analysis/shell/word.ts'
import type { Effect, Procedure, Step, Table } from '../../plan/plan.ts'
import type { Checkout } from './checkout.ts'

/** A compiled runbook as rules look at it: everything once, in the order of the file. */
export interface RunbookFacts {
  /** Of the file, without line endings. */
  lines: readonly string[]
  /** The repository it lies in; null where that is not known, as of what came by post. */
  checkout: Checkout | null
  /** The whole file: a rule about lines first asks whether it holds what none of them can do without. */
  text: string
  /** Where what rules cannot do without stands: in which lines, in which commands. */
  signs: Signs
  /** UTF-16 offsets of each line's first character in it; a byte-order mark belongs to no line. */
  lineStarts: readonly number[]
  /** Whether a line stands between the marks of a fence, whatever the fence holds. */
  isCode(line: number): boolean
  /** Outside fences. Few rules ask, and few runbooks give them reason to: found when first asked for. */
  headings(): readonly Heading[]
  /** Lines within the fences that hold steps, between their marks, that are comments of a shell. */
  comments(): readonly CommentFact[]
  procedures: readonly Procedure[]
  tables: readonly Table[]
  fences: readonly FenceFact[]
  /** Every fenced block, also those that hold no step: queries, configuration, output. */
  blocks: readonly FenceFact[]
  steps: readonly StepFact[]
  /** Of all steps, also those that other commands carry: of `watch 'kubectl get pods'` both. */
  commands: readonly CommandFact[]
  /** The same by the program's name, and those of aws and kubectl also by what they are asked to do: `aws ecs run-task`. */
  byName: ReadonlyMap<string, readonly CommandFact[]>
}

/**
 * Texts, one of which must stand in a file, a line or a command for a rule to find anything there; letter case does not
 * matter. Made by `sign` (`signs.ts`).
 */
export type Sign = number & { readonly sign: unique symbol }

/** Where the signs of all rules stand in one runbook. They are looked for together, when first asked for. */
export interface Signs {
  /** The lines of the file that have it, counted from 1. */
  lines(sign: Sign): readonly number[]
  inFile(sign: Sign): boolean
  /** Whether the code of a step has it, which is not always written as the file has it. */
  inCode(sign: Sign): boolean
  /** The commands that have it between their first character and their last, in the order of the file. */
  commands(sign: Sign): readonly CommandFact[]
}

export interface Heading {
  line: number
  level: number
  text: string
}

/** A line of a block that is a comment. */
export interface CommentFact {
  fence: FenceFact
  line: number
  /** Among the lines of the fence. */
  index: number
  /** What stands after the signs. */
  text: string
}

/** A fenced block. */
export interface FenceFact {
  /** Of the opening and closing marks. */
  line: number
  endLine: number
  language: string
  /** Between the marks; the first is of the line after `line`. */
  lines: readonly string[]
  steps: StepFact[]
  /** Of all its steps. */
  commands: CommandFact[]
}

export interface StepFact {
  procedure: Procedure
  step: Step
  /** What the shell is given; offsets of commands lie in it. Empty for prose. */
  code: string
  fence: FenceFact | null
  commands: CommandFact[]
  assignments: readonly AssignmentFact[]
  /** Variables that are read and were not set earlier in the step, where they are read first. */
  reads: readonly VariableRead[]
  /** Placeholders that stand bare, where the shell would look for redirections. */
  holes: readonly { from: number; to: number; text: string; name: string; kind: 'hole' | 'elision' }[]
}

export interface VariableRead {
  name: string
  from: number
  to: number
}

export interface AssignmentFact {
  name: string
  /** As written. */
  value: string
  from: number
  to: number
}

export interface RedirectFact {
  operator: string
  /** Known part of the target as written; empty for `>&2`. */
  target: string
  from: number
  to: number
}

/** One simple command, with where it stands in the shell's grammar. */
export interface CommandFact {
  step: StepFact
  /** Without its path. */
  program: string
  /** All words, the program first. */
  words: readonly ShellWord[]
  /** Values of the words after the program; placeholders are underscores. */
  args: readonly string[]
  /** UTF-16 offsets into the step's code. */
  from: number
  to: number
  line: number
  effect: Effect
  /** Its place among all commands of the runbook. */
  index: number
  /** Commands it hands on, and those that these hand on. */
  carried: CommandFact[]
  /** The command that hands this one on: `watch`, `xargs`, `kubectl exec`; null for one that stands by itself. */
  carrier: CommandFact | null
  /** It runs on another machine or in a container. */
  elsewhere: boolean
  pipeline: readonly CommandFact[]
  /** `a && b`, `a || b`, `if a`, `set -e`: its failure is noticed by the shell. */
  failureStops: boolean
  /** Its failure is thrown away: `|| true`. */
  failureIgnored: boolean
  /** In `$(…)`, a loop or a function. */
  place: 'plain' | 'substitution' | 'loop' | 'function'
  redirects: readonly RedirectFact[]
  /** `A=1 command`. */
  prefix: readonly AssignmentFact[]
  /** Kept by `awsOf`, `kubectlOf` and `verbOf`, which are to be asked: parsed when first wanted. */
  aws: AwsCall | null
  kubectl: KubectlCall | null
  verb: string | null
  /** `aws ecs run-task`, `kubectl rollout undo` (of `oc` too); null for other programs. */
  fullName: string | null
}

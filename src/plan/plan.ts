/**
 * The compiled runbook: what `standby show FILE --format json` prints, what a run executes and what the console draws.
 * Everything here is plain JSON. Lines and columns count from 1; `offset`s are UTF-16 indices counted from 0.
 */

export type Effect = 'read' | 'write' | 'destructive' | 'unknown'

export type ProcedureKind =
  | 'incident'
  | 'deploy'
  | 'rollback'
  | 'migrate'
  | 'scale'
  | 'maintain'
  | 'rotate'
  | 'restore'
  | 'diagnose'
  | 'checklist'
  | 'other'

export type Phase = 'prepare' | 'diagnose' | 'fix' | 'verify' | 'rollback' | 'communicate' | 'document'

export type StepKind = 'shell' | 'sql' | 'http' | 'dns' | 'json' | 'hcl' | 'python' | 'prose' | 'checklist'

export type TableKind =
  | 'resources'
  | 'dashboards'
  | 'severity'
  | 'cause_fix'
  | 'queue'
  | 'retention'
  | 'impact'
  | 'escalation'
  | 'dependencies'
  | 'alarms'
  | 'logs'
  | 'schedule'
  | 'contacts'
  | 'rpo_rto'
  | 'backups'
  | 'other'

/** One Markdown file, compiled. */
export interface Plan {
  /** As given: a path, or a name the text was posted under. */
  file: string
  title: string | null
  procedures: Procedure[]
  tables: Table[]
  diagnostics: Diagnostic[]
}

export interface Procedure {
  /** Slug of the heading, unique in the file: `high-error-rate`. Made unique by its parents' slugs, then by a number. */
  id: string
  /** As written, without Markdown marks: `3a. API Down / High 5xx Rate`. */
  heading: string
  line: number
  endLine: number
  kind: ProcedureKind
  /** Id of the procedure it lies in, if any. */
  parent: string | null
  alert: { name: string; threshold: string | null } | null
  severity: string | null
  responseTime: string | null
  estimatedTime: string | null
  when: string | null
  prerequisites: string[]
  symptoms: string[]
  causes: Cause[]
  steps: Step[]
  /** The holes of all steps, one entry per meaning. */
  parameters: Parameter[]
}

/** One row of a cause→fix table. */
export interface Cause {
  line: number
  cause: string
  fix: string
}

export interface Step {
  /** First line of its first command; for prose, of its text. */
  line: number
  endLine: number
  title: string
  phase: Phase
  kind: StepKind
  /** The heading or bold label under the procedure it stands in: `Triage`, `Rollback to previous task definition`. */
  section: string | null
  /** "If recent deployment": to be done only when a person says it holds. */
  condition: string | null
  /** Steps that share a choice are alternatives; one is done. */
  choice: string | null
  optional: boolean
  /** Output the runbook says to expect. */
  expected: string | null
  /** The step's source, as in the file. */
  text: string
  placeholders: Placeholder[]
  commands: Command[]
  /** What bash is given; null when the step is not shell, or when it cannot be run as it stands. */
  script: Script | null
}

export interface Placeholder {
  /** Name of the parameter it stands for: `TASK_ARN`, `DATABASE_URL`. */
  name: string
  /** As written: `<TASK_ARN>`, `${VERSION}`. */
  text: string
  line: number
  /** A value that looks real and is only an example: it stays in place when the step runs. */
  example?: true
}

export interface Parameter {
  /** An environment variable's name: upper case, digits, underscores. */
  name: string
  /** Every way it is written in the procedure. */
  texts: string[]
  /** `variable`: the shell reads it (`$DATABASE_URL`); `hole`: Standby puts it where the placeholder stood. */
  source: 'variable' | 'hole'
  secret: boolean
  /** Indices into `steps`. */
  steps: number[]
  /** This and what follows is absent in runs that began under a version that did not say it. */
  type?: ParameterType
  /** False when the text brings a value of its own wherever it is read: `${TAG:-latest}`. */
  required?: boolean
  /** The value the text falls back on; null without one. */
  default?: string | null
  /** Where a value can come from, the surest first; empty: only a person knows. */
  sources?: ParameterSource[]
}

export type ParameterType =
  | 'arn'
  | 'revision'
  | 'region'
  | 'number'
  | 'url'
  | 'host'
  | 'id'
  | 'version'
  | 'secret'
  | 'text'

export type ParameterSource =
  /** An earlier step prints it; an index into `steps`. */
  | { from: 'step'; step: number }
  | { from: 'alert-label'; label: string }
  /** The environment's parameters and variables. */
  | { from: 'configuration' }

export interface Command {
  line: number
  endLine: number
  program: string
  /** Words that name what the program is asked to do: `ecs update-service`, `rollout undo`. */
  subcommand: string | null
  /** As the shell would split it; what only the shell can know stays as written: `$VERSION`. */
  argv: string[]
  effect: Effect
  /** Why, in words; the first one is the decisive one. */
  reasons: string[]
  targets: Target[]
  /** `ecs:UpdateService`, `patch deployments.apps`. */
  permissions: string[]
}

export interface Target {
  /** account, region, cluster, service, database, table, namespace, host, deployment… */
  kind: string
  name: string
}

/** A step's text, ready to be given parameters. `text` is the exact source; statements and holes lie in it by offset. */
export interface Script {
  text: string
  /** In order, not overlapping. */
  holes: Hole[]
  /** The top-level statements, in order; together with blanks and comments they are the whole text. */
  statements: Statement[]
  /** Shell variables that a later step of the procedure reads: they are carried over. */
  exports: string[]
  /** Variables read inside a program text that another interpreter parses: only harmless values, as in nested holes. */
  interpreted?: string[]
  /** First line of the fence it stands in: steps of one fence share the folder and the functions of their shell. */
  fence?: number
}

export interface Hole {
  from: number
  to: number
  /** Name of the parameter. */
  name: string
  /**
   * Where the shell finds it: decides the quoting. `nested` means inside a program text that another interpreter
   * reads (`sh -c`, `python -c`, `ssh`, SQL): only values of harmless characters may go there.
   */
  quoting: 'bare' | 'double' | 'single' | 'heredoc' | 'nested'
  /** The language of the text it stands in, where a value can be bound in it. Absent: none, or none we can bind in. */
  within?: Within
}

/**
 * Where in another language a value is bound. SQL: a literal of its own, inside a literal, a name, inside a quoted name.
 * JSON: inside a text, or a value of its own. `query`: inside a literal of JMESPath.
 */
export type Within = 'sql-value' | 'sql-text' | 'sql-name' | 'sql-quoted-name' | 'json-text' | 'json-value' | 'query'

export interface Statement {
  from: number
  to: number
  line: number
  /** The worst effect of its commands. */
  effect: Effect
}

export interface Table {
  line: number
  endLine: number
  kind: TableKind
  header: string[]
  /** Number of body rows. */
  rows: number
  cells: string[][]
  /** What the rows say, for kinds that have a type; null for the others. Rows that say nothing are left out. */
  records?: TableRecord[] | null
}

/** One row of a table. `line` is its line; what was not understood is null, with the cell's own words beside it. */
export type TableRecord =
  | SeverityRecord
  | EscalationRecord
  | AlarmRecord
  | ScheduleRecord
  | RetentionRecord
  | ObjectiveRecord
  | ContactRecord

export interface SeverityRecord {
  is: 'severity'
  line: number
  /** `P1 - Critical`, without marks. */
  name: string
  /** The number in its name, or what its word says; 0 is the worst. */
  rank: number | null
  responseMinutes: number | null
  response: string | null
  definition: string | null
  /** Whom to tell, in words. */
  notify: string | null
}

export interface EscalationRecord {
  is: 'escalation'
  line: number
  level: number | null
  name: string | null
  contact: string | null
  /** Minutes after the incident began, or after the level before; as the table has it. */
  afterMinutes: number | null
  after: string | null
}

export interface Threshold {
  operator: '>' | '>=' | '<' | '<=' | '='
  value: number
  /** `%`, `ms`, `GB`; empty without one. */
  unit: string
}

export interface AlarmRecord {
  is: 'alarm'
  line: number
  name: string | null
  metric: string | null
  threshold: Threshold | null
  condition: string | null
  /** How long it must hold. */
  periodMinutes: number | null
  severity: string | null
  action: string | null
}

export interface ScheduleRecord {
  is: 'schedule'
  line: number
  name: string | null
  /** Five fields. */
  cron: string | null
  everyMinutes: number | null
  /** `03:00`. */
  at: string | null
  /** `UTC`. */
  zone: string | null
  text: string
  owner: string | null
}

export interface RetentionRecord {
  is: 'retention'
  line: number
  name: string | null
  days: number | null
  text: string | null
  everyMinutes: number | null
  location: string | null
}

export interface ObjectiveRecord {
  is: 'objective'
  line: number
  name: string | null
  rpoMinutes: number | null
  rtoMinutes: number | null
  text: string
}

export interface ContactRecord {
  is: 'contact'
  line: number
  name: string | null
  email: string | null
  phone: string | null
  /** `#ops`. */
  channel: string | null
  url: string | null
  text: string | null
}

export interface Diagnostic {
  rule: string
  severity: 'error' | 'warning' | 'info'
  line: number
  column: number
  endLine: number
  endColumn: number
  message: string
  hint: string | null
  fix: { offset: number; length: number; text: string } | null
}

const BADNESS: Record<Effect, number> = { read: 0, write: 1, destructive: 2, unknown: 3 }

/** The worst of several effects; `read` for none. Unknown is the worst: it may be anything. */
export function worstEffect(effects: Iterable<Effect>): Effect {
  let worst: Effect = 'read'
  for (const effect of effects) if (BADNESS[effect] > BADNESS[worst]) worst = effect
  return worst
}

/** What a step does to the world. A step without commands (prose, a checklist) does nothing by itself. */
export function stepEffect(step: Pick<Step, 'commands'>): Effect {
  return worstEffect(step.commands.map((command) => command.effect))
}

import type { Command, Parameter, ParameterSource, ParameterType } from './plan.ts'

/** Labels that monitoring systems put on alerts: Prometheus, its exporters and Kubernetes. */
const LABELS = new Set(
  'instance pod namespace service job cluster node container deployment statefulset daemonset queue region host hostname device topic partition database datname environment env persistentvolumeclaim'.split(
    ' ',
  ),
)

/** Commands whose output lists what a word of the name stands for, beside those that say it themselves: `list-tasks`. */
const LISTS: readonly [RegExp, RegExp][] = [
  [
    /(?:^|_)REV(?:ISION)?(?:_|$)/,
    /^(?:rollout history|history|ecs list-task-definitions|ecs describe-services|ecs describe-task-definition)$/,
  ],
  [/TASK_DEF/, /^ecs (?:list-task-definitions|describe-services|describe-task-definition)$/],
  [
    /(?:^|_)(?:SHA|COMMIT|TAG|VERSION|RELEASE)(?:_|$)/,
    /^(?:log|tag|rev-parse|describe|release list|history|rollout history|ecr (?:describe-images|list-images))$/,
  ],
  [/(?:^|_)PODS?(?:_|$)/, /^get (?:pods?|po)$|^get$/],
  [/(?:^|_)CONTAINER/, /^(?:ps|container ls|container list)$/],
  [/(?:^|_)QUERY_ID$/, /^logs start-query$/],
]

/** A command that only reads, and what it asks for: `get pods`. */
interface Lister {
  command: Command
  asked: string
}

/** Of each step of a procedure, the commands whose output may list values. Every parameter asks them. */
export function listersOf(steps: readonly (readonly Command[])[]): Lister[][] {
  return steps.map((commands) =>
    commands.flatMap((command) => (command.effect === 'read' ? [{ command, asked: asked(command) }] : [])),
  )
}

/**
 * Where a value may come from, the surest first: what an earlier step prints, a label of the alert, configuration. What
 * is left is for a person.
 *
 * @param steps - What {@link listersOf} found in each step of the procedure.
 */
export function sourcesOf(
  parameter: Pick<Parameter, 'name' | 'source' | 'steps'>,
  type: ParameterType,
  steps: readonly (readonly Lister[])[],
): ParameterSource[] {
  const sources: ParameterSource[] = []
  const first = parameter.steps[0] ?? 0
  if (first > 0) {
    const lists = listsOf(parameter.name)
    for (let step = first - 1; step >= 0; step--) if (steps[step]?.some(lists)) sources.push({ from: 'step', step })
  }
  const label = parameter.name.toLowerCase()
  const plain = label.replace(/_name$/, '')
  if (LABELS.has(label) || LABELS.has(plain))
    sources.push({ from: 'alert-label', label: LABELS.has(label) ? label : plain })
  if (
    parameter.source === 'variable' ||
    /^(?:region|url|host|secret)$/.test(type) ||
    /^(?:CLUSTER|NAMESPACE|ENVIRONMENT|ENV|ACCOUNT)(?:_|$)/.test(parameter.name)
  )
    sources.push({ from: 'configuration' })
  return sources
}

/** Whether a command's output lists what a name stands for; what depends on the name alone is worked out once. */
function listsOf(name: string): (lister: Lister) => boolean {
  const known = LISTS.filter(([pattern]) => pattern.test(name))
  const subject = name
    .replace(/^(?:OLD|NEW|PREV|PREVIOUS|LATEST|CURRENT|TARGET|LAST|GOOD|LAST_GOOD)_/, '')
    .replace(/_(?:ARN|ID|NAME|IDENTIFIER)S?$/, '')
  const word = subject.toLowerCase().replace(/_/g, '-')
  let names: RegExp | null = null
  return ({ command, asked }) => {
    if (known.some(([, subcommands]) => subcommands.test(asked))) return true
    if (command.program === 'psql' || command.program === 'sql') return selects(command, subject)
    if (subject.length < 3 || !LISTING_PROGRAMS.test(command.program)) return false
    if (!asked.includes(word) || !LISTING.test(command.subcommand ?? '')) return false
    names ??= new RegExp(`(?:^|[ -])(?:db-)?${word}s?(?:$| )`)
    return names.test(asked)
  }
}

const LISTING_PROGRAMS = /^(?:aws|kubectl|oc|docker|gcloud|az|helm|gh|celery|git)$/
const LISTING = /(?:^|[ -])(?:list|describe|get|ls|ps|search|inspect)(?:-|$| )/

/** The subcommand, and for kubectl what it asks for: `get pods`. */
function asked({ program, subcommand, argv }: Command): string {
  const said = subcommand ?? ''
  if (program !== 'kubectl' && program !== 'oc') return said
  const thing = argv
    .slice(1)
    .find((word, at, words) => at > 0 && words[at - 1] === said.split(' ').at(-1) && !word.startsWith('-'))
  return thing === undefined ? said : `${said} ${thing.split('/')[0]}`
}

/** `select pid, query from pg_stat_activity` for PID. */
function selects({ argv }: Command, subject: string): boolean {
  if (subject.length < 2) return false
  const columns = /\bselect\b([\s\S]*?)\bfrom\b/i.exec(argv.join(' '))?.[1] ?? ''
  return columns !== '' && new RegExp(`\\b${subject}\\b`, 'i').test(columns)
}

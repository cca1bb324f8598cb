import { argumentsOf } from '../../../analysis/aws/grammar.ts'
import { awsOf, awsVerb, kubectlOf, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { AWS_OR_KUBECTL } from '../../facts/programs.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'
import { isWritten } from '../will-not-run/aws-refuses.ts'

/** Services that are the same in every region, or whose names are. */
const GLOBAL =
  /^(iam|sts|route53|route53domains|cloudfront|s3|s3api|organizations|budgets|ce|support|configure|sso|shield|globalaccelerator|health)$/
const CLUSTER_WIDE =
  /^(nodes?|no|namespaces?|ns|persistentvolumes?|pv|storageclass\w*|sc|clusterroles?|clusterrolebindings?|crds?|customresourcedefinitions?|priorityclass\w*|ingressclass\w*|apiservices?)$/

interface Context {
  name: string
  /** What it was given; null when the command takes none, undefined when it could and does not. */
  of(command: CommandFact): string | null | undefined
  falls(command: CommandFact, sibling: string): string
}

const REGION: Context = {
  name: '--region',
  of(command) {
    const call = awsOf(command)
    if (call === null || call.service === null || GLOBAL.test(call.service)) return null
    // Its region is that of the registry, whose address has it.
    if (/^ecr get-login/.test(awsVerb(command))) return null
    return call.globals.region?.[0]
  },
  falls: (command, sibling) =>
    `${named(command)} asks whatever region the shell happens to have; the commands around it ask ${sibling}`,
}

const NAMESPACE: Context = {
  name: '-n',
  of(command) {
    const call = kubectlOf(command)
    if (
      call === null ||
      command.elsewhere ||
      !/^(get|describe|logs|exec|delete|scale|rollout|set|patch|edit|top|port-forward|annotate|label|autoscale|expose|wait)/.test(
        call.path[0] ?? '',
      )
    )
      return null
    const [first] = call.resources
    if (
      call.flags['all-namespaces'] ||
      call.flags.filename ||
      CLUSTER_WIDE.test(first?.type ?? '') ||
      call.path[1] === 'node'
    )
      return null
    if (call.positionals.some((word) => CLUSTER_WIDE.test(word.split('/')[0] ?? ''))) return null
    return call.namespace ?? undefined
  },
  falls: (command, sibling) =>
    `${named(command)} looks in the namespace the shell happens to have; the commands around it use ${sibling}`,
}

const CLUSTER: Context = {
  name: '--cluster',
  of(command) {
    const call = awsOf(command)
    const takes =
      call?.service === 'ecs' &&
      call.grammar !== null &&
      argumentsOf(call.grammar).some(({ name }) => name === 'cluster')
    return takes ? call?.options.cluster?.[0] : null
  },
  falls: (command, sibling) =>
    `${named(command)} goes to the cluster called "default"; the commands around it go to ${sibling}`,
}

export const missingContext: Rule = {
  id: 'missing-context',
  family: 'wrong target or context',
  severity: 'warning',
  summary: 'a command lacks the region, namespace or cluster that its neighbours have',
  programs: new Set([...AWS_OR_KUBECTL, 'psql']),
  when: ({ commands }) => commands.length > 1,
  check(runbook, commands, tell) {
    if (runbook.byName.has('psql')) withoutDatabase(runbook, commands, tell)
    for (const context of [REGION, NAMESPACE, CLUSTER]) {
      const { given, lacking } = splitBy(context, commands)
      if (given.length === 0 || lacking.length === 0 || setsContext(runbook)) continue
      // Unlike a namespace, a region does not change from one procedure to the next: left out in most, it is left out on purpose.
      if (context === REGION && given.length < lacking.length) continue
      for (const together of Map.groupBy(commands, (command) => command.step.procedure).values())
        lackingIn(context, together, tell)
    }
  },
}

function lackingIn(context: Context, together: readonly CommandFact[], tell: Tell): void {
  const { given, lacking } = splitBy(context, together)
  // Half of them without: then it is the habit here, and the shell's own context is meant.
  if (given.length === 0 || given.length < lacking.length) return
  // Several, and nobody can say which one was meant here.
  const [usual = '', ...others] = new Set(given)
  if (others.length > 0 || usual === 'default') return
  for (const command of lacking) {
    if (!isWritten(command)) continue
    // In the wrong namespace kubectl finds nothing, and says so; the operator's is not that of what it runs.
    const harmless = context === NAMESPACE && (command.effect === 'read' || usual.endsWith('-system'))
    const severity = harmless ? 'info' : null
    tell(onCommand(command, context.falls(command, usual), `add ${context.name} ${usual}`, { severity }))
  }
}

/** What the commands were given, and those that could take it and do not. */
function splitBy(context: Context, commands: readonly CommandFact[]): { given: string[]; lacking: CommandFact[] } {
  const given: string[] = []
  const lacking: CommandFact[] = []
  for (const command of commands) {
    const name = context.of(command)
    if (typeof name === 'string') given.push(name)
    else if (name === undefined) lacking.push(command)
  }
  return { given, lacking }
}

/**
 * Without a database psql asks the one called like the user. Unlike a namespace it does not change from one procedure to the
 * next: the file says what is usual.
 */
function withoutDatabase(runbook: RunbookFacts, commands: readonly CommandFact[], tell: Tell): void {
  const clients = commands.filter(({ program, elsewhere }) => program === 'psql' && !elsewhere)
  const given = clients.flatMap((command) => optionOf(command, '-d', '--dbname')?.text ?? [])
  const lacking = clients.filter((command) => databaseOf(command) === null && asksOwnTables(command))
  if (lacking.length === 0 || given.length < lacking.length / 2) return
  const [usual = '', ...others] = new Set(given.filter((name) => !/test|postgres|template|tmp|restore/.test(name)))
  if (others.length > 0 || usual === '' || /PGDATABASE|PGSERVICE/.test(runbook.text)) return
  for (const command of lacking)
    tell(
      onCommand(
        command,
        `psql asks the database that is called like the user here; elsewhere in this runbook it is ${usual}`,
        `add -d ${usual}`,
      ),
    )
}

/** What every database of a server answers alike is asked of any of them. */
function asksOwnTables(command: CommandFact): boolean {
  const sql = optionOf(command, '-c', '--command')?.value ?? ''
  for (const [, name = ''] of sql.matchAll(
    /\b(?:from|join|into|update|table|index|schema|vacuum|analyze|truncate)\s+(?:concurrently\s+|analyze\s+|full\s+|if exists\s+)?([a-z_][\w.]*)/gi,
  ))
    if (!/^(?:pg_|information_schema|only$|select$|now$|interval$)/i.test(name)) return true
  return /\b(?!pg_catalog)[a-z_]\w*\.[a-z_]\w*\s*\(/i.test(sql)
}

/** What says which database is meant; null where nothing does. */
function databaseOf(command: CommandFact): string | null {
  const named = optionOf(command, '-d', '--dbname')?.text
  if (named !== undefined) return named
  if (command.args.some((arg) => /^(?:-l|--list|-V|--version|--help)$/.test(arg))) return ''
  // After its options: `psql -c '…' shop`, `psql $URL`.
  const TAKES = /^-(?:[cfhpUvFRPTo]|-(?:command|file|host|port|username|set|variable|output))$/
  return command.args.find((arg, at) => !arg.startsWith('-') && !TAKES.test(command.args[at - 1] ?? '')) ?? null
}

/** The runbook says once for all what the shell's context is. */
function setsContext({ commands, steps }: RunbookFacts): boolean {
  return (
    steps.some((step) => step.assignments.some(({ name }) => /^AWS_(DEFAULT_)?REGION$/.test(name))) ||
    commands.some(
      ({ program, args }) =>
        (program === 'kubectl' &&
          args[0] === 'config' &&
          args.some((arg) => /^(--namespace|set-context|use-context)/.test(arg))) ||
        program === 'kubens' ||
        (program === 'aws' && args[0] === 'configure'),
    )
  )
}

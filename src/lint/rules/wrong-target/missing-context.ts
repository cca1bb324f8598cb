import { argumentsOf } from '../../../analysis/aws/grammar.ts'
import { awsOf, kubectlOf, named } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { AWS_OR_KUBECTL } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
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
  programs: AWS_OR_KUBECTL,
  when: ({ commands }) => commands.length > 1,
  check(runbook, commands, tell) {
    if (setsContext(runbook)) return
    for (const together of Map.groupBy(commands, (command) => command.step.procedure).values()) {
      if (together.length < 2) continue
      for (const context of [REGION, NAMESPACE, CLUSTER]) {
        const asked = together.map((command) => context.of(command))
        const given = asked.filter((name) => typeof name === 'string')
        const lacking = together.filter((_, at) => asked[at] === undefined)
        // Half of them without: then it is the habit here, and the shell's own context is meant.
        if (given.length === 0 || lacking.length === 0 || given.length < lacking.length) continue
        // Several, and nobody can say which one was meant here.
        const [usual = '', ...others] = new Set(given)
        if (others.length > 0 || usual === 'default') continue
        for (const command of lacking) {
          if (!isWritten(command)) continue
          tell(onCommand(command, context.falls(command, usual), `add ${context.name} ${usual}`))
        }
      }
    }
  },
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

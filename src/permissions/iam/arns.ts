import type { AwsCall } from '../../analysis/aws/parse-aws.ts'
import { isKnown, knownPart } from '../known-part.ts'
import { iamService } from './iam-data.ts'

/**
 * Actions whose resource in IAM's own list is not the thing the call names: narrowed to it they would be refused.
 * `ListTasks` is checked against container instances, which a Fargate cluster does not have.
 */
const UNNARROWED = new Set(['ecs:ListTasks', 'ecs:ListServices', 'logs:GetQueryResults', 'logs:StopQuery'])

/** What ARN templates call a thing, where neither the option nor the resource type says the same. */
const ALIASES: Record<string, string[]> = {
  'ecs TaskDefinitionFamilyName': ['task-definition', 'family'],
  'ecs TaskDefinitionRevisionNumber': ['task-definition'],
  'rds DbInstanceName': ['db-instance-identifier', 'source-db-instance-identifier', 'target-db-instance-identifier'],
  'rds DbClusterInstanceName': ['db-cluster-identifier'],
  'rds SnapshotName': ['db-snapshot-identifier', 'target-db-snapshot-identifier'],
  'rds ClusterSnapshotName': ['db-cluster-snapshot-identifier'],
  'rds ParameterGroupName': ['db-parameter-group-name'],
  'autoscaling GroupFriendlyName': ['auto-scaling-group-name', 'auto-scaling-group-names'],
  'ssm ParameterNameWithoutLeadingSlash': ['name', 'names', 'path'],
  'sqs QueueName': ['queue-url', 'queue-name'],
  'route53 Id': ['hosted-zone-id', 'id'],
  'cloudfront DistributionId': ['distribution-id', 'id'],
  'cloudwatch AlarmName': ['alarm-names', 'alarm-name'],
}

/** The ARNs that a call's action has to do with, as narrow as its words say; `*` where IAM allows nothing narrower. */
export function arnsOf(action: string, call: AwsCall): string[] {
  const [prefix = '', name = ''] = action.split(':')
  const service = iamService(prefix)
  const types = service?.actions[name]?.split(' ').filter((type) => type !== '') ?? []
  if (service === null || types.length === 0 || UNNARROWED.has(action)) return ['*']
  const looks = /^(?:Describe|Get|List|Lookup|Search)/.test(name)
  const arns = types.flatMap((type) => {
    const key = type.replace('!', '')
    const template = service.resources[key]
    if (template === undefined) return type.endsWith('!') ? ['*'] : []
    const named = fill(template, key, prefix, call)
    if (named.length > 0) return named
    // A bucket may be reached through an access point; only a call that names one is.
    if (prefix === 's3' && key !== 'bucket' && !type.endsWith('!')) return []
    // What may be left out of the call is checked against any of its kind when it looks, and not at all when it writes.
    return type.endsWith('!') || looks ? [wildcard(template, prefix, call)] : []
  })
  return arns.length === 0 ? ['*'] : withoutCovered(arns)
}

/** ARNs of one type with the call's own names; empty when the call names nothing of that type. */
function fill(template: string, key: string, prefix: string, call: AwsCall): string[] {
  const given = Object.values(call.options)
    .flat()
    .filter((value) => value.startsWith('arn:') && matches(template, value))
  if (given.length > 0) return given.map(knownPart)
  const variables = [...template.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1] as string)
  const own = variables.filter((variable) => !/^(?:Partition|Region|Account)$/.test(variable))
  const subject = subjectOf(own)
  const names = subject === undefined ? [] : valuesOf(subject, key, prefix, call)
  return names.map((name) =>
    write(template, prefix, call, (variable) =>
      variable === subject ? name : (valuesOf(variable, '', prefix, call)[0] ?? '*'),
    ),
  )
}

/** The variable that tells one thing from another of its kind: the last one that is no revision or random suffix. */
function subjectOf(variables: readonly string[]): string | undefined {
  return variables.findLast((variable) => !/^(?:TaskDefinitionRevisionNumber|Id)$/.test(variable)) ?? variables.at(-1)
}

function wildcard(template: string, prefix: string, call: AwsCall): string {
  return write(template, prefix, call, (variable) => valuesOf(variable, '', prefix, call)[0] ?? '*')
}

function write(template: string, prefix: string, call: AwsCall, value: (variable: string) => string): string {
  const region = call.globals.region?.[0] ?? regionOfUrl(call)
  const arn = template.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
    if (variable === 'Partition') return 'aws'
    if (variable === 'Region') return region !== undefined && isKnown(region) ? region : '*'
    if (variable === 'Account') return '*'
    return value(variable)
  })
  const narrow = arn.replace(/\[[^\]]*\]/g, '*').replace(/\*{2,}/g, '*')
  // All actions on a log group but tagging are checked against its ARN with `:*` behind it.
  if (prefix === 'logs' && /:log-group:[^:]+$/.test(narrow)) return `${narrow}:*`
  // Secrets Manager adds six random characters to the name.
  return prefix === 'secretsmanager' && !narrow.endsWith('*') ? `${narrow}-??????` : narrow
}

function valuesOf(variable: string, key: string, prefix: string, call: AwsCall): string[] {
  const aliases = ALIASES[`${prefix} ${variable}`]
  const wanted = new Set([bare(variable), bare(key)].filter((name) => name !== ''))
  const found = Object.entries(call.options)
    .filter(([option]) => (aliases === undefined ? wanted.has(bare(option)) : aliases.includes(option)))
    .flatMap(([, values]) => values)
  if (found.length === 0 && prefix === 'logs' && variable === 'LogGroupName' && call.operation === 'tail')
    found.push(...call.positionals.slice(0, 1))
  return found.map((value) => nameIn(value, variable, prefix)).filter((value) => value !== '')
}

/** The name in a value that says more: a queue's address, `family:revision`, a parameter's path, a list of structures. */
function nameIn(value: string, variable: string, prefix: string): string {
  if (value.startsWith('arn:')) return knownPart(value.split(/[:/]/).at(-1) ?? '*')
  if (/^(?:[{[]|file:|fileb:)/.test(value)) return '*'
  const text = knownPart(value)
  if (prefix === 'sqs') return text.split('/').at(-1) ?? '*'
  if (variable === 'TaskDefinitionFamilyName') return text.split(':')[0] ?? '*'
  if (variable === 'TaskDefinitionRevisionNumber') return text.split(':')[1] ?? '*'
  return prefix === 'ssm' || prefix === 'route53' ? text.replace(/^\/(?:hostedzone\/)?/, '') : text
}

/** `DbInstanceName`, `db-instance-identifiers` → `dbinstance`. */
function bare(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const short = plain.replace(/(?:withpath)?(?:(?:names?|identifiers?|ids?|arns?|urls?))+$/, '')
  return short === '' ? plain : short.replace(/(?<=[a-z]{3})(?<!s)s$/, '')
}

function matches(template: string, arn: string): boolean {
  const parts = template.split(/\$\{\w+\}/).map((part) => part.replace(/[.*+?^()|[\]\\{}$]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^\\n]*?')}$`).test(arn)
}

function regionOfUrl(call: AwsCall): string | undefined {
  return /^https:\/\/[a-z]+\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com\//.exec(
    call.options['queue-url']?.[0] ?? '',
  )?.[1]
}

/** Leaves out what another of the list covers. */
export function withoutCovered(arns: readonly string[]): string[] {
  const unique = [...new Set(arns)].sort()
  return unique.filter((arn) => !unique.some((other) => other !== arn && covers(other, arn)))
}

/** Whether a pattern of IAM (`*`, `?`) allows everything that another does. */
export function covers(pattern: string, other: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === other
  let from = 0
  const parts = pattern.split('*')
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && index > 0)
      return part === '' || (other.length - from >= part.length && other.endsWith(part))
    const at = index === 0 ? (other.startsWith(part) ? 0 : -1) : other.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from === other.length
}

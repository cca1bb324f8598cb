import type { AwsCall } from './aws-call.ts'
import { isTimestamp } from './timestamps.ts'

/** Answers what the client would say; anything else for nothing. */
type Rule = (call: AwsCall, value: (option: string) => string | undefined) => string | false | undefined

const HOST_LABEL = /^(?![-])[A-Za-z0-9-]{1,63}$/

/**
 * What the client minds about single values of single services before it sends anything, beyond their shapes: rules of
 * botocore's endpoint rule sets and of the CLI's own commands, in their words.
 */
const RULES: readonly Rule[] = [
  ({ service }, value) => service === 'cloudfront-keyvaluestore' && checkStoreArn(value('kvs-arn')),
  ({ service }, value) => {
    const account = service === 's3control' ? value('account-id') : undefined
    return account !== undefined && !HOST_LABEL.test(account) && 'AccountId must only contain a-z, A-Z, 0-9 and `-`.'
  },
  ({ service }, value) => {
    const endpoint = service === 'sesv2' || service === 'events' ? value('endpoint-id') : undefined
    return endpoint !== undefined && !HOST_LABEL.test(endpoint) && 'EndpointId must be a valid host label'
  },
  ({ service, operation, options }) =>
    service === 'eks' &&
    operation === 'get-token' &&
    !options['cluster-name'] &&
    !options['cluster-id'] &&
    !options['role-arn'] &&
    'Either parameter --cluster-name or --cluster-id must be specified.',
  ({ service, operation, options }) =>
    service === 'eks' &&
    operation === 'get-token' &&
    options['cluster-name'] &&
    options['cluster-id'] &&
    'The key "cluster_id" cannot be specified when one of the following keys are also specified: cluster_name',
  // The route becomes part of the host's name, and is taken as it stands.
  ({ service, operation }, value) =>
    service === 's3api' &&
    operation === 'write-get-object-response' &&
    /[^A-Za-z0-9.-]/.test(value('request-route') ?? '') &&
    'Parameter validation failed:\nInvalid value for parameter(s): RequestRoute. Must contain only alphanumeric characters, hyphen, or period.',
  // Each of the two codes has two spellings, so that the CLI itself asks for neither.
  ({ service, operation, options }) => {
    if (service !== 'iam' || !/^(enable|resync)-mfa-device$/.test(operation ?? '') || options['cli-input-json']) return
    const missing = [1, 2].filter((n) => !options[`authentication-code${n}`] && !options[`authentication-code-${n}`])
    return (
      missing.length > 0 &&
      [
        'Parameter validation failed:',
        ...missing.map((n) => `Missing required parameter in input: "AuthenticationCode${n}"`),
      ].join('\n')
    )
  },
  ({ service }) =>
    service === 'sdb' &&
    'AWS CLI support for this service is only available in a preview stage; "aws configure set preview.sdb true" turns it on.',
  ({ service, operation, options }) =>
    service === 'deploy' &&
    operation === 'register-application-revision' &&
    !['revision', 's3-location', 'github-location', 'cli-input-json'].some((option) => options[option]) &&
    'Parameter validation failed:\nMissing required parameter in input: "revision"',
  ({ service }, value) => {
    const endpoint = service === 'dlm' ? value('iam-endpoint') : undefined
    return endpoint !== undefined && !/^https?:\/\//.test(endpoint) && `Invalid endpoint: ${endpoint}`
  },
  ({ service, operation, options }) =>
    service === 'cloudfront' &&
    ((operation === 'create-distribution' && !options['origin-domain-name']) ||
      (operation === 'update-distribution' && !options['default-root-object'])) &&
    !options['distribution-config'] &&
    !options['cli-input-json'] &&
    'Parameter validation failed:\nMissing required parameter in input: "DistributionConfig"',
  (call, value) => call.service === 'emr' && checkEmr(call, value),
  ({ service, operation }, value) =>
    service === 'cloudtrail' && operation === 'validate-logs' && checkValidateLogs(value),
]

/** What the client refuses of this call; empty if nothing. Values the shell has yet to expand are taken for right. */
export function checkClientRules(call: AwsCall): string[] {
  const value = (option: string) => {
    const given = call.options[option]?.at(-1)
    return given === undefined || /[$`<]/.test(given) ? undefined : given
  }
  for (const rule of RULES) {
    const error = rule(call, value)
    if (error) return [error]
  }
  return []
}

/** The parts of an ARN as AWS reads it; null for what is none. */
function partsOf(arn: string): { service: string; region: string; resource: string } | null {
  const [prefix, partition, service, region = '', , ...resource] = arn.split(':')
  const rest = resource.join(':')
  return prefix === 'arn' && partition && service && rest !== '' ? { service, region, resource: rest } : null
}

function checkStoreArn(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined
  const parts = partsOf(arn)
  if (parts === null) return 'KVS ARN must be a valid ARN'
  if (parts.service !== 'cloudfront')
    return `Provided ARN is not a valid CloudFront Service ARN. Found: \`${parts.service}\``
  if (parts.region !== '') return `Provided ARN must be a global resource ARN. Found: \`${parts.region}\``
  const [type = ''] = parts.resource.split(/[/:]/)
  return type === 'key-value-store'
    ? undefined
    : `ARN resource type is invalid. Expected \`key-value-store\`, found: \`${type}\``
}

function checkValidateLogs(value: (option: string) => string | undefined): string | undefined {
  const times = ['start-time', 'end-time'].flatMap((option) => value(option) ?? [])
  const wrong = times.find((time) => !isTimestamp(time))
  if (wrong !== undefined) return `Unable to parse date value: ${wrong}`
  const trail = value('trail-arn')
  return trail !== undefined && !/^arn:[^:]*:cloudtrail:[^:]*:[^:]*:trail\/./.test(trail)
    ? `Invalid trail ARN provided: ${trail}`
    : undefined
}

const CLUSTER_FLAGS = ['visible-to-all-users', 'termination-protected', 'auto-terminate', 'unhealthy-node-replacement']

/** The commands of EMR are the CLI's own: they look for options that exclude each other. */
function checkEmr({ operation, options }: AwsCall, value: (option: string) => string | undefined): string | undefined {
  for (const [option, member] of [
    ['created-after', 'CreatedAfter'],
    ['created-before', 'CreatedBefore'],
  ] as const) {
    const time = value(option)
    if (time !== undefined && !isTimestamp(time))
      return `Parameter validation failed:\nInvalid type for parameter ${member}, value: ${time}`
  }
  const both = Object.keys(options).find((option) => options[`no-${option}`])
  if (operation === 'modify-cluster-attributes' && both !== undefined)
    return `aws: error: You cannot specify both --${both} and --no-${both} options together.`
  if (
    operation === 'modify-cluster-attributes' &&
    !CLUSTER_FLAGS.some((flag) => options[flag] ?? options[`no-${flag}`])
  )
    return `aws: error: Must specify one of the following boolean options: ${CLUSTER_FLAGS.map((flag) => `--${flag}|--no-${flag}`).join(', ')}.`
  const states = ['cluster-states', 'active', 'terminated', 'failed']
  return operation === 'list-clusters' && states.filter((option) => options[option]).length > 1
    ? 'aws: error: You can specify only one of the cluster state filters: --cluster-states, --active, --terminated, --failed.'
    : undefined
}

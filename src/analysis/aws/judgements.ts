import { atLeast, destructive, type Finding, type Nested, read, unknown, worstOf, write } from '../finding.ts'
import { fixedWord, type ShellWord } from '../shell/word.ts'
import type { AwsCall } from './parse-aws.ts'

type Judgement = (call: AwsCall, args: readonly ShellWord[], nested: Nested) => Finding | null

/**
 * What access levels and names do not say. Each entry is a decision of ours: it says why. A judge that answers null leaves
 * the call to the rules. Keep it short: what a rule can say belongs in the rule.
 */
const BY_NAME: Record<string, Judgement> = {
  // The CLI's own commands: no single API operation, so no IAM action.
  's3 ls': () => read('lists a bucket', { permissions: ['s3:ListBucket'] }),
  's3 presign': () => read('signs an address locally; sends nothing'),
  's3 cp': judgeCopy,
  's3 sync': (call) =>
    call.options.delete && !call.options.dryrun ? destructive('deletes what is not in the source') : judgeCopy(call),
  's3 mv': (call) =>
    call.options.dryrun ? read('only says what it would do') : destructive('deletes the source after copying it'),
  's3 rm': (call) =>
    call.options.dryrun
      ? read('only says what it would do')
      : destructive('deletes objects', { permissions: ['s3:DeleteObject'] }),
  's3 rb': () => destructive('deletes a bucket', { permissions: ['s3:DeleteBucket'] }),
  's3 mb': () => write('makes a bucket', { permissions: ['s3:CreateBucket'] }),
  's3 website': () => write('changes how a bucket is served', { permissions: ['s3:PutBucketWebsite'] }),
  'cloudtrail validate-logs': () => read('compares log files with their digests'),
  'configure list': () => read('prints settings'),
  'configure list-profiles': () => read('prints settings'),
  'configure get': () => read('prints settings'),
  'configure export-credentials': () => read('prints credentials'),
  'configure set': () => write("changes the client's settings"),
  configure: () => write("changes the client's settings"),
  'history list': () => read('prints what was called before'),
  'history show': () => read('prints what was called before'),
  'ecr get-login-password': () => read('prints a registry password', { permissions: ['ecr:GetAuthorizationToken'] }),
  'eks update-kubeconfig': (call) =>
    call.options['dry-run']
      ? read('prints a kubeconfig')
      : write("changes the client's kubeconfig", { permissions: ['eks:DescribeCluster'] }),
  'eks get-token': () => read('prints a token'),
  'sso login': () => write('signs in; stores a token on disk'),
  'sso logout': () => write('deletes the stored token'),
  'cloudformation package': () => write('uploads files and writes a template'),
  'cloudformation deploy': (call) =>
    call.options['no-execute-changeset'] ? write('makes a change set') : write('changes a stack'),

  // Reading a message hides it from its consumers and counts as a delivery.
  'sqs receive-message': () => write('hides the messages it reads from their consumers'),
  // Named like reads: they make an identity, or call code of somebody's.
  'cognito-identity get-open-id-token-for-developer-identity': () => write('makes an identity where there is none'),
  'ec2 get-console-screenshot': (call) => (call.options['wake-up'] ? write('wakes the instance by a key') : null),
  'ec2 get-flow-logs-integration-template': () => write('puts a template into a bucket'),
  'ssm get-deployable-patch-snapshot-for-instance': () => write('makes a patch snapshot'),
  'iot test-invoke-authorizer': () => unknown('calls the function of an authorizer'),
  'transfer test-identity-provider': () => unknown('calls an identity provider'),
  'bedrock-agentcore get-resource-payment-token': () => unknown('makes a token that pays'),

  // Credentials and ciphers are computed; nothing is kept.
  'sts assume-role': () => read('prints credentials'),
  'sts get-session-token': () => read('prints credentials'),
  'kms encrypt': () => read('computes; changes nothing'),
  'kms decrypt': () => read('computes; changes nothing'),
  // A query reads, bills by what it scans, and ends by itself.
  'logs start-query': () => read('starts a query of log lines'),

  // Commands that run somewhere else do what the command does.
  'ecs execute-command': (call, args, nested) => {
    const command = wordOf(call.options.command?.[0], args)
    return command ? inner(nested.shell(command.value), [command]) : null
  },
  'ecs run-task': judgeRunTask,
  'ssm start-session': () => unknown('opens a shell on another machine'),
  'ssm send-command': judgeSendCommand,
  'lambda invoke': () => unknown('runs the function, whatever that does'),
  'rds-data execute-statement': (call, args, nested) => {
    const sql = wordOf(call.options.sql?.[0], args)
    return sql ? inner(nested.sql(sql.value), [sql]) : null
  },

  // Changes that take something down, or cannot be taken back by the same call.
  'ecs update-service': ({ options }) => {
    if (options['desired-count']?.[0] === '0') return destructive('stops every task of the service')
    if (options['task-definition'])
      return write('points the service at another task definition and replaces every task')
    if (options['force-new-deployment']) return write('replaces every task, a few at a time')
    return options['desired-count'] ? write('changes the number of running tasks') : null
  },
  'rds modify-db-instance': (call) => judgeDatabase(call),
  'rds modify-db-cluster': (call) => judgeDatabase(call),
  'rds failover-db-cluster': () => destructive('drops every connection to the writer'),
  'rds promote-read-replica': () => destructive('ends replication for good'),
  'elasticache test-failover': () => destructive('drops every connection to the primary'),
  'route53 change-resource-record-sets': () => destructive('replaces DNS records: what they said is gone'),
  's3api put-bucket-lifecycle-configuration': () => destructive('replaces the rules by which objects expire'),
  'autoscaling update-auto-scaling-group': (call) =>
    ['max-size', 'desired-capacity'].some((name) => call.options[name]?.[0] === '0')
      ? destructive('ends every instance of the group')
      : null,
  'autoscaling set-desired-capacity': (call) =>
    call.options['desired-capacity']?.[0] === '0' ? destructive('ends every instance of the group') : null,
}

const JUDGEMENTS: ReadonlyMap<string, Judgement> = new Map(Object.entries(BY_NAME))

/** The judgement on a call; null where the rules decide. */
export function judgeAws(call: AwsCall, args: readonly ShellWord[], nested: Nested): Finding | null {
  if (call.service === null) return null
  if (call.service === 'configure' && call.operation === null && call.errors.length === 0)
    return JUDGEMENTS.get('configure')?.(call, args, nested) ?? null
  const judge = JUDGEMENTS.get(`${call.service} ${call.operation ?? ''}`)
  if (judge === undefined || call.options['generate-cli-skeleton']) return null
  return judge(call, args, nested)
}

function judgeCopy(call: AwsCall): Finding {
  if (call.options.dryrun) return read('only says what it would do')
  const [source = '', target = ''] = call.positionals
  if (target === '-') return read('prints an object', { permissions: ['s3:GetObject'] })
  if (!target.startsWith('s3://'))
    return write(`writes files to ${target}`, { permissions: ['s3:GetObject', 's3:ListBucket'] })
  const reads = source.startsWith('s3://') ? ['s3:GetObject', 's3:ListBucket'] : []
  return write('uploads to a bucket', { permissions: [...reads, 's3:PutObject'] })
}

/** A new class or engine restarts the database; a new password locks out who has the old one; storage never shrinks. */
function judgeDatabase(call: AwsCall): Finding | null {
  const hard = [
    ['db-instance-class', 'a new instance class makes the database unavailable during the change'],
    ['db-cluster-instance-class', 'a new instance class makes the database unavailable during the change'],
    ['engine-version', 'an upgrade cannot be taken back'],
    ['master-user-password', 'new connections with the old password fail at once'],
    ['allocated-storage', 'storage grows but never shrinks'],
    ['storage-type', 'the change may make the database unavailable, and cannot be repeated for hours'],
    ['db-port-number', 'moves the database to another port'],
    ['new-db-instance-identifier', 'renames the database: its address changes'],
    ['new-db-cluster-identifier', 'renames the database: its address changes'],
    ['no-deletion-protection', 'takes the protection from deletion away'],
  ].find(([option = '']) => call.options[option])
  return hard ? destructive(hard[1] ?? '') : null
}

/** The document that hands texts to a shell does what they do, on every machine it names. */
function judgeSendCommand(call: AwsCall, args: readonly ShellWord[], nested: Nested): Finding {
  const word = wordOf(call.options.parameters?.[0], args)
  const given = call.options.parameters ?? []
  const isShell = call.options['document-name']?.[0] === 'AWS-RunShellScript'
  const texts = isShell && given.length === 1 && word?.fixed ? textsIn(word.value) : null
  if (word === null || texts === null) return unknown('runs a document on other machines')
  const found = inner(nested.shell(texts.join('\n')), [word])
  return atLeast(found, write('runs it on other machines'))
}

/** The commands of `commands=["…"]` or `{"commands":["…"]}` and nothing else; null if they cannot be read. */
function textsIn(parameters: string): string[] | null {
  const [, shorthand] = /^\s*commands=(\[[\s\S]*\])\s*$/.exec(parameters) ?? []
  try {
    const parsed: unknown = JSON.parse(shorthand === undefined ? parameters : `{"commands":${shorthand}}`)
    if (typeof parsed !== 'object' || parsed === null) return null
    const { commands, ...more } = parsed as { commands?: unknown }
    const known = Object.keys(more).every((name) => /^(workingDirectory|executionTimeout)$/.test(name))
    return known && Array.isArray(commands) && commands.every((text) => typeof text === 'string') ? commands : null
  } catch {
    return null
  }
}

/** A one-off task does what its command override does; without one, what its image does. */
function judgeRunTask(call: AwsCall, args: readonly ShellWord[], nested: Nested): Finding | null {
  const overrides = wordOf(call.options.overrides?.[0], args)
  const launches = write('launches a task')
  if (overrides === null) return launches
  const commands = commandsIn(overrides.value)
  if (commands === null) return atLeast(inner(unknown('its command is not in sight'), [overrides]), launches)
  const found = commands.map((command) => nested.words(command.map((text) => fixedWord(text, overrides))))
  return atLeast(inner(worstOf(found, 'launches a task'), [overrides]), launches)
}

/** The commands in `--overrides`: JSON with `containerOverrides`; null if they cannot be read. */
function commandsIn(overrides: string): string[][] | null {
  try {
    const parsed: unknown = JSON.parse(overrides)
    if (typeof parsed !== 'object' || parsed === null || !('containerOverrides' in parsed)) return []
    if (!Array.isArray(parsed.containerOverrides)) return null
    const commands = parsed.containerOverrides.flatMap((each) => (each?.command === undefined ? [] : [each.command]))
    return commands.every((command) => Array.isArray(command) && command.every((text) => typeof text === 'string'))
      ? commands
      : null
  } catch {
    return null
  }
}

function inner(found: Finding, code: ShellWord[]): Finding {
  return { ...found, code, targets: [] }
}

function wordOf(value: string | undefined, args: readonly ShellWord[]): ShellWord | null {
  if (value === undefined) return null
  const word = args.find((each) => each.value === value || each.value.endsWith(`=${value}`)) ?? null
  return word && { ...word, value }
}

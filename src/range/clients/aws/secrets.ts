import type { SecretState } from '../../world/aws-state.ts'
import { random } from '../../world/random.ts'
import { versionId } from '../../world/secrets.ts'
import { Unanswerable } from '../client.ts'
import { arn } from './arn.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import {
  type AwsRequest,
  AwsServiceError,
  isSet,
  loadParameter,
  type Operation,
  option,
  optionList,
} from './request.ts'
import { secretArn } from './secret-arn.ts'

/** Secrets Manager, and the parameters of Systems Manager. */

const MISSING = "Secrets Manager can't find the specified secret."

function secret(request: AwsRequest): SecretState {
  const { world, system } = request
  const given = option(request, 'secret-id') ?? ''
  const found = Object.values(world.aws.secrets).find((s) => s.name === given || secretArn(system, s.name) === given)
  if (found === undefined) throw new AwsServiceError('ResourceNotFoundException', MISSING)
  return found
}

function shown({ system }: AwsRequest, found: SecretState): { [key: string]: Json } {
  return { ARN: secretArn(system, found.name), Name: found.name }
}

const getSecretValue: Operation = (request) => {
  const found = secret(request)
  refuseDeleted(found)
  const stage = option(request, 'version-stage')
  const id = option(request, 'version-id')
  const version =
    id !== null ? found.versions.find((v) => v.id === id) : found.versions.at(stage === 'AWSPREVIOUS' ? -2 : -1)
  if (version === undefined)
    throw new AwsServiceError(
      'ResourceNotFoundException',
      `${MISSING.slice(0, -1)} value for ${id === null ? `staging label: ${stage}` : `VersionId: ${id}`}`,
    )
  return {
    ...shown(request, found),
    VersionId: version.id,
    SecretString: version.value,
    VersionStages: stagesOf(found, version.id),
    CreatedDate: epoch(version.at),
  }
}

function refuseDeleted(found: SecretState): void {
  if (found.deletedAt !== null)
    throw new AwsServiceError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
}

function stagesOf(found: SecretState, id: string): string[] {
  if (found.versions.at(-1)?.id === id) return ['AWSCURRENT']
  return found.versions.at(-2)?.id === id ? ['AWSPREVIOUS'] : []
}

/** `put-secret-value` and `update-secret` both make a version that is the current one. */
function newVersion(request: AwsRequest): { found: SecretState; id: string } {
  const { world, scene } = request
  const found = secret(request)
  refuseDeleted(found)
  const given = option(request, 'secret-string')
  if (given === null) throw new Unanswerable(`aws secretsmanager ${request.call.operation} without --secret-string`)
  const value = loadParameter(request, given)
  scene.write()
  const id = versionId(world, found.name)
  found.versions.push({ id, at: world.now, value })
  return { found, id }
}

const putSecretValue: Operation = (request) => {
  const { found, id } = newVersion(request)
  return { ...shown(request, found), VersionId: id, VersionStages: ['AWSCURRENT'] }
}

const updateSecret: Operation = (request) => {
  const { found, id } = newVersion(request)
  return { ...shown(request, found), VersionId: id }
}

const describeSecret: Operation = (request) => {
  const found = secret(request)
  return {
    ...shown(request, found),
    LastChangedDate: epoch(found.versions.at(-1)?.at ?? 0),
    ...(found.deletedAt === null ? {} : { DeletedDate: epoch(found.deletedAt) }),
    Tags: [],
    VersionIdsToStages: Object.fromEntries(
      found.versions.map((v) => [v.id, stagesOf(found, v.id)]).filter(([, stages]) => (stages as string[]).length > 0),
    ),
    CreatedDate: epoch(found.versions[0]?.at ?? 0),
  }
}

const listSecrets: Operation = (request) => ({
  SecretList: Object.values(request.world.aws.secrets).map((found) => ({
    ...shown(request, found),
    LastChangedDate: epoch(found.versions.at(-1)?.at ?? 0),
    SecretVersionsToStages: Object.fromEntries(found.versions.slice(-2).map((v) => [v.id, stagesOf(found, v.id)])),
    CreatedDate: epoch(found.versions[0]?.at ?? 0),
  })),
})

const SIGNS = '!#$%&()*+,-.:;<=>?[]^_{|}~'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Nobody's business but the asker's: the world only has to be the same when it is played again. */
const getRandomPassword: Operation = (request) => {
  const { world } = request
  const length = Number(option(request, 'password-length') ?? 32)
  const without = option(request, 'exclude-characters') ?? ''
  const alphabet = [
    ...(LETTERS +
      (isSet(request, 'exclude-numbers') ? '' : '0123456789') +
      (isSet(request, 'exclude-punctuation') ? '' : SIGNS)),
  ].filter((c) => !without.includes(c))
  return {
    RandomPassword: Array.from(
      { length },
      (_, i) => alphabet[Math.floor(random(world.seed, world.now, 'password', i) * alphabet.length)],
    ).join(''),
  }
}

const PARAMETER = (request: AwsRequest, name: string) => {
  const found = request.world.aws.parameters[name]
  if (found === undefined) throw new AwsServiceError('ParameterNotFound', '')
  return found
}

function parameterView(request: AwsRequest, name: string): Json {
  const found = PARAMETER(request, name)
  const last = found.versions.at(-1)
  const clear = found.type !== 'SecureString' || isSet(request, 'with-decryption')
  return {
    Name: name,
    Type: found.type,
    Value: clear ? (last?.value ?? '') : 'AQICAHexample',
    Version: found.versions.length,
    LastModifiedDate: epoch(last?.at ?? 0),
    ARN: arn(request.place, 'ssm', `parameter${name}`),
    DataType: 'text',
  }
}

const getParameter: Operation = (request) => ({ Parameter: parameterView(request, option(request, 'name') ?? '') })

const getParameters: Operation = (request) => {
  const names = optionList(request, 'names')
  const known = names.filter((n) => request.world.aws.parameters[n] !== undefined)
  return {
    Parameters: known.map((n) => parameterView(request, n)),
    InvalidParameters: names.filter((n) => !known.includes(n)),
  }
}

const getParametersByPath: Operation = (request) => {
  const path = `${(option(request, 'path') ?? '').replace(/\/$/, '')}/`
  const names = Object.keys(request.world.aws.parameters).filter(
    (n) => n.startsWith(path) && (isSet(request, 'recursive') || !n.slice(path.length).includes('/')),
  )
  return { Parameters: names.sort().map((n) => parameterView(request, n)) }
}

const putParameter: Operation = (request) => {
  const { world, scene } = request
  const name = option(request, 'name') ?? ''
  const value = loadParameter(request, option(request, 'value') ?? '')
  const found = world.aws.parameters[name]
  if (found !== undefined && !isSet(request, 'overwrite'))
    throw new AwsServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    )
  const type = option(request, 'type')
  if (found === undefined && type === null)
    throw new AwsServiceError('ValidationException', 'A parameter type is required when you create a parameter.')
  if (value === '')
    throw new AwsServiceError(
      'ValidationException',
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    )
  scene.write()
  const next = found ?? { name, type: type ?? 'String', versions: [] }
  next.versions.push({ value, at: world.now })
  world.aws.parameters[name] = next
  return { Version: next.versions.length, Tier: 'Standard' }
}

export const SECRETS: Record<string, Operation> = {
  'secretsmanager describe-secret': describeSecret,
  'secretsmanager get-random-password': getRandomPassword,
  'secretsmanager get-secret-value': getSecretValue,
  'secretsmanager list-secrets': listSecrets,
  'secretsmanager put-secret-value': putSecretValue,
  'secretsmanager update-secret': updateSecret,
  'ssm get-parameter': getParameter,
  'ssm get-parameters': getParameters,
  'ssm get-parameters-by-path': getParametersByPath,
  'ssm put-parameter': putParameter,
}

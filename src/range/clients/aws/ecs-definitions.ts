import { longPattern } from '../../../core/long-pattern.ts'
import { addRelease } from '../../world/change.ts'
import { Unanswerable } from '../client.ts'
import { taskDefinitionArn } from './arn.ts'
import { jobDefinitionView, jobFamily, jobRevisions, registerJob } from './ecs-jobs.ts'
import { families, ofFamily, revisionsOf, shortName, taskDefinition } from './ecs-names.ts'
import { taskDefinitionView } from './ecs-views.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, AwsUsageError, type Operation, option, structure } from './request.ts'

const listTaskDefinitions: Operation = (request) => {
  const { system, place } = request
  const family = option(request, 'family-prefix')
  if (option(request, 'status') === 'INACTIVE') return { taskDefinitionArns: [] }
  const jobs = system.aws.taskFamilies.map((f) => f.family)
  const arns = [...families(request), ...jobs]
    .filter((f) => family === null || f === family)
    .sort()
    .flatMap((f) =>
      jobs.includes(f)
        ? jobRevisions(request, f).map((r) => taskDefinitionArn(place, `${f}:${r.revision}`))
        : revisionsOf(request, f).map((r) => taskDefinitionArn(place, r.id)),
    )
  if (option(request, 'sort') === 'DESC') arns.reverse()
  return page(request, 'taskDefinitionArns', arns)
}

/** `--max-items` is the CLI's own; `--max-results` is ECS's, and leaves a token for what comes after. */
function page(request: AwsRequest, key: string, all: string[]): Json {
  const given = option(request, 'max-items') ?? option(request, 'max-results')
  const most = given === null ? all.length : Number(given)
  if (most >= all.length) return { [key]: all }
  const token = option(request, 'max-items') === null ? 'nextToken' : 'NextToken'
  return { [key]: all.slice(0, most), [token]: 'eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiA1fQ==' }
}

const listFamilies: Operation = (request) => ({
  families: [...families(request), ...request.system.aws.taskFamilies.map((f) => f.family)]
    .filter((f) => f.startsWith(option(request, 'family-prefix') ?? ''))
    .sort(),
})

const describeTaskDefinition: Operation = (request) => {
  const given = option(request, 'task-definition') ?? ''
  const job = jobFamily(request, shortName(given).split(':')[0] ?? '')
  if (job !== null) return { taskDefinition: jobDefinitionView(request, job, given), tags: [] }
  const { family, release } = taskDefinition(request, given)
  const workload = ofFamily(request, family)[0]
  if (workload === undefined) throw new Unanswerable(`the task definition ${given}`)
  return { taskDefinition: taskDefinitionView(request.system, workload, release), tags: [] }
}

/** What `register-task-definition` takes, and `describe-task-definition` shows beside it. */
const ACCEPTED = longPattern()`
  ^(family|containerDefinitions|cpu|memory|networkMode|.*RoleArn|requiresCompatibilities|volumes
    |placementConstraints|tags|runtimePlatform|ephemeralStorage|pidMode|ipcMode|proxyConfiguration
    |inferenceAccelerators|enableFaultInjection)$`

interface GivenContainer {
  name?: string
  image?: string
  environment?: { name: string; value: string }[]
  command?: string[]
}

const registerTaskDefinition: Operation = (request) => {
  const given = structure(request, 'cli-input-json') as { [key: string]: Json } | null
  const family = option(request, 'family') ?? (given?.family as string | undefined)
  const other = Object.keys(given ?? {}).filter((key) => !ACCEPTED.test(key))
  if (other.length > 0) {
    throw new AwsUsageError(
      `Parameter validation failed:\n${other.map((key) => `Unknown parameter in input: "${key}", must be one of: family, taskRoleArn, executionRoleArn, networkMode, containerDefinitions, volumes, placementConstraints, requiresCompatibilities, cpu, memory, tags, pidMode, ipcMode, proxyConfiguration, inferenceAccelerators, ephemeralStorage, runtimePlatform, enableFaultInjection`).join('\n')}`,
    )
  }
  const containers = (structure(request, 'container-definitions') ?? given?.containerDefinitions ?? null) as
    | GivenContainer[]
    | null
  if (family === undefined) throw new AwsServiceError('ClientException', 'Family should not be null or empty.')
  if (containers === null || containers.length === 0)
    throw new AwsServiceError('ClientException', 'Container list cannot be empty.')
  const [container] = containers
  if (container?.image === undefined)
    throw new AwsServiceError('ClientException', 'Container.image should not be null or empty.')
  const job = jobFamily(request, family)
  if (job !== null)
    return { taskDefinition: registerJob(request, job, container.image, container.command ?? job.command) }
  const workloads = ofFamily(request, family)
  const [workload] = workloads
  if (workload === undefined || containers.length > 1)
    throw new Unanswerable(`a task definition of the family ${family} with ${containers.length} containers`)
  request.scene.write()
  const env = Object.fromEntries((container.environment ?? []).map((e) => [e.name, e.value]))
  const newest = revisionsOf(request, family).at(-1) ?? workload.releases[0]
  if (newest === undefined) throw new Unanswerable(`the family ${family}`)
  const cpu = option(request, 'cpu') ?? String(given?.cpu ?? newest.cpu)
  const memory = option(request, 'memory') ?? String(given?.memory ?? newest.memory)
  const from = { ...newest, cpu, memory, env }
  const release = addRelease(request.world, request.system, workload.name, from, { image: container.image })
  for (const sibling of workloads.slice(1)) sibling.releases.push(structuredClone(release))
  return { taskDefinition: taskDefinitionView(request.system, workload, release) }
}

export const ECS_DEFINITIONS: Record<string, Operation> = {
  'ecs describe-task-definition': describeTaskDefinition,
  'ecs list-task-definition-families': listFamilies,
  'ecs list-task-definitions': listTaskDefinitions,
  'ecs register-task-definition': registerTaskDefinition,
}

import { HEX, randomText } from '../../world/random.ts'
import { arn } from './arn.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, loadParameter, type Operation, option, Printed } from './request.ts'

/** What goes out or starts by itself: SNS' topics, EventBridge's rules, Scheduler's schedules; and ECR's images. */

const topicArn = (request: AwsRequest, name: string) => arn(request.place, 'sns', name)

const listTopics: Operation = (request) => ({
  Topics: request.system.aws.topics.map((name) => ({ TopicArn: topicArn(request, name) })),
})

const publish: Operation = (request) => {
  const { world, system, scene } = request
  const given = option(request, 'topic-arn') ?? option(request, 'target-arn') ?? ''
  const topic = system.aws.topics.find((name) => topicArn(request, name) === given)
  if (topic === undefined) throw new AwsServiceError('NotFound', 'Topic does not exist')
  const message = loadParameter(request, option(request, 'message') ?? '')
  if (message === '') throw new AwsServiceError('InvalidParameter', 'Invalid parameter: Empty message')
  scene.write()
  world.aws.published.push({ topic, at: world.now, subject: option(request, 'subject') ?? '', message })
  const hex = randomText(HEX, 32, world.seed, topic, world.aws.published.length)
  return {
    MessageId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`,
  }
}

function ruleView(request: AwsRequest, name: string): { [key: string]: Json } {
  const spec = request.system.aws.rules.find((r) => r.name === name)
  if (spec === undefined)
    throw new AwsServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`)
  return {
    Name: name,
    Arn: arn(request.place, 'events', `rule/${name}`),
    State: request.world.aws.rules[name]?.enabled === false ? 'DISABLED' : 'ENABLED',
    Description: spec.description,
    ScheduleExpression: spec.schedule,
    EventBusName: 'default',
  }
}

const listRules: Operation = (request) => ({
  Rules: request.system.aws.rules
    .filter((r) => r.name.startsWith(option(request, 'name-prefix') ?? ''))
    .map((r) => ruleView(request, r.name)),
})

const describeRule: Operation = (request) => ({
  ...ruleView(request, option(request, 'name') ?? ''),
  CreatedBy: request.system.account,
})

const turnRule =
  (enabled: boolean): Operation =>
  (request) => {
    const name = option(request, 'name') ?? ''
    ruleView(request, name)
    request.scene.write()
    request.world.aws.rules[name] = { enabled }
    return null
  }

const listSchedules: Operation = (request) => ({
  Schedules: request.system.aws.rules.map((r) => ({
    Arn: arn(request.place, 'scheduler', `schedule/default/${r.name}`),
    GroupName: 'default',
    Name: r.name,
    State: request.world.aws.rules[r.name]?.enabled === false ? 'DISABLED' : 'ENABLED',
    Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ecs:runTask' },
  })),
})

/** A password for `docker login`. */
const getLoginPassword: Operation = ({ world }) =>
  new Printed(`eyJwYXlsb2FkIjoi${randomText(`${HEX}GHIJKLMNOPQRSTUVWXYZ`, 180, world.seed, 'ecr')}==\n`)

const describeImages: Operation = (request) => {
  const { system, world } = request
  const repository = option(request, 'repository-name') ?? ''
  const specs = system.workloads.filter((w) => w.repository.endsWith(`/${repository}`))
  const [spec] = specs
  if (spec === undefined)
    throw new AwsServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${repository}' does not exist in the registry with id '${system.account}'`,
    )
  const faulty = world.faults.flatMap((f) => (f.image?.startsWith(`${spec.repository}:`) ? [f.image] : []))
  const pushed = Object.values(world.things).filter(
    (t) => t.kind === 'image' && t.name.startsWith(`${spec.repository}:`),
  )
  const tags = new Map<string, number>()
  for (const w of specs) {
    for (const r of w.releases) tags.set(r.version, world.origin - r.age)
    for (const version of w.published) tags.set(version, world.origin - 3_600_000)
  }
  for (const image of [...faulty, ...pushed.map((t) => t.name)])
    tags.set(image.slice(spec.repository.length + 1), world.now)
  return {
    imageDetails: [...tags].map(([tag, at]) => ({
      registryId: system.account,
      repositoryName: repository,
      imageDigest: `sha256:${randomText(HEX, 64, spec.repository, tag)}`,
      imageTags: [tag],
      imageSizeInBytes: 214_000_000,
      imagePushedAt: at / 1_000,
      imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      artifactMediaType: 'application/vnd.docker.container.image.v1+json',
    })),
  }
}

export const MESSAGES: Record<string, Operation> = {
  'ecr describe-images': describeImages,
  'ecr get-login-password': getLoginPassword,
  'events describe-rule': describeRule,
  'events disable-rule': turnRule(false),
  'events enable-rule': turnRule(true),
  'events list-rules': listRules,
  'scheduler list-schedules': listSchedules,
  'sns list-topics': listTopics,
  'sns publish': publish,
}

import type { AwsSpec, System } from '../../system/system.ts'
import { deployFaults } from '../../world/defects.ts'
import { balancerHost } from '../../world/routing.ts'
import { Unanswerable } from '../client.ts'
import { arn, placeOf, targetGroupArn } from './arn.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, type Operation, option, optionList, structure } from './request.ts'

/** Load balancers, their listeners and target groups. */

type Balancer = AwsSpec['balancers'][number]
type Group = NonNullable<System['ecs']>['targetGroups'][number]

const groupsIn = ({ system, region }: AwsRequest): Group[] =>
  (system.ecs?.targetGroups ?? []).filter((g) => (g.region ?? system.region) === region)

const balancersIn = ({ system, region }: AwsRequest): Balancer[] =>
  system.aws.balancers.filter((b) => (b.region ?? system.region) === region)

/** Elastic Load Balancing tells an ARN that is none from one that leads nowhere. */
function isArn(kind: string, text: string): boolean {
  return new RegExp(
    `^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${kind}/[A-Za-z0-9/_-]*[0-9a-f]{16}$`,
  ).test(text)
}

function groupOf(request: AwsRequest, wanted: string): Group {
  const found = groupsIn(request).find((g) => targetGroupArn(request.system, g) === wanted)
  if (found !== undefined) return found
  if (!isArn('targetgroup', wanted))
    throw new AwsServiceError('ValidationError', `'${wanted}' is not a valid target group ARN`)
  throw new AwsServiceError('TargetGroupNotFound', 'One or more target groups not found')
}

const describeTargetHealth: Operation = (request) => {
  const { world, system, region } = request
  const group = groupOf(request, option(request, 'target-group-arn') ?? '')
  const workload = world.workloads[group.workload]
  const probed = deployFaults(system, group.workload).find((f) => f.defect.failsProbe)
  const targets = (workload?.instances ?? []).filter((i) => i.state !== 'pending')
  return {
    TargetHealthDescriptions: targets.map((instance, i) => {
      const health: Record<string, Json> =
        instance.state === 'starting'
          ? {
              State: 'initial',
              Reason: 'Elb.RegistrationInProgress',
              Description: 'Target registration is in progress',
            }
          : instance.state === 'draining'
            ? {
                State: 'draining',
                Reason: 'Target.DeregistrationInProgress',
                Description: 'Target deregistration is in progress',
              }
            : instance.state === 'sick' && probed !== undefined
              ? {
                  State: 'unhealthy',
                  Reason: 'Target.ResponseCodeMismatch',
                  Description: `Health checks failed with these codes: [${probed.defect.status}]`,
                }
              : { State: 'healthy' }
      return {
        Target: { Id: instance.ip, Port: group.port, AvailabilityZone: `${region}${i % 2 === 0 ? 'a' : 'b'}` },
        HealthCheckPort: String(group.port),
        TargetHealth: health,
        AdministrativeOverride: {
          State: 'no_override',
          Reason: 'AdministrativeOverride.NoOverride',
          Description: 'No override is currently active on target',
        },
      }
    }),
  }
}

const describeTargetGroups: Operation = (request) => {
  const { system } = request
  const names = optionList(request, 'names')
  const arns = optionList(request, 'target-group-arns')
  const groups = groupsIn(request).filter(
    (g) =>
      (names.length === 0 || names.includes(g.name)) && (arns.length === 0 || arns.includes(targetGroupArn(system, g))),
  )
  if (names.length + arns.length > 0 && groups.length === 0)
    throw new AwsServiceError('TargetGroupNotFound', 'One or more target groups not found')
  return {
    TargetGroups: groups.map((g) => ({
      TargetGroupArn: targetGroupArn(system, g),
      TargetGroupName: g.name,
      Protocol: 'HTTP',
      Port: g.port,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 15,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      HealthCheckPath: g.path,
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: system.aws.balancers
        .filter((b) => b.name === g.loadBalancer)
        .map((b) => balancerArn(system, b)),
      TargetType: 'ip',
      ProtocolVersion: 'HTTP1',
      IpAddressType: 'ipv4',
      VpcId: 'vpc-0d1f6a3be2c84a950',
    })),
  }
}

function balancerArn(system: System, b: Balancer): string {
  return arn(placeOf(system, b), 'elasticloadbalancing', `loadbalancer/app/${b.name}/${b.id}`)
}

function listenerArn(system: System, b: Balancer, listener: Balancer['listeners'][number]): string {
  return arn(placeOf(system, b), 'elasticloadbalancing', `listener/app/${b.name}/${b.id}/${listener.id}`)
}

const describeLoadBalancers: Operation = (request) => {
  const { system, region, world } = request
  const names = optionList(request, 'names')
  const found = balancersIn(request).filter((b) => names.length === 0 || names.includes(b.name))
  if (names.length > 0 && found.length === 0)
    throw new AwsServiceError('LoadBalancerNotFound', `Load balancers '[${names.join(', ')}]' not found`)
  return {
    LoadBalancers: found.map((b) => ({
      LoadBalancerArn: balancerArn(system, b),
      DNSName: balancerHost(system, b),
      CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
      CreatedTime: new Date(world.origin - 300 * 86_400_000).toISOString(),
      LoadBalancerName: b.name,
      Scheme: 'internet-facing',
      VpcId: 'vpc-0d1f6a3be2c84a950',
      State: { Code: 'active' },
      Type: 'application',
      AvailabilityZones: (system.ecs?.subnets ?? []).map((SubnetId, i) => ({
        ZoneName: `${region}${'abc'[i] ?? 'a'}`,
        SubnetId,
        LoadBalancerAddresses: [],
      })),
      SecurityGroups: system.ecs?.securityGroups ?? [],
      IpAddressType: 'ipv4',
    })),
  }
}

function listenerView({ system, world }: AwsRequest, b: Balancer, listener: Balancer['listeners'][number]): Json {
  const { forward } = world.aws.listeners[`${b.name}/${listener.port}`] ?? { forward: {} }
  const groups = Object.entries(forward).flatMap(([name, Weight]) => {
    const group = system.ecs?.targetGroups.find((g) => g.name === name)
    return group === undefined ? [] : [{ TargetGroupArn: targetGroupArn(system, group), Weight }]
  })
  const [only] = groups
  return {
    ListenerArn: listenerArn(system, b, listener),
    LoadBalancerArn: balancerArn(system, b),
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.protocol === 'HTTPS' ? { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' } : {}),
    DefaultActions: [
      {
        Type: 'forward',
        ...(groups.length === 1 && only !== undefined ? { TargetGroupArn: only.TargetGroupArn } : {}),
        ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
      },
    ],
  }
}

const describeListeners: Operation = (request) => {
  const { system } = request
  const wanted = option(request, 'load-balancer-arn')
  const arns = optionList(request, 'listener-arns')
  const balancers = balancersIn(request).filter((b) => wanted === null || balancerArn(system, b) === wanted)
  if (wanted !== null && balancers.length === 0) {
    if (!isArn('loadbalancer/app', wanted))
      throw new AwsServiceError('ValidationError', `'${wanted}' is not a valid load balancer ARN`)
    throw new AwsServiceError('LoadBalancerNotFound', 'One or more load balancers not found')
  }
  const found = balancers.flatMap((b) =>
    b.listeners
      .filter((l) => arns.length === 0 || arns.includes(listenerArn(system, b, l)))
      .map((l) => listenerView(request, b, l)),
  )
  if (arns.length > 0 && found.length === 0)
    throw new AwsServiceError('ListenerNotFound', 'One or more listeners not found')
  return { Listeners: found }
}

interface ForwardAction {
  Type?: string
  TargetGroupArn?: string
  ForwardConfig?: { TargetGroups?: { TargetGroupArn?: string; Weight?: number }[] }
}

const modifyListener: Operation = (request) => {
  const { system, world, scene } = request
  const wanted = option(request, 'listener-arn') ?? ''
  const found = balancersIn(request)
    .flatMap((b) => b.listeners.map((l) => ({ b, l })))
    .find(({ b, l }) => listenerArn(system, b, l) === wanted)
  if (found === undefined) {
    if (!isArn('listener/app', wanted))
      throw new AwsServiceError('ValidationError', `'${wanted}' is not a valid listener ARN`)
    throw new AwsServiceError('ListenerNotFound', 'One or more listeners not found')
  }
  const given = structure(request, 'default-actions')
  if (given === null) throw new Unanswerable('aws elbv2 modify-listener without --default-actions')
  const [action] = (Array.isArray(given) ? given : [given]) as ForwardAction[]
  if (action?.Type !== 'forward') throw new Unanswerable(`a listener's action ${String(action?.Type)}`)
  const targets = action.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action.TargetGroupArn ?? '', Weight: 1 }]
  const forward = Object.fromEntries(
    targets.map((t) => [groupOf(request, t.TargetGroupArn ?? '').name, Number(t.Weight ?? 1)]),
  )
  scene.write()
  world.aws.listeners[`${found.b.name}/${found.l.port}`] = { forward }
  for (const group of Object.keys(forward)) {
    const workload = world.workloads[system.ecs?.targetGroups.find((g) => g.name === group)?.workload ?? '']
    if (workload !== undefined) workload.lastCommand = scene.command
  }
  return { Listeners: [listenerView(request, found.b, found.l)] }
}

export const ELBV2: Record<string, Operation> = {
  'elbv2 describe-listeners': describeListeners,
  'elbv2 describe-load-balancers': describeLoadBalancers,
  'elbv2 describe-target-groups': describeTargetGroups,
  'elbv2 describe-target-health': describeTargetHealth,
  'elbv2 modify-listener': modifyListener,
}

import type { BlueGreenDeployment } from '../../world/aws-state.ts'
import { beginDeployment, blueGreenOf, stopDeployment } from '../../world/blue-green.ts'
import { Unanswerable } from '../client.ts'
import { taskDefinition } from './ecs-names.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, isSet, type Operation, option, optionList, structure } from './request.ts'

/** CodeDeploy's deployments of an ECS service: blue and green. */

function application(request: AwsRequest, name: string | null): void {
  if (name !== null && blueGreenOf(request.system, name) === undefined)
    throw new AwsServiceError('ApplicationDoesNotExistException', `No application found for name: ${name}`)
}

const listDeployments: Operation = (request) => {
  const { world, system } = request
  const name = option(request, 'application-name')
  const group = option(request, 'deployment-group-name')
  application(request, name)
  const spread = name === null ? undefined : blueGreenOf(system, name)
  if (group !== null && spread?.group !== group)
    throw new AwsServiceError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${group}`)
  const statuses = optionList(request, 'include-only-statuses')
  return {
    deployments: Object.values(world.aws.deployments)
      .filter(
        (d) => (name === null || d.application === name) && (statuses.length === 0 || statuses.includes(d.status)),
      )
      .sort((a, b) => b.createdAt - a.createdAt)
      .map((d) => d.id),
  }
}

function deployment(request: AwsRequest): BlueGreenDeployment {
  const id = option(request, 'deployment-id') ?? ''
  if (!/^d-[A-Z0-9]{9}$/.test(id))
    throw new AwsServiceError(
      'InvalidDeploymentIdException',
      `Specified DeploymentId is not in the valid format: ${id}`,
    )
  const found = request.world.aws.deployments[id]
  if (found === undefined)
    throw new AwsServiceError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
  return found
}

function deploymentView({ world, system }: AwsRequest, d: BlueGreenDeployment): Json {
  const spread = blueGreenOf(system, d.application)
  const back = Object.values(world.aws.deployments).find((other) => other.rollbackOf === d.id)
  return {
    applicationName: d.application,
    deploymentGroupName: spread?.group ?? '',
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    deploymentId: d.id,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(d), sha256: '0'.repeat(64) } },
    status: d.status,
    createTime: epoch(d.createdAt),
    startTime: epoch(d.createdAt + 2_000),
    ...(d.finishedAt === null ? {} : { completeTime: epoch(d.finishedAt) }),
    deploymentOverview: {
      Pending: 0,
      InProgress: d.status === 'InProgress' ? 1 : 0,
      Succeeded: d.status === 'Succeeded' ? 1 : 0,
      Failed: 0,
      Skipped: 0,
      Ready: 0,
    },
    description: d.description,
    creator: d.creator,
    ignoreApplicationStopFailures: false,
    ...(d.rollbackOf === null && back === undefined
      ? {}
      : {
          rollbackInfo: {
            ...(back === undefined ? {} : { rollbackDeploymentId: back.id }),
            ...(d.rollbackOf === null ? {} : { rollbackTriggeringDeploymentId: d.rollbackOf }),
          },
        }),
    updateOutdatedInstancesOnly: false,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    instanceTerminationWaitTimeStarted: false,
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: 'ECS',
  }
}

const appSpec = (d: BlueGreenDeployment) =>
  JSON.stringify({
    version: 0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: d.release } } }],
  })

const getDeployment: Operation = (request) => ({ deploymentInfo: deploymentView(request, deployment(request)) })

const stop: Operation = (request) => {
  const { world, system, scene } = request
  const found = deployment(request)
  if (found.status !== 'InProgress')
    throw new AwsServiceError('DeploymentAlreadyCompletedException', `The deployment ${found.id} is already completed.`)
  scene.write()
  const rollback = !isSet(request, 'no-auto-rollback-enabled')
  const back = stopDeployment(world, system, found, rollback, scene.command)
  // It is accepted; whether anything comes of it is another question.
  if (found.stuck) return { status: 'Pending', statusMessage: 'Deployment stop is pending' }
  const words = back === null ? '' : ` A rollback deployment has been created: ${back.id}`
  return { status: 'Succeeded', statusMessage: `No more deployment actions are being taken.${words}` }
}

/** A revision is an AppSpec: only its task definition is looked at. */
const createDeployment: Operation = (request) => {
  const { world, system, scene } = request
  const name = option(request, 'application-name')
  application(request, name)
  const spread = blueGreenOf(system, name ?? '')
  if (spread === undefined) throw new Unanswerable(`a deployment of ${name}`)
  if (Object.values(world.aws.deployments).some((d) => d.status === 'InProgress'))
    throw new AwsServiceError(
      'DeploymentLimitExceededException',
      `The Deployment Group '${spread.group}' already has an active Deployment`,
    )
  const revision = structure(request, 'revision')
  const wanted = /task-definition\/([^"\\ ]+)|"?TaskDefinition"?\\?"?\s*:\s*\\?"?([A-Za-z0-9_:-]+)/.exec(
    JSON.stringify(revision),
  )
  const given = wanted?.[1] ?? wanted?.[2]
  if (given === undefined) throw new Unanswerable('a revision that names no task definition')
  const { release } = taskDefinition(request, given)
  scene.write()
  const begun = beginDeployment(world, system, spread, release, {
    creator: 'user',
    description: option(request, 'description') ?? '',
    command: scene.command,
  })
  return { deploymentId: begun.id }
}

/** Every 15 s, 120 times. */
const waitSuccessful: Operation = (request) => {
  for (let attempt = 1; attempt <= 120; attempt++) {
    const { status } = deployment(request)
    if (status === 'Succeeded') return null
    if (status === 'Stopped' || status === 'Failed') throw new AwsServiceError('WaiterError', `deployment ${status}`)
    request.scene.wait(15_000)
  }
  return null
}

export const CODEDEPLOY: Record<string, Operation> = {
  'deploy create-deployment': createDeployment,
  'deploy get-deployment': getDeployment,
  'deploy list-deployments': listDeployments,
  'deploy stop-deployment': stop,
  'deploy wait deployment-successful': waitSuccessful,
}

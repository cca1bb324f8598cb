import type { AwsCall } from '../../analysis/aws/parse-aws.ts'
import { isIamAction } from './iam-data.ts'
import type { IamNeed } from './need.ts'

/** Which service gets the role that the call names; each is what AWS documents for the action. */
const PASSES: Record<string, string> = {
  'ecs:RunTask': 'ecs-tasks.amazonaws.com',
  'ecs:StartTask': 'ecs-tasks.amazonaws.com',
  'ecs:RegisterTaskDefinition': 'ecs-tasks.amazonaws.com',
  'ecs:CreateService': 'ecs-tasks.amazonaws.com',
  'ecs:UpdateService': 'ecs-tasks.amazonaws.com',
  'lambda:CreateFunction': 'lambda.amazonaws.com',
  'lambda:UpdateFunctionConfiguration': 'lambda.amazonaws.com',
  'ec2:RunInstances': 'ec2.amazonaws.com',
  'states:CreateStateMachine': 'states.amazonaws.com',
  'rds:AddRoleToDBInstance': 'rds.amazonaws.com',
  'rds:StartExportTask': 'export.rds.amazonaws.com',
  'scheduler:CreateSchedule': 'scheduler.amazonaws.com',
}

/** A service that is only scaled, and a function whose role stays, pass nothing on. */
const ONLY_WITH: Record<string, string> = {
  'ecs:UpdateService': 'task-definition',
  'lambda:UpdateFunctionConfiguration': 'role',
  'ec2:RunInstances': 'iam-instance-profile',
}

/** What an action needs besides itself. IAM's data has no list of this: it is from the services' own documentation. */
export function dependentNeeds(action: string, call: AwsCall): IamNeed[] {
  const needs: IamNeed[] = []
  const service = PASSES[action]
  const option = ONLY_WITH[action]
  if (service !== undefined && (option === undefined || call.options[option] !== undefined))
    needs.push({
      action: 'iam:PassRole',
      resources: rolesIn(call),
      condition: { StringEquals: { 'iam:PassedToService': service } },
    })
  // The CLI looks the task up to find its runtime id before it opens the session.
  if (action === 'ecs:ExecuteCommand') needs.push({ action: 'ecs:DescribeTasks', resources: null })
  // Without it, tags given at creation refuse the whole call.
  if (call.options.tags !== undefined) {
    const prefix = action.split(':')[0] ?? ''
    const tagging = [`${prefix}:TagResource`, `${prefix}:AddTagsToResource`].find(isIamAction)
    if (tagging !== undefined && tagging !== action) needs.push({ action: tagging, resources: ['*'] })
  }
  return needs
}

function rolesIn(call: AwsCall): string[] {
  const roles = Object.values(call.options)
    .flat()
    .flatMap((value) => value.match(/arn:aws[\w-]*:iam::\d*:role\/[\w+=,.@/-]+/g) ?? [])
  return roles.length > 0 ? [...new Set(roles)] : ['arn:aws:iam::*:role/*']
}

/** What the thing itself must be allowed to do, in a role of its own: said, not granted here. */
export function dependentNotes(action: string): string[] {
  if (action !== 'ecs:ExecuteCommand') return []
  return [
    'ecs:ExecuteCommand: the role of the task itself needs ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel',
  ]
}

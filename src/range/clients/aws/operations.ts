import { CERTIFICATES } from './certificates.ts'
import { CLOUDWATCH } from './cloudwatch.ts'
import { CODEDEPLOY } from './codedeploy.ts'
import { ECS_SERVICES } from './ecs.ts'
import { ECS_DEFINITIONS } from './ecs-definitions.ts'
import { ECS_JOBS } from './ecs-jobs.ts'
import { ECS_TASKS } from './ecs-tasks.ts'
import { ELASTICACHE } from './elasticache.ts'
import { ELBV2 } from './elbv2.ts'
import { LOGS } from './logs.ts'
import { MESSAGES } from './messages.ts'
import { RDS } from './rds.ts'
import { RDS_RESTORE } from './rds-restore.ts'
import type { Operation } from './request.ts'
import { ROUTE53 } from './route53.ts'
import { S3 } from './s3.ts'
import { S3API } from './s3api.ts'
import { SCALING } from './scaling.ts'
import { SECRETS } from './secrets.ts'

const getCallerIdentity: Operation = ({ system }) => ({
  UserId: 'AROAEXAMPLEID:standby',
  Account: system.account,
  Arn: `arn:aws:sts::${system.account}:assumed-role/on-call/standby`,
})

/** What the range's AWS can do, by service and operation. */
export const OPERATIONS: Record<string, Operation> = {
  ...ECS_SERVICES,
  ...ECS_DEFINITIONS,
  ...ECS_JOBS,
  ...ECS_TASKS,
  ...ELASTICACHE,
  ...CERTIFICATES,
  ...CLOUDWATCH,
  ...CODEDEPLOY,
  ...MESSAGES,
  ...ROUTE53,
  ...SCALING,
  ...SECRETS,
  ...ELBV2,
  ...LOGS,
  ...RDS,
  ...S3,
  ...S3API,
  ...RDS_RESTORE,
  'sts get-caller-identity': getCallerIdentity,
}

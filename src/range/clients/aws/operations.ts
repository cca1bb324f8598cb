import { DATA_STORES } from './data-stores.ts'
import { ECS } from './ecs.ts'
import { ELASTICACHE } from './elasticache.ts'
import { OBSERVABILITY } from './observability.ts'
import type { Operation } from './request.ts'

const getCallerIdentity: Operation = ({ system }) => ({
  UserId: 'AROAEXAMPLEID:standby',
  Account: system.account,
  Arn: `arn:aws:sts::${system.account}:assumed-role/on-call/standby`,
})

/** What the range's AWS can do, by service and operation. */
export const OPERATIONS: Record<string, Operation> = {
  ...ECS,
  ...ELASTICACHE,
  ...OBSERVABILITY,
  ...DATA_STORES,
  'sts get-caller-identity': getCallerIdentity,
}

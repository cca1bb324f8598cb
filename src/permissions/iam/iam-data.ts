import { loadData } from '../../analysis/data.ts'

/** What IAM knows of one service; generated, see data/README.md. */
export interface IamService {
  /** Resource type → how its ARN is written: `arn:${Partition}:ecs:${Region}:${Account}:cluster/${ClusterName}`. */
  resources: Record<string, string>
  /** Action → the resource types it can be narrowed to, divided by blanks; `!` marks those it always needs. */
  actions: Record<string, string>
}

const loaded = new Map<string, IamService | null>()

/** A service by its IAM prefix: `ecs`; null when IAM has none of that name. */
export function iamService(prefix: string): IamService | null {
  let service = loaded.get(prefix)
  if (service !== undefined) return service
  try {
    service = /^[a-z0-9-]+$/.test(prefix) ? loadData<IamService>(`iam/${prefix}.json`) : null
  } catch {
    service = null
  }
  loaded.set(prefix, service)
  return service
}

/** Whether `ecs:UpdateService` is an action that IAM knows. */
export function isIamAction(action: string): boolean {
  const [prefix = '', name = ''] = action.split(':')
  const service = iamService(prefix)
  return service !== null && Object.hasOwn(service.actions, name)
}

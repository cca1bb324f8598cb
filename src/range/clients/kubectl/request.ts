import type { KubectlCall } from '../../../analysis/kubectl/parse-kubectl.ts'
import type { System } from '../../system/system.ts'
import type { Workload, World } from '../../world/world.ts'
import { type Answer, type Scene, Unanswerable } from '../client.ts'

/** One call of kubectl, its arguments checked by its own grammar. */
export interface KubectlRequest {
  call: KubectlCall
  scene: Scene
  world: World
  system: System
  /** The one it is about; `default` without `-n`. */
  namespace: string
}

export type Command = (request: KubectlRequest) => Answer

/** What kubectl prints to standard error before it exits with 1. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError'
}

/** Flags that change nothing about what a simulated cluster answers. */
const HARMLESS = new Set([
  'namespace',
  'context',
  'cluster',
  'request-timeout',
  'v',
  'field-manager',
  'warnings-as-errors',
])

/** Whatever the range does not know about a call, it does not pass over. */
export function onlyFlags({ call }: KubectlRequest, ...known: string[]): void {
  const other = Object.keys(call.flags).find((flag) => !known.includes(flag) && !HARMLESS.has(flag))
  if (other !== undefined) throw new Unanswerable(`kubectl ${call.path.join(' ')} --${other}`)
}

export function flag({ call }: KubectlRequest, name: string): string | null {
  return call.flags[name]?.at(-1) ?? null
}

export function isOn(request: KubectlRequest, name: string): boolean {
  const value = flag(request, name)
  return value !== null && value !== 'false'
}

/** The deployments a command names. @throws KubectlError */
export function namedDeployments(request: KubectlRequest): Workload[] {
  const { call, world } = request
  return call.resources.map(({ type, name }) => {
    if (type !== 'deployments') throw new Unanswerable(`kubectl ${call.path.join(' ')} of ${type}`)
    if (name === null) throw new Unanswerable(`kubectl ${call.path.join(' ')} of all deployments`)
    const workload = request.namespace === request.system.kubernetes?.namespace ? world.workloads[name] : undefined
    if (workload === undefined)
      throw new KubectlError(`Error from server (NotFound): deployments.apps "${name}" not found`)
    return workload
  })
}

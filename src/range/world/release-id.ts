import type { System, WorkloadSpec } from '../system/system.ts'
import { KUBERNETES_ALPHABET, randomText } from './random.ts'

/** A ReplicaSet's hash, or `family:revision`. It depends on the content alone: a template that comes back has its old one. */
export function releaseId(system: System, spec: WorkloadSpec, revision: number, content: string): string {
  if (system.platform === 'ecs') return `${spec.family ?? spec.name}:${revision}`
  return randomText(KUBERNETES_ALPHABET, 10, spec.name, content)
}

import type { System, WorkloadSpec } from '../system/system.ts'
import { nextNumber } from './agenda.ts'
import { HEX, randomText } from './random.ts'
import type { Instance, World } from './world.ts'

/** Secrets and parameters: what they are now, and what tasks read of them when they began. */

export function createSecrets(world: World, system: System): void {
  for (const spec of system.aws.secrets) {
    world.aws.secrets[spec.name] = {
      name: spec.name,
      versions: [{ id: versionId(world, spec.name), at: world.origin - spec.age, value: withHosts(world, spec.value) }],
      deletedAt: null,
    }
  }
  for (const spec of system.aws.parameters) {
    world.aws.parameters[spec.name] = {
      name: spec.name,
      type: spec.type,
      versions: [{ value: withHosts(world, spec.value), at: world.origin - 60 * 86_400_000 }],
    }
  }
  for (const { name } of system.aws.providers) world.aws.providers[name] = { downSince: null, refused: null }
}

/** `{host:NAME}` is where that database is reached. */
function withHosts(world: World, text: string): string {
  return text.replace(/\{host:([^}]+)\}/g, (all, name: string) => world.aws.rds[name]?.host ?? all)
}

/** A UUID, as Secrets Manager names versions. */
export function versionId(world: World, name: string): string {
  const hex = randomText(HEX, 32, world.seed, name, nextNumber(world))
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}

/** What a task that begins now reads: ids of secrets' versions, values of parameters. */
export function readAtStart(world: World, spec: WorkloadSpec): Record<string, string> | undefined {
  const names = secretsOf(spec)
  const parameters = [
    ...spec.needs.flatMap((n) => (n.when === undefined ? [] : [n.when.parameter])),
    ...(spec.readOnly === undefined ? [] : [spec.readOnly.parameter]),
  ]
  if (names.length === 0 && parameters.length === 0) return undefined
  const read: Record<string, string> = {}
  for (const name of names) read[name] = world.aws.secrets[name]?.versions.at(-1)?.id ?? ''
  for (const name of parameters) read[name] = world.aws.parameters[name]?.versions.at(-1)?.value ?? ''
  return read
}

function secretsOf(spec: WorkloadSpec): string[] {
  const host = spec.database?.secret
  return [...new Set([...Object.values(spec.secrets), ...(host === undefined ? [] : [host])])]
}

/** The secrets' values that an instance has. */
export function secretValue(world: World, instance: Instance | null, name: string): string | null {
  const versions = world.aws.secrets[name]?.versions ?? []
  const id = instance?.read?.[name]
  const version = id === undefined ? versions.at(-1) : versions.find((v) => v.id === id)
  return version?.value ?? null
}

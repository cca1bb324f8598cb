import type { System } from '../system/system.ts'
import { schedule } from './agenda.ts'
import { settleAws } from './aws-settle.ts'
import type { AwsState } from './aws-state.ts'
import { finishRollback, moveDeployment } from './blue-green.ts'
import { createBuckets } from './buckets.ts'
import { createDatabases, moveDatabase } from './database-instances.ts'
import { believeZone, createRouting } from './routing.ts'
import { createScaling, lookAtScaling } from './scaling.ts'
import { createSecrets, readAtStart } from './secrets.ts'
import type { World } from './world.ts'

/** What AWS keeps, and what happens to it by itself. */

/** How often books are settled: rows written and replicated, who is in trouble. */
const TICK_MS = 15_000
const MINUTE = 60_000

export function emptyAws(): AwsState {
  return {
    rds: {},
    buckets: {},
    secrets: {},
    parameters: {},
    certificates: {},
    zones: {},
    listeners: {},
    deployments: {},
    scaling: {},
    tasks: [],
    families: {},
    rules: {},
    providers: {},
    inUse: {},
    unmet: {},
    published: [],
  }
}

/** Everything of the `aws` section, at rest. Workloads and caches must be there. */
export function createAws(world: World, system: System): void {
  createDatabases(world, system)
  createSecrets(world, system)
  for (const spec of system.workloads) {
    const read = readAtStart(world, spec)
    if (read !== undefined) for (const i of world.workloads[spec.name]?.instances ?? []) i.read = { ...read }
  }
  createBuckets(world, system)
  createRouting(world, system)
  createScaling(world, system)
  for (const c of system.aws.certificates) {
    const notAfter = world.origin + c.left
    const renewal = c.left < 60 * 86_400_000 ? 'PENDING_VALIDATION' : null
    world.aws.certificates[c.id] = { id: c.id, status: c.status, notAfter, renewal, reason: null }
  }
  for (const { name, enabled } of system.aws.rules) world.aws.rules[name] = { enabled }
  settleAws(world, system)
  // It was so long before the world began.
  for (const [key, track] of Object.entries(world.tracks))
    if (/^(rds|up|unmet|traffic|bucket)\//.test(key)) for (const step of track) step[0] -= 86_400_000
  schedule(world, { at: world.now + TICK_MS, kind: 'aws', what: 'tick', id: '' })
  if (system.aws.scaling.length > 0) schedule(world, { at: world.now + MINUTE, kind: 'aws', what: 'scaling', id: '' })
}

/** ACM finds by itself, some time after resolvers do, that the record is there which proves a domain. */
function lookAtCertificates(world: World, system: System, zone: World['aws']['zones'][string]): void {
  for (const { id, validation } of system.aws.certificates) {
    if (world.aws.certificates[id]?.renewal !== 'PENDING_VALIDATION') continue
    if (!zone.records.some((r) => r.type === 'CNAME' && r.values.includes(validation.value))) continue
    schedule(world, { at: world.now + 15 * MINUTE, kind: 'aws', what: 'certificate', id })
  }
}

/** Something that AWS had to do is due. */
export function happenAws(world: World, system: System, what: string, id: string): void {
  switch (what) {
    case 'tick':
      schedule(world, { at: world.now + TICK_MS, kind: 'aws', what, id })
      break
    case 'scaling':
      lookAtScaling(world, system)
      schedule(world, { at: world.now + MINUTE, kind: 'aws', what, id })
      break
    case 'zone': {
      const zone = world.aws.zones[id]
      if (zone === undefined) break
      believeZone(zone)
      lookAtCertificates(world, system, zone)
      break
    }
    case 'deployment':
      moveDeployment(world, system, id)
      break
    case 'rollback':
      finishRollback(world, system, id)
      break
    case 'certificate': {
      const certificate = world.aws.certificates[id]
      if (certificate === undefined) break
      certificate.status = 'ISSUED'
      certificate.renewal = 'SUCCESS'
      certificate.notAfter = world.now + 395 * 86_400_000
      break
    }
    default:
      moveDatabase(world, system, what, id)
  }
  settleAws(world, system)
}

import type { DeployFault, FaultSpec, System } from '../system/system.ts'
import { beginDeployment, blueGreenOf } from './blue-green.ts'
import { addRelease, rollOut } from './change.ts'
import { leakSessions } from './sessions.ts'
import { recordStores } from './stores.ts'
import { beginTrouble } from './trouble.ts'
import { type CacheState, type QueueState, releaseOf, type World, workloadOf } from './world.ts'

/** Breaks a draft. What the fault does over time, `stores.ts` does as long as it is among the active ones. */
export function breakWorld(draft: World, system: System, fault: FaultSpec, runbookUrl: string | null): void {
  const active = { name: fault.name, at: draft.now, image: null, workload: null, runbookUrl }
  if (fault.kind === 'bad-deploy') {
    deploy(draft, system, fault, runbookUrl)
    return
  }
  draft.faults.push(active)
  draft.tracks[`fault/${fault.name}`] = [[draft.now - 1, 0]]
  if (fault.kind === 'queue-backlog') {
    const queue = draft.queues[fault.queue] as QueueState
    queue.waiting += fault.jump
    queue.arrived += fault.jump
  } else if (fault.kind === 'replica-lag') {
    // Nothing is to be set up: how far it is behind follows from when it began.
  } else if (fault.kind === 'trouble') {
    beginTrouble(draft, system, fault)
    draft.tracks[`fault/${fault.name}`]?.push([draft.now, 1])
  } else if (fault.kind === 'database-connections') {
    leakSessions(draft, fault.database, fault.sessions, fault.application)
  } else {
    const cache = draft.caches[fault.cache] as CacheState
    if (fault.kind === 'cache-down') cache.downSince = draft.now
    else {
      const family = cache.families[fault.family]
      if (family !== undefined) family.next += fault.jump
    }
  }
  recordStores(draft, system)
}

/** Someone rolls out a version that carries the defect. */
function deploy(draft: World, system: System, fault: DeployFault, runbookUrl: string | null): void {
  const workload = workloadOf(draft, fault.workload)
  const spec = system.workloads.find((w) => w.name === fault.workload)
  const image = `${spec?.repository}:${fault.version}`
  draft.faults.push({ name: fault.name, at: draft.now, image, workload: fault.workload, runbookUrl })
  const release = addRelease(draft, system, fault.workload, releaseOf(workload), {
    image,
    ...(fault.cause === undefined ? {} : { cause: fault.cause }),
  })
  const spread = fault.blueGreen === undefined ? undefined : blueGreenOf(system, fault.blueGreen)
  if (spread === undefined) rollOut(draft, system, fault.workload, release, null, false)
  else {
    const deployment = beginDeployment(draft, system, spread, release, {
      creator: 'user',
      description: `Deploy ${fault.version}`,
      command: null,
    })
    deployment.stuck = fault.codedeployStuck
  }
}

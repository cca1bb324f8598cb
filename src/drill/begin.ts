import { AppError } from '../core/errors.ts'
import { NOTHING_DONE, newsFor, takeBaseline } from './see.ts'
import { BOUND_MINUTES, SCRIPT, STEP_SECONDS, type Stand } from './stand.ts'
import { type StoredDrill, saveBaseline, saveBroken, saveIncident } from './store.ts'
import type { Finding } from './verdict.ts'

/** The range's seconds per real second while people take part. */
const PACE = 20

/** A world as the scenario wants it: new, and then broken. */
export async function breakSystem({ range, pool, host }: Stand, drill: StoredDrill): Promise<void> {
  await range.setPace(drill.system, 0)
  await range.reset(drill.system, { seed: drill.seed })
  const brokenAt = range.now(drill.system)
  for (const fault of faultsOf(drill)) {
    await range.breakSystem(drill.system, fault, { runbookUrl: `${drill.file}#${drill.procedureId}` })
  }
  await saveBroken(pool, drill.id, { brokenAt, journalFrom: await range.lastCall(drill.system) })
  host.announce(drill.id)
}

const faultsOf = ({ plays, fault }: StoredDrill) => plays?.faults ?? (fault === null ? [] : [fault])

/**
 * Lets time run until the run begins: the alarm has fired and its alert has come back to us as an incident, or a person
 * starts it.
 *
 * @returns why it never will; null while it may, and when it has.
 */
export async function awaitBeginning(stand: Stand, drill: StoredDrill): Promise<Finding | null> {
  const { range, pool, host } = stand
  const view = await host.incidentOfDrill(drill.id)
  if (view !== null) {
    if (!drill.scripted) await range.setPace(drill.system, PACE)
    await saveIncident(pool, drill.id, view.incident.id)
    host.announce(drill.id)
    return null
  }
  // Its steps begin as soon as there is an incident: what it was like before must be seen by then.
  const passed = drill.brokenAt === null ? 0 : range.now(drill.system).getTime() - drill.brokenAt.getTime()
  if (drill.plays?.begin === 'manual') {
    if (passed < drill.plays.after) return pass(stand, drill, drill.plays.after - passed)
    return startByHand(stand, drill)
  }
  if (passed >= BOUND_MINUTES * 60_000) {
    const what = `no alarm fired within ${BOUND_MINUTES} virtual minutes of the fault`
    return { what, command: null, line: null, evidence: what }
  }
  if (drill.baseline === null) await saveBaseline(pool, drill.id, await takeBaseline(stand, drill))
  return pass(stand, drill, STEP_SECONDS * 1_000)
}

async function pass(stand: Stand, drill: StoredDrill, ms: number): Promise<null> {
  const { range } = stand
  await range.advance(
    drill.system,
    ms / 1_000,
    drill.plays?.begin === 'manual' ? undefined : newsFor(stand, drill, NOTHING_DONE),
  )
  await range.settled()
  return null
}

async function startByHand(stand: Stand, drill: StoredDrill): Promise<Finding | null> {
  const { range, host, pool } = stand
  await saveBaseline(pool, drill.id, await takeBaseline(stand, drill))
  try {
    const { runbookDigest, procedureId, system, parameters } = drill
    await host.startRun(
      { digest: runbookDigest, procedureId, environment: system, parameters, drillId: drill.id },
      SCRIPT,
    )
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const what = `the run was refused: ${error.message}`
    return { what, command: null, line: null, evidence: `refused: ${error.code}` }
  } finally {
    await range.settled()
  }
}

import type { ClaimIncident, Drills } from '../app/ports.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { NewId } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Range } from '../range/range.ts'
import { conduct, end, type Stand } from './conduct.ts'
import type { Drill } from './drill.ts'
import type { DrillHost } from './host.ts'
import { prepare } from './prepare.ts'
import { listScenarios } from './scenario/scenarios-of.ts'
import { drillById, drillOfSystem, listDrills, recentOfEach, runningDrills, type StoredDrill } from './store.ts'
import { summariseRehearsals, TREND } from './summarise-rehearsals.ts'
import { summariseSystems } from './summarise-systems.ts'

export interface DrillParts {
  pool: Queryable
  clock: Clock
  newId: NewId
  logger: Logger
  range: Range
  host: DrillHost
  /** Decides the range's chance. */
  newSeed: () => number
}

export interface RunningDrills extends Drills {
  /** Takes up the drills that a crash or a stop interrupted. */
  resume(): Promise<void>
  /** Lets go of the drills: they go on at the next start. */
  stop(): Promise<void>
}

const LISTED = 100
/** After an error that is not ours to mend here: the database is away, a bug. The drill is not given up for it. */
const RETRY_MS = 1_000

/**
 * The incident that a drill's own alarm opens is the drill's. Other alarms that the fault sets off open incidents of
 * their own.
 *
 * @param alarmOf - Name of the alarm that a system's fault is to set off.
 */
export function claimForDrills(alarmOf: (system: string, fault: string) => string | null): ClaimIncident {
  return async (tx, { environment, alerts }) => {
    const drill = await drillOfSystem(tx, environment)
    if (drill === null) return null
    const alarm = drill.fault === null || !beginsByAlert(drill) ? null : alarmOf(drill.system, drill.fault)
    if (alerts.some((alert) => alert.name === alarm) && drill.phase === 'alarming') {
      const { id, runbookDigest, procedureId, parameters } = drill
      return { drillId: id, runbookDigest, procedureId, parameters }
    }
    // Where nobody takes part, what else goes off would only be answered by runs that nobody signs.
    return drill.scripted ? 'ignored' : null
  }
}

const beginsByAlert = ({ plays }: StoredDrill) => plays === null || plays.begin === 'alert'

export function createDrills(parts: DrillParts): RunningDrills {
  const { pool, clock, range, host, logger } = parts
  const stand: Stand = { pool, clock, range, host }
  const stopping = new AbortController()
  const conducted = new Map<string, Promise<void>>()

  function take(id: string): void {
    if (conducted.has(id) || stopping.signal.aborted) return
    conducted.set(
      id,
      conductUntilDone(id).finally(() => conducted.delete(id)),
    )
  }

  async function conductUntilDone(id: string): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        return await conduct(stand, id, stopping.signal)
      } catch (error) {
        logger.error('a drill met an error; it is tried again', { drill: id, error: String(error) })
        await clock.sleep(RETRY_MS, stopping.signal)
      }
    }
  }

  return {
    async resume() {
      for (const drill of await runningDrills(pool)) take(drill.id)
    },
    async start(request) {
      const drill = await prepare(parts, request)
      take(drill.id)
      return publicDrill(drill)
    },
    async systems() {
      return summariseSystems(range, host, await runningDrills(pool))
    },
    async get(id) {
      const drill = await drillById(pool, id)
      return drill === null ? null : publicDrill(drill)
    },
    async list() {
      return (await listDrills(pool, LISTED)).map(publicDrill)
    },
    async scenarios() {
      return listScenarios(range)
    },
    async rehearsals() {
      return summariseRehearsals(await host.runbooks(), listScenarios(range), await recentOfEach(pool, TREND))
    },
    async abandon(id, reason) {
      return publicDrill(await abandon(stand, id, reason))
    },
    async stop() {
      stopping.abort()
      await Promise.all(conducted.values())
    },
  }
}

async function abandon(stand: Stand, id: string, reason: string): Promise<StoredDrill> {
  const drill = await drillById(stand.pool, id)
  if (drill === null) throw noSuchDrill(id)
  if (drill.phase !== 'finished') {
    const view = await stand.host.incidentOfDrill(id)
    await end(stand, drill, view, {
      verdict: 'stuck',
      reason: `abandoned: ${reason}`,
      line: null,
      evidence: 'abandoned',
    })
  }
  return (await drillById(stand.pool, id)) ?? drill
}

function noSuchDrill(id: string): AppError {
  return new AppError('no-such-drill', `there is no drill '${id}'`, 'see the list of drills', { status: 404 })
}

/** What surfaces see: without what only the conductor needs. */
function publicDrill(stored: StoredDrill): Drill {
  const {
    runbookDigest: _d,
    plays: _l,
    journalFrom: _j,
    baseline: _a,
    byHand: _y,
    decisions: _c,
    parameters: _p,
    scripted: _s,
    seed: _e,
    phase: _h,
    brokenAt: _b,
    observingSince: _o,
    ...drill
  } = stored
  return drill
}

import { userInfo } from 'node:os'
import { AppError } from '../core/errors.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { awaitServer, findServer } from './find-server.ts'
import type { DataFlags, DrillFlags } from './flags.ts'
import { createProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import type { RunningStandby, Wiring } from './wiring.ts'

/** How long a server that went away is looked for. */
const SEARCH_MS = 120_000

/** Where a drill is held. */
export interface Place {
  api: ApiClient
  url: string
  /** Started by us, for this drill; null when a server ran already. */
  own: RunningStandby | null
}

/** The server that runs on the data folder; else one of our own, for this drill alone. */
export async function openPlace(
  flags: DataFlags,
  wiring: Wiring,
  terminal: Terminal,
  wanted: { examples: boolean; localEnvironment: boolean; what: string } = DRILL,
): Promise<Place> {
  const found = await findServer(flags.data)
  if (found !== null) return placeAt(found.url, null)
  const progress = createProgress(terminal)
  const opening = wiring.openStandby({
    host: '127.0.0.1',
    port: 0,
    dataDir: flags.data,
    databaseUrl: flags.databaseUrl ?? null,
    configFile: flags.config ?? null,
    examples: wanted.examples,
    systems: flags.systems ?? null,
    localEnvironment: wanted.localEnvironment,
    buildConsole: false,
    progress: (what) =>
      progress.doing(`no server runs on ${flags.data}, so one is started for this ${wanted.what}: ${what}`),
  })
  const own = await opening.finally(progress.done)
  return placeAt(own.url, own)
}

const DRILL = { examples: true, localEnvironment: false, what: 'drill' }

function placeAt(url: string, own: RunningStandby | null): Place {
  return { api: createApiClient(url, personName()), url, own }
}

/** Looks for a server that went away in the middle of a drill. @throws {AppError} `server-gone` */
export async function findPlaceAgain(flags: DrillFlags, drillId: string, { err, paint }: Terminal): Promise<Place> {
  err(
    `${paint.yellow('!')} the server is gone; the drill is kept, and goes on when it is back. Looking for 2 minutes …\n`,
  )
  const found = await awaitServer(flags.data, SEARCH_MS)
  if (found === null) {
    throw new AppError(
      'server-gone',
      `the server did not come back; drill ${drillId} is kept in ${flags.data}`,
      `start it again with: standby serve --examples --data ${flags.data}`,
    )
  }
  err(`${paint.dim('·')} it is back at ${found.url}\n`)
  return placeAt(found.url, null)
}

/**
 * Ctrl-C leaves the drill. One in a server goes on there, and we say where; with a server of our own it could not go on,
 * and is abandoned. A second one ends the process at once. Never resolves.
 *
 * @param current - Where the drills are, and their ids; null before there is a place.
 */
export function onInterrupt(
  current: () => { place: Place; drills: readonly string[] } | null,
  { err }: Terminal,
): Promise<never> {
  return new Promise((_, reject) => {
    let asked = false
    const interrupt = async () => {
      const now = current()
      if (asked || now === null) process.exit(130)
      asked = true
      const { place, drills } = now
      if (place.own === null) {
        if (drills.length > 0) err(`\nthe drill goes on in the server: ${place.url}\n`)
        process.exit(130)
      }
      err('\nstopping: the drill is abandoned (Ctrl-C again to stop at once)\n')
      for (const id of drills) await place.api.post(`/drills/${id}/abandon`, { reason: 'interrupted in the terminal' })
      await place.own.close()
      process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void interrupt().catch(reject))
  })
}

export function personName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without a name, as in some containers.
    return 'terminal'
  }
}

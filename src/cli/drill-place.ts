import { userInfo } from 'node:os'
import { AppError } from '../core/errors.ts'
import type { Drill } from '../http/contract.ts'
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

export interface Interrupt {
  /** Aborted as soon as somebody wants to stop: nothing new is to be begun. */
  signal: AbortSignal
  /** What it resolves to; or nothing any more, once somebody wants to stop: then the process ends by itself. */
  guard<T>(work: Promise<T>): Promise<T>
}

/**
 * Ctrl-C leaves the drill. One in a server goes on there, and we say where; with a server of our own it could not go on,
 * and is abandoned. A second one ends the process at once.
 *
 * @param current - Where the drills are, or will be, and their ids.
 */
export function onInterrupt(
  current: () => { place: Promise<Place>; drills: readonly string[] },
  { err }: Terminal,
): Interrupt {
  const stopping = new AbortController()
  const interrupt = async () => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
    err('\nstopping (Ctrl-C again to stop at once)\n')
    // A database that is just being started must be stopped too; one that cannot be started has stopped itself.
    const { own, url, api } = await current().place
    const { drills } = current()
    if (own === null) {
      if (drills.length > 0) err(`the drill goes on in the server: ${url}\n`)
      process.exit(130)
    }
    const left = (await api.get<Drill[]>('/drills')).filter(({ verdict }) => verdict === null)
    if (left.length > 0) err('the drill is abandoned\n')
    for (const { id } of left) await api.post(`/drills/${id}/abandon`, { reason: 'interrupted in the terminal' })
    await own.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void interrupt().finally(() => process.exit(130)))
  }
  const never = new Promise<never>(() => {})
  return {
    signal: stopping.signal,
    guard: (work) =>
      work.then(
        (result) => (stopping.signal.aborted ? never : result),
        (error: unknown) => (stopping.signal.aborted ? never : Promise.reject(error)),
      ),
  }
}

export function personName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without a name, as in some containers.
    return 'terminal'
  }
}

import { type Clock, systemClock } from '../core/clock.ts'
import { isAlive, readServerFile, type ServerFile } from './server-file.ts'

/** The server that runs on a data folder, if one does and answers. */
export async function findServer(dataDir: string): Promise<ServerFile | null> {
  const file = readServerFile(dataDir)
  if (file === null || !isAlive(file.pid)) return null
  return (await answers(file.url)) ? file : null
}

/** Looks again and again, for at most `forMs`; null when it did not come back. */
export async function awaitServer(
  dataDir: string,
  forMs: number,
  clock: Clock = systemClock,
): Promise<ServerFile | null> {
  const until = clock.now().getTime() + forMs
  do {
    const found = await findServer(dataDir)
    if (found !== null) return found
    await clock.sleep(500)
  } while (clock.now().getTime() < until)
  return null
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

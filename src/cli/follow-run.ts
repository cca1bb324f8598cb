import { AppError } from '../core/errors.ts'
import type { IncidentDetail, Run, StartedRun } from '../http/contract.ts'
import { type Follower, NobodyToAsk, Questions } from './follow-drill.ts'
import type { StatusLine } from './status-line.ts'
import { plainText } from './terminal.ts'

const POLL_MS = 300

/** Something else is asked in the terminal: no question of the run until then. */
export interface Pause {
  until: Promise<void> | null
  takeBack(): void
}

/**
 * Tells a run's story until it is over.
 * @throws {ServerGone} when the server does not answer any more; {AppError} `nobody-to-ask`
 */
export async function followRun(
  follower: Follower,
  started: StartedRun,
  pause: Pause,
  line: StatusLine,
): Promise<IncidentDetail> {
  const { api, story, clock, print } = follower
  const ended = new AbortController()
  const questions = new Questions(follower)
  pause.takeBack = () => questions.takeBack()
  const { incident } = started
  const first = await api.get<IncidentDetail>(`/incidents/${incident}`)
  print(story.tell(first))
  questions.consider(incident)
  let broken: unknown = null
  const stream = api
    .follow(
      incident,
      first.cursor,
      (change) => {
        print(story.apply(change))
        if (pause.until === null && (change.kind.startsWith('run') || change.kind === 'approval'))
          questions.consider(incident)
      },
      ended.signal,
    )
    .catch((error: unknown) => {
      broken = error
    })
  try {
    while (story.run?.status !== 'finished') {
      if (pause.until !== null) {
        await pause.until
        questions.consider(incident)
      }
      questions.throwIfFailed()
      if (broken !== null) throw broken
      line.set(pause.until === null ? underWay(story.run) : null, clock.now())
      line.draw(clock.now())
      await clock.sleep(POLL_MS)
    }
    const last = await api.get<IncidentDetail>(`/incidents/${incident}`)
    print(story.tell(last))
    return last
  } catch (error) {
    if (!(error instanceof NobodyToAsk)) throw error
    const message = `it waits for ${error.what}, and there is no terminal to ask in`
    throw new AppError('nobody-to-ask', message, `answer in the console, incident ${incident}, or run it in a terminal`)
  } finally {
    questions.takeBack()
    ended.abort()
    await stream
  }
}

/** `step 2 of 7 · Look at the tasks`; null while nothing runs. */
function underWay(run: Run | null): string | null {
  const index = run?.steps.findIndex(({ status }) => status === 'running') ?? -1
  if (run === null || index === -1) return null
  const title = plainText(run.procedure.steps[index]?.title ?? '').replace(/^\d+[.)]\s+/, '')
  return `step ${index + 1} of ${run.steps.length} · ${title}`
}

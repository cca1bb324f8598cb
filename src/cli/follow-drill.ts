import type { Clock } from '../core/clock.ts'
import type { Drill } from '../http/contract.ts'
import { type ApiClient, incidentOfDrill, ServerGone } from './api-client.ts'
import { askPerson } from './ask-person.ts'
import type { Person } from './asking.ts'
import type { Story } from './story.ts'
import type { Terminal } from './terminal.ts'

const POLL_MS = 300
/** Before a question is put: what led to it is still being told. */
const SETTLE_MS = 200

export interface Follower {
  api: ApiClient
  story: Story
  terminal: Terminal
  person: Person
  clock: Clock
  /** Prints lines of the story; does nothing when the answer is to be JSON. */
  print(lines: readonly string[]): void
  /** A script answers. It answers all but one: only a person can look whether an interrupted write happened. */
  scripted: boolean
}

/** The run waits for an answer, and nobody is at the terminal. */
export class NobodyToAsk extends Error {
  override readonly name = 'NobodyToAsk'
  readonly what: string

  constructor(what: string) {
    super(`nobody is there to answer: ${what}`)
    this.what = what
  }
}

/**
 * Tells the drill's story until its verdict.
 *
 * @throws {ServerGone} when the server does not answer any more; calling it again goes on where it was.
 */
export async function followDrill(follower: Follower, drillId: string): Promise<Drill> {
  const { api, story, clock, print } = follower
  const ended = new AbortController()
  let stream: Promise<void> | null = null
  let broken: unknown = null
  const questions = new Questions(follower)
  try {
    for (;;) {
      const drill = await api.get<Drill>(`/drills/${drillId}`)
      if (stream === null) {
        const detail = await incidentOfDrill(api, drillId)
        if (detail !== null) {
          print(story.tell(detail))
          questions.consider(detail.incident.number)
          const { number } = detail.incident
          stream = api
            .follow(
              number,
              detail.cursor,
              (change) => {
                print(story.apply(change))
                if (change.kind.startsWith('run') || change.kind === 'approval') questions.consider(number)
              },
              ended.signal,
            )
            .catch((error: unknown) => {
              broken = error
            })
        }
      }
      if (drill.verdict !== null) return await tellTheRest(follower, drill)
      if (broken !== null) throw broken
      questions.throwIfFailed()
      await clock.sleep(POLL_MS)
    }
  } finally {
    questions.takeBack()
    ended.abort()
    await stream
  }
}

/** The verdict may come before the stream's last events. */
async function tellTheRest({ api, story, print }: Follower, drill: Drill): Promise<Drill> {
  const detail = await incidentOfDrill(api, drill.id)
  if (detail !== null) print(story.tell(detail))
  return drill
}

/** Why a question is taken back: the run waits for something else by now. */
const ANSWERED = 'answered'

/** Keeps at most one question open: the one for what the run waits for now. */
export class Questions {
  readonly #follower: Follower
  #open: { key: string; abort: AbortController } | null = null
  #failure: unknown = null

  constructor(follower: Follower) {
    this.#follower = follower
  }

  /** Looks whether the run waits for something new, and asks for it. */
  consider(incident: number): void {
    const { story } = this.#follower
    const key = keyOf(story)
    if (key === this.#open?.key) return
    this.takeBack(ANSWERED)
    if (key === null) return
    const abort = new AbortController()
    this.#open = { key, abort }
    const { scripted, terminal } = this.#follower
    const waiting = story.run?.waiting?.for
    if (scripted && waiting !== 'outcome') return
    if (terminal.interactive) {
      this.#ask(abort.signal).catch((error: unknown) => {
        this.#failure = error
      })
    } else if (scripted) {
      terminal.err(`! a person must say whether an interrupted write happened: in the console, incident ${incident}\n`)
    } else this.#failure = new NobodyToAsk(waiting === 'choice' ? 'a choice' : `an answer (${waiting})`)
  }

  /** @param reason - `ANSWERED`, or nothing where the person left the question. */
  takeBack(reason?: typeof ANSWERED): void {
    this.#open?.abort.abort(reason)
    this.#open = null
  }

  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { story, terminal, person, api, clock } = this.#follower
    await clock.sleep(SETTLE_MS, signal)
    while (!signal.aborted) {
      const decision = await askPerson(story, terminal, person, signal)
      if (decision === null) {
        if (signal.reason === ANSWERED) terminal.err('\n  (answered elsewhere)\n')
        return
      }
      try {
        await api.post(decision.path, decision.body)
        return
      } catch (error) {
        if (error instanceof ServerGone || (error as { name?: string }).name !== 'AppError') throw error
        // Refused: void meanwhile, a value that is not allowed. Say so and ask again.
        const refusal = error as { message: string; hint?: string }
        terminal.err(`  ${terminal.paint.red(refusal.message)}${refusal.hint ? `: ${refusal.hint}` : ''}\n`)
      }
    }
  }
}

/** Names what the run waits for; null while it waits for nobody. An approval must have come before it can be asked. */
function keyOf(story: Story): string | null {
  const waiting = story.run?.status === 'waiting' ? story.run.waiting : null
  if (waiting === null) return null
  if (waiting.for === 'approval' && story.approvals.get(waiting.approvalId)?.status !== 'pending') return null
  // The same choice may be offered again later, after a remedy that did not help.
  return JSON.stringify([waiting, story.run?.chosen, waiting.for === 'failure' ? story.run?.version : null])
}

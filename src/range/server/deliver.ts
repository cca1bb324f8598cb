import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Stage } from './stage.ts'
import { type AlertmanagerWebhook, webhookOf } from './webhook.ts'

export type DeliverAlert = (environment: string, body: AlertmanagerWebhook) => Promise<void>

const RETRY_MS = [250, 500, 1_000, 2_000, 5_000]

/**
 * Brings what alarms have to say to whoever answers them, in order, until it is accepted. What was not delivered
 * stays in the world, and so survives a crash; what was may come again, with the same body.
 */
export class Courier {
  readonly #stage: Stage
  readonly #deliver: DeliverAlert
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #signal: AbortSignal
  #busy: Promise<void> | null = null

  constructor(parts: { stage: Stage; deliver: DeliverAlert; clock: Clock; logger: Logger; signal: AbortSignal }) {
    this.#stage = parts.stage
    this.#deliver = parts.deliver
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#signal = parts.signal
  }

  /** Delivers all there is, and what comes meanwhile: when it resolves, there is nothing left. */
  async run(): Promise<void> {
    do {
      this.#busy ??= this.#work().finally(() => {
        this.#busy = null
      })
      await this.#busy
      // What came just as the last round found nothing more: a drill would let time pass over an alert nobody has.
    } while (this.#stage.world.outbox.length > 0 && !this.#signal.aborted)
  }

  async #work(): Promise<void> {
    for (let failures = 0; !this.#signal.aborted; ) {
      const next = this.#stage.world.outbox[0]
      if (next === undefined) return
      const { system } = this.#stage
      try {
        await this.#deliver(system.name, webhookOf(system, next))
        await this.#stage.change((draft) => {
          draft.outbox = draft.outbox.filter(
            (t) => t.n !== next.n || t.startsAt !== next.startsAt || t.status !== next.status,
          )
        })
        failures = 0
      } catch (error) {
        const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 5_000
        failures += 1
        this.#logger.warn('an alert of the range was not accepted; it is tried again', {
          system: system.name,
          alarm: next.alarm,
          error: String(error),
        })
        await this.#clock.sleep(wait, this.#signal)
      }
    }
  }
}

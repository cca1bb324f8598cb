import { AppError } from '../core/errors.ts'
import type { Answer } from './responder.ts'
import { SCRIPT, SIGNER, type Stand } from './stand.ts'
import type { StoredDrill } from './store.ts'

const RETRY_SECONDS = 60

/** Answers as a person would. @returns why that was refused; null when it was not. */
export async function act(
  { host, range }: Stand,
  drill: StoredDrill,
  runId: string,
  answer: Answer,
): Promise<string | null> {
  try {
    switch (answer.kind) {
      case 'approve':
        await host.approve(answer.approval, SIGNER)
        break
      case 'choose':
        await host.choose(runId, answer.remedy.id, SCRIPT)
        break
      case 'give':
        await host.give(runId, answer.values, SCRIPT)
        break
      case 'skip':
        await host.skip(runId, answer.step, answer.reason, SCRIPT)
        break
      case 'retry-later':
        await range.advance(drill.system, RETRY_SECONDS)
        await range.settled()
        await host.retry(runId, answer.step, SCRIPT)
        break
      case 'nothing':
      case 'give-up':
        break
    }
    return null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

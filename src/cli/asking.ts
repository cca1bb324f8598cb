import { createInterface } from 'node:readline/promises'
import type { Run } from '../http/contract.ts'
import type { Story } from './story.ts'
import type { Terminal } from './terminal.ts'

/** What a person decided, as a request to the API. */
export interface Decision {
  path: string
  body: Record<string, unknown>
}

/** Who is asked, and where others would answer. */
export interface Person {
  name: string
  /** Of the console. */
  url: string
}

/** Asks one thing. @returns what was typed, without spaces around it */
export type Ask = (question: string) => Promise<string>

/** What a question is asked about, of whom and where. */
export interface Asking {
  run: Run
  story: Story
  person: Person
  terminal: Terminal
  ask: Ask
}

/** Opens the terminal for questions while `work` asks them. @param signal - Takes the question back: an `AbortError`. */
export async function withQuestions<T>(
  terminal: Terminal,
  work: (ask: Ask) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const readline = createInterface({ input: terminal.input, output: terminal.errStream, terminal: true })
  // Ctrl-C at a question must reach the command's own handler, not end in the line editor.
  readline.on('SIGINT', () => process.emit('SIGINT'))
  try {
    return await work(async (question) => (await readline.question(question, { signal })).trim())
  } finally {
    readline.close()
  }
}

export const skipStep = (run: Run, step: number, reason = ''): Decision => ({
  path: `/runs/${run.id}/steps/${step}/skip`,
  body: { reason: reason || 'skipped in the terminal' },
})

export const stopRun = (run: Run): Decision => ({
  path: `/runs/${run.id}/stop`,
  body: { reason: 'stopped in the terminal' },
})

import type { Waiting } from '../http/contract.ts'
import { askApproval } from './ask-approval.ts'
import { type Ask, type Asking, type Decision, type Person, skipStep, stopRun, withQuestions } from './asking.ts'
import type { Story } from './story.ts'
import { plainText, type Terminal } from './terminal.ts'

/**
 * Asks, in the terminal, for what the run waits for.
 *
 * @param signal - Aborted when somebody else has answered meanwhile.
 * @returns null when there is nothing to ask, or the question was taken back.
 */
export async function askPerson(
  story: Story,
  terminal: Terminal,
  person: Person,
  signal: AbortSignal,
): Promise<Decision | null> {
  const { run } = story
  if (run?.status !== 'waiting' || run.waiting === null) return null
  const { waiting } = run
  try {
    return await withQuestions(terminal, (ask) => askFor(waiting, { run, story, person, terminal, ask }), signal)
  } catch (error) {
    if ((error as Error).name === 'AbortError') return null
    throw error
  }
}

/** What Ctrl-C is to mean; anything but what is offered means nothing. */
export async function askInterrupt(terminal: Terminal): Promise<'stop' | 'pause' | null> {
  const question =
    '\n  Stop the run?  y yes, a command under way is ended · p pause after this step · N go on  (Ctrl-C leaves at once) [N] '
  const answer = (await withQuestions(terminal, (ask) => ask(question))).toLowerCase()
  return /^y(es)?$/.test(answer) ? 'stop' : /^p(ause)?$/.test(answer) ? 'pause' : null
}

/** A yes or no; anything but yes is no. */
export async function confirm(question: string, terminal: Terminal): Promise<boolean> {
  return /^y(es)?$/i.test(await withQuestions(terminal, (ask) => ask(`${question}  [y/N] `)))
}

function askFor(waiting: Waiting, asking: Asking): Promise<Decision | null> {
  switch (waiting.for) {
    case 'approval':
      return askApproval(waiting, asking)
    case 'choice':
      return askChoice(waiting, asking)
    case 'parameters':
      return askParameters(waiting, asking)
    case 'failure':
      return askFailure(waiting, asking)
    case 'outcome':
      return askOutcome(waiting, asking)
    case 'pause':
      return askPaused(waiting, asking)
  }
}

async function askChoice(
  waiting: Waiting & { for: 'choice' },
  { run, terminal: { err, paint }, ask }: Asking,
): Promise<Decision | null> {
  err(`\n  ${paint.bold('What holds? Choose what to do:')}\n`)
  for (const [index, option] of waiting.options.entries()) {
    const cause = option.cause === null ? '' : paint.dim(`  for: ${plainText(option.cause)}`)
    err(`    ${paint.bold(String(index + 1))}  ${plainText(option.title)}${cause}\n`)
  }
  for (;;) {
    const answer = (await ask(`\n  Number, or q to stop the run: `)).toLowerCase()
    const option = /^\d+$/.test(answer) ? waiting.options[Number(answer) - 1] : undefined
    if (option !== undefined) return { path: `/runs/${run.id}/remedy`, body: { remedy: option.id } }
    if (answer === 'q') return stopRun(run)
    err(`  ${paint.yellow(`'${plainText(answer)}' is none of 1 to ${waiting.options.length}`)}\n`)
  }
}

async function askParameters(
  waiting: Waiting & { for: 'parameters' },
  { run, story, terminal, ask }: Asking,
): Promise<Decision | null> {
  const { err, paint } = terminal
  const values: Record<string, string> = {}
  const title = run.procedure.steps[waiting.step]?.title ?? ''
  err(`\n  ${paint.bold(`"${plainText(title)}" needs values:`)}\n`)
  for (const name of waiting.names) {
    const offers = (story.suggestions[name] ?? []).slice(0, 9)
    for (const [index, offer] of offers.entries()) {
      err(`    ${paint.bold(String(index + 1))}  ${plainText(offer.value)}  ${paint.dim(plainText(offer.from))}\n`)
    }
    values[name] = await askValue(
      name,
      offers.map(({ value }) => value),
      terminal,
      ask,
    )
  }
  return { path: `/runs/${run.id}/parameters`, body: { values } }
}

/** A digit picks an offer; `=3` gives the value 3 itself. */
async function askValue(name: string, offers: readonly string[], { err, paint }: Terminal, ask: Ask): Promise<string> {
  const pick = offers.length === 0 ? '' : ` (a value, or a number from above; enter takes 1)`
  for (;;) {
    const answer = await ask(`  ${name}${pick}: `)
    const isPick = offers.length > 0 && /^\d?$/.test(answer)
    const value = isPick ? offers[answer === '' ? 0 : Number(answer) - 1] : answer.replace(/^=/, '')
    if (value !== undefined && value !== '') return value
    if (isPick)
      err(
        `  ${paint.yellow(`'${answer}' is none of 1 to ${offers.length}; =${answer} gives the value ${answer} itself`)}\n`,
      )
  }
}

async function askFailure(
  waiting: Waiting & { for: 'failure' },
  { run, terminal: { err, paint }, ask }: Asking,
): Promise<Decision | null> {
  const exit = run.steps[waiting.step]?.exitCode ?? 'unknown'
  err(`\n  ${paint.red(`Step ${waiting.step + 1} failed (exit ${exit}). What comes after it may rely on it.`)}\n`)
  return askUntil(ask, '  r try it again · s skip it · q stop the run: ', {
    r: { path: `/runs/${run.id}/steps/${waiting.step}/retry`, body: {} },
    s: skipStep(run, waiting.step),
    q: stopRun(run),
  })
}

async function askOutcome(
  waiting: Waiting & { for: 'outcome' },
  { run, terminal: { err, paint }, ask }: Asking,
): Promise<Decision | null> {
  err(
    `\n  ${paint.bold(paint.yellow(`Step ${waiting.step + 1} changes things, and was interrupted: nobody knows whether it happened.`))}\n` +
      `  Look at the system first. If you say that it did not happen, it is asked for again before it runs.\n`,
  )
  const path = `/runs/${run.id}/steps/${waiting.step}/outcome`
  return askUntil(ask, '  h it happened · d it did not happen · q stop the run: ', {
    h: { path, body: { outcome: 'happened' } },
    d: { path, body: { outcome: 'did-not-happen' } },
    q: stopRun(run),
  })
}

async function askPaused(
  waiting: Waiting & { for: 'pause' },
  { run, terminal: { err, paint }, ask }: Asking,
): Promise<Decision | null> {
  err(`\n  ${paint.bold(`Paused by ${plainText(waiting.actor)}. Nothing more is begun.`)}\n`)
  return askUntil(ask, '  r let it go on · q stop the run: ', {
    r: { path: `/runs/${run.id}/resume`, body: {} },
    q: stopRun(run),
  })
}

async function askUntil(ask: Ask, question: string, answers: Record<string, Decision>): Promise<Decision> {
  for (;;) {
    const answer = (await ask(question)).toLowerCase()
    const decision = Object.hasOwn(answers, answer) ? answers[answer] : undefined
    if (decision !== undefined) return decision
  }
}

import { createInterface } from 'node:readline/promises'
import type { Approval, Run, Waiting } from '../http/contract.ts'
import { badge, type Story } from './story.ts'
import { plainText, type Terminal } from './terminal.ts'

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
  const readline = createInterface({ input: terminal.input, output: terminal.errStream, terminal: true })
  const ask = async (question: string) => (await readline.question(question, { signal })).trim()
  // Ctrl-C at a question must reach the command's own handler, not end in the line editor.
  readline.on('SIGINT', () => process.emit('SIGINT'))
  try {
    return await askFor(run.waiting, run, story, terminal, person, ask)
  } catch (error) {
    if ((error as Error).name === 'AbortError') return null
    throw error
  } finally {
    readline.close()
  }
}

/** What Ctrl-C is to mean; anything but what is offered means nothing. */
export async function askInterrupt(terminal: Terminal): Promise<'stop' | 'pause' | null> {
  const readline = createInterface({ input: terminal.input, output: terminal.errStream, terminal: true })
  readline.on('SIGINT', () => process.emit('SIGINT'))
  const question =
    '\n  Stop the run?  y yes, a command under way is ended · p pause after this step · N go on  (Ctrl-C leaves at once) [N] '
  try {
    const answer = (await readline.question(question)).trim().toLowerCase()
    return /^y(es)?$/.test(answer) ? 'stop' : /^p(ause)?$/.test(answer) ? 'pause' : null
  } finally {
    readline.close()
  }
}

/** A yes or no; anything but yes is no. */
export async function confirm(question: string, terminal: Terminal): Promise<boolean> {
  const readline = createInterface({ input: terminal.input, output: terminal.errStream, terminal: true })
  readline.on('SIGINT', () => process.emit('SIGINT'))
  try {
    return /^y(es)?$/i.test((await readline.question(`${question}  [y/N] `)).trim())
  } finally {
    readline.close()
  }
}

type Ask = (question: string) => Promise<string>

function askFor(
  waiting: Waiting,
  run: Run,
  story: Story,
  terminal: Terminal,
  person: Person,
  ask: Ask,
): Promise<Decision | null> {
  switch (waiting.for) {
    case 'approval':
      return askApproval(waiting, run, story, terminal, person, ask)
    case 'choice':
      return askChoice(waiting, run, terminal, ask)
    case 'parameters':
      return askParameters(waiting, run, story, terminal, ask)
    case 'failure':
      return askFailure(waiting, run, terminal, ask)
    case 'outcome':
      return askOutcome(waiting, run, terminal, ask)
    case 'pause':
      return askPaused(waiting, run, terminal, ask)
  }
}

async function askApproval(
  waiting: Waiting & { for: 'approval' },
  run: Run,
  story: Story,
  terminal: Terminal,
  person: Person,
  ask: Ask,
): Promise<Decision | null> {
  const approval = story.approvals.get(waiting.approvalId)
  if (approval === undefined || approval.status !== 'pending') return null
  showApproval(approval, run, terminal)
  const why = whyNotTheirs(approval, person)
  if (why !== null) {
    terminal.err(`  ${terminal.paint.yellow(why)}: ${person.url}/incidents/${story.incident ?? ''}\n`)
    return askOthers(approval, run, waiting.step, ask)
  }
  switch ((await ask('  Approve?  y yes · N no · s skip this step · q stop the run  [N] ')).toLowerCase()) {
    case 'y':
    case 'yes':
      return decision(approval.id, { decision: 'approve', digest: approval.digest })
    case 's':
    case 'skip':
      return skipStep(run, waiting.step, await askReason(ask))
    case 'q':
    case 'stop':
      return stopRun(run)
    default:
      return reject(approval, await askReason(ask))
  }
}

/** Why the approval of who is asked would not count; null if it would. */
function whyNotTheirs(approval: Approval, { name }: Person): string | null {
  const { notRequester, requestedBy, mayApprove, approvedBy } = approval
  if (notRequester && requestedBy === name) return `You asked for it, so somebody else has to approve it`
  if (mayApprove !== null && !mayApprove.includes(name))
    return `${mayApprove.join(', ')} may approve it, and you may not`
  return approvedBy.includes(name) ? 'You have approved it; somebody else has to as well' : null
}

/** What is left to somebody whose approval does not count. */
async function askOthers(approval: Approval, run: Run, step: number, ask: Ask): Promise<Decision | null> {
  const question =
    '  W wait for them · n reject it · b break the glass: sign alone, on record · s skip this step · q stop the run  [W] '
  switch ((await ask(question)).toLowerCase()) {
    case 'n':
    case 'no':
      return reject(approval, await askReason(ask))
    case 'b': {
      const reason = await ask('  Why can it not wait? ')
      if (reason === '') return askOthers(approval, run, step, ask)
      return { path: `/approvals/${approval.id}/break-glass`, body: { digest: approval.digest, reason } }
    }
    case 's':
    case 'skip':
      return skipStep(run, step, await askReason(ask))
    case 'q':
    case 'stop':
      return stopRun(run)
    default:
      return null
  }
}

const askReason = (ask: Ask) => ask('  Why? (kept on record; enter for no reason) ')

function showApproval(approval: Approval, run: Run, { err, paint }: Terminal): void {
  err(`\n  ${badge(approval.effect, paint)} ${paint.bold('This waits for a signature, on exactly these bytes:')}\n\n`)
  for (const line of plainText(approval.commands).trimEnd().split('\n')) err(`    ${paint.bold(line)}\n`)
  err('\n')
  for (const reason of approval.reasons) err(`  ${paint.dim('because')} ${plainText(reason)}\n`)
  if (approval.targets.length > 0) {
    err(`  ${paint.dim('touches')} ${plainText(approval.targets.map((t) => `${t.kind} ${t.name}`).join(', '))}\n`)
  }
  if (approval.needed > 1)
    err(`  ${paint.dim('signed')}  ${approval.approvedBy.length} of ${approval.needed} approved\n`)
  err(`  ${paint.dim('why')}     ${plainText(approval.why)}\n`)
  err(
    `  ${paint.dim('in')}      ${plainText(run.environment)}  ${paint.dim(`digest ${approval.digest.slice(0, 12)}`)}\n\n`,
  )
}

async function askChoice(
  waiting: Waiting & { for: 'choice' },
  run: Run,
  { err, paint }: Terminal,
  ask: Ask,
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
  run: Run,
  story: Story,
  { err, paint }: Terminal,
  ask: Ask,
): Promise<Decision | null> {
  const values: Record<string, string> = {}
  const title = run.procedure.steps[waiting.step]?.title ?? ''
  err(`\n  ${paint.bold(`"${plainText(title)}" needs values:`)}\n`)
  for (const name of waiting.names) {
    const offers = (story.suggestions[name] ?? []).slice(0, 9)
    for (const [index, offer] of offers.entries()) {
      err(`    ${paint.bold(String(index + 1))}  ${plainText(offer.value)}  ${paint.dim(plainText(offer.from))}\n`)
    }
    const pick = offers.length === 0 ? '' : ` (a value, or a number from above; enter takes 1)`
    let value = ''
    while (value === '') {
      const answer = await ask(`  ${name}${pick}: `)
      if (offers.length > 0 && /^\d$/.test(answer) && offers[Number(answer) - 1] === undefined) {
        err(
          `  ${paint.yellow(`'${answer}' is none of 1 to ${offers.length}; =${answer} gives the value ${answer} itself`)}\n`,
        )
        continue
      }
      // A number picks an offer; `=3` gives the value 3 itself.
      const offer = answer === '' ? offers[0] : /^\d$/.test(answer) ? offers[Number(answer) - 1] : undefined
      value = offer?.value ?? answer.replace(/^=/, '')
    }
    values[name] = value
  }
  return { path: `/runs/${run.id}/parameters`, body: { values } }
}

async function askFailure(
  waiting: Waiting & { for: 'failure' },
  run: Run,
  { err, paint }: Terminal,
  ask: Ask,
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
  run: Run,
  { err, paint }: Terminal,
  ask: Ask,
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
  run: Run,
  { err, paint }: Terminal,
  ask: Ask,
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

const decision = (approvalId: string, body: Record<string, unknown>): Decision => ({
  path: `/approvals/${approvalId}/decision`,
  body,
})
const reject = (approval: Approval, reason: string): Decision =>
  decision(approval.id, {
    decision: 'reject',
    digest: approval.digest,
    reason: reason || 'rejected in the terminal',
  })
const skipStep = (run: Run, step: number, reason = ''): Decision => ({
  path: `/runs/${run.id}/steps/${step}/skip`,
  body: { reason: reason || 'skipped in the terminal' },
})
const stopRun = (run: Run): Decision => ({ path: `/runs/${run.id}/stop`, body: { reason: 'stopped in the terminal' } })

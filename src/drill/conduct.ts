import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Range } from '../range/range.ts'
import { effectOf } from '../runs/remedies.ts'
import type { DrillHost, IncidentView } from './host.ts'
import { type Answer, decideAnswer } from './responder.ts'
import { drillById, type StoredDrill, saveBroken, saveIncident, saveObserving, saveVerdict } from './store.ts'
import { type Judgement, judge, measure } from './verdict.ts'

export interface Stand {
  pool: Queryable
  clock: Clock
  range: Range
  host: DrillHost
}

/** Who answers in a scripted drill, for the timeline. Two, because who asks for a dangerous step may not sign it. */
const SCRIPT = 'drill script'
const SIGNER = 'drill signer'

/** How much of the range's time passes at a step: no alarm looks more often. */
const STEP_SECONDS = 15
const RETRY_SECONDS = 60
/** The range's time in which the alarm must fire, and after the last step resolve. */
const BOUND_MINUTES = 30
/** With people in it: they may see for themselves, and choose another remedy. */
const PATIENT_BOUND_MINUTES = 60
/** The range's seconds per real second while people take part. */
const PACE = 20
/** A refusal may mean that things moved on meanwhile. As many in a row mean that the script's answer is not accepted. */
const REFUSALS = 5

/**
 * Takes a drill from wherever it is to its verdict. Everything it knows is in the database, so that after a crash the
 * same call goes on: each phase can be done again without harm.
 */
export async function conduct(stand: Stand, id: string, signal: AbortSignal): Promise<void> {
  let refused: string[] = []
  while (!signal.aborted) {
    const drill = await drillById(stand.pool, id)
    if (drill === null || drill.phase === 'finished') return
    if (drill.phase === 'preparing') await breakSystem(stand, drill)
    else if (drill.phase === 'alarming') await awaitAlarm(stand, drill)
    else {
      const refusal = await follow(stand, drill, refused, signal)
      refused = refusal === null ? [] : [...refused, refusal]
    }
  }
}

async function breakSystem({ range, pool, host }: Stand, drill: StoredDrill): Promise<void> {
  await range.setPace(drill.system, 0)
  await range.reset(drill.system, { seed: drill.seed })
  const brokenAt = range.now(drill.system)
  await range.breakSystem(drill.system, drill.fault, { runbookUrl: `${drill.file}#${drill.procedureId}` })
  await saveBroken(pool, drill.id, brokenAt)
  host.announce(drill.id)
}

/** Lets time run until the alarm has fired and its alert has come back to us as an incident. */
async function awaitAlarm(stand: Stand, drill: StoredDrill): Promise<void> {
  const { range, pool, host } = stand
  const view = await host.incidentOfDrill(drill.id)
  if (view !== null) {
    if (!drill.scripted) await range.setPace(drill.system, PACE)
    await saveIncident(pool, drill.id, view.incident.id)
    host.announce(drill.id)
    return
  }
  if (minutesSince(drill.brokenAt, range.now(drill.system)) >= BOUND_MINUTES) {
    const reason = `no alarm fired within ${BOUND_MINUTES} virtual minutes of the fault`
    return end(stand, drill, null, { verdict: 'stuck', reason })
  }
  await range.advance(drill.system, STEP_SECONDS)
  await range.settled()
}

/**
 * Looks, and does the one thing that is to be done.
 * @param refused - Why the last answers were refused, one after another.
 * @returns why this one was refused; null when it was not.
 */
async function follow(
  stand: Stand,
  drill: StoredDrill,
  refused: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const view = await stand.host.incidentOfDrill(drill.id)
  if (view === null) throw new Error(`the incident of drill ${drill.id} is gone`)
  const answer = drill.scripted ? answerOf(stand, drill, view) : ({ kind: 'nothing' } satisfies Answer)
  const judgement = judge({
    run: view.run,
    alertResolved: hasResolved(view),
    harm: stand.range.violations(drill.system).map(({ text, command }) => ({ what: text, command })),
    gaveUp: gaveUp(view, answer, refused),
    watchedInVain: watchedInVain(stand, drill, view),
  })
  if (judgement !== null) {
    await end(stand, drill, view, judgement)
    return null
  }
  if (isToWatch(view)) {
    await observe(stand, drill, signal)
    return null
  }
  if (drill.observingSince !== null) await saveObserving(stand.pool, drill.id, null)
  const refusal = view.run === null ? null : await act(stand, drill, view.run.id, answer)
  if (answer.kind === 'nothing' || refusal !== null) await stand.host.changed(view.incident.id, signal)
  return refusal
}

function answerOf({ range }: Stand, drill: StoredDrill, view: IncidentView): Answer {
  if (view.run === null) return { kind: 'nothing' }
  const { remedies, parameters } = range.answers(drill.system, drill.fault)
  return decideAnswer(
    { run: view.run, approvals: view.approvals, suggestions: view.suggestions },
    { remedies, values: { ...parameters, ...drill.parameters } },
  )
}

function gaveUp(view: IncidentView, answer: Answer, refused: readonly string[]): string | null {
  if (view.run === null) return view.noRunReason ?? 'no procedure was bound to the alert'
  if (refused.length >= REFUSALS) return `the script's answer was refused: ${refused.at(-1)}`
  return answer.kind === 'give-up' ? answer.reason : null
}

const hasResolved = ({ alerts }: IncidentView) => alerts.every(({ status }) => status === 'resolved')

/** Whether all there is left to do is to see what comes of it. A run that is through its steps may still take effect. */
function isToWatch(view: IncidentView): boolean {
  return (view.run?.status === 'observing' || view.run?.status === 'finished') && !hasResolved(view)
}

function watchedInVain({ range }: Stand, drill: StoredDrill, view: IncidentView): number | null {
  if (!isToWatch(view)) return null
  const watched = minutesSince(drill.observingSince, range.now(drill.system))
  return watched >= (drill.scripted ? BOUND_MINUTES : PATIENT_BOUND_MINUTES) ? Math.floor(watched) : null
}

/** Answers as a person would. @returns why that was refused; null when it was not. */
async function act({ host, range }: Stand, drill: StoredDrill, runId: string, answer: Answer): Promise<string | null> {
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

/** Nothing more is to be done: time passes until the alert resolves. */
async function observe({ range, pool, host }: Stand, drill: StoredDrill, signal: AbortSignal): Promise<void> {
  if (drill.observingSince === null) await saveObserving(pool, drill.id, range.now(drill.system))
  // With people in it the range has its pace, and moves by itself.
  if (!drill.scripted) return host.changed(drill.incidentId, signal)
  await range.advance(drill.system, STEP_SECONDS)
  await range.settled()
}

/** Writes the verdict down, and leaves nothing behind that could still act on the system's next world. */
export async function end(
  { range, pool, clock, host }: Stand,
  drill: StoredDrill,
  view: IncidentView | null,
  judgement: Judgement,
): Promise<void> {
  const isWrite = (step: number) => {
    const found = view?.run?.procedure.steps[step]
    return found !== undefined && effectOf(found) !== 'read'
  }
  const measures = measure(view?.timeline ?? [], drill.brokenAt ?? range.now(drill.system), isWrite)
  await saveVerdict(pool, drill.id, judgement, measures, clock.now())
  await range.setPace(drill.system, 0)
  if (view !== null) await close(host, view, judgement)
  host.announce(drill.id)
}

async function close(host: DrillHost, view: IncidentView, judgement: Judgement): Promise<void> {
  try {
    const reason = `the drill is over: ${judgement.verdict}`
    if (view.run !== null && view.run.status !== 'finished') await host.stopRun(view.run.id, reason, SCRIPT)
    if (view.incident.status !== 'resolved') await host.resolveIncident(view.incident.number, SCRIPT)
  } catch (error) {
    // Somebody closed it at the same moment.
    if (!(error instanceof AppError)) throw error
  }
}

function minutesSince(from: Date | null, now: Date): number {
  return from === null ? 0 : (now.getTime() - from.getTime()) / 60_000
}

import { AppError } from '../core/errors.ts'
import { effectOf } from '../runs/remedies.ts'
import { act } from './act.ts'
import { awaitBeginning, breakSystem } from './begin.ts'
import { explainFailure } from './blame.ts'
import { doByHand, typeInstead } from './by-hand.ts'
import type { Decision } from './drill.ts'
import { answerOnPath } from './explore.ts'
import type { IncidentView } from './host.ts'
import { type Answer, decideAnswer } from './responder.ts'
import { score } from './score.ts'
import { newsFor } from './see.ts'
import { BOUND_MINUTES, SCRIPT, STEP_SECONDS, type Stand } from './stand.ts'
import { drillById, type StoredDrill, saveObserving, saveTaken, saveVerdict } from './store.ts'
import { type Survey, survey } from './survey.ts'
import { type Finding, type Judgement, judge, measure } from './verdict.ts'

export type { Stand } from './stand.ts'

/** With people in it: they may see for themselves, and choose another remedy. */
const PATIENT_BOUND_MINUTES = 60
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
    else if (drill.phase === 'alarming') {
      const never = await awaitBeginning(stand, drill)
      if (never !== null) await end(stand, drill, null, stuck(never))
    } else {
      const refusal = await follow(stand, drill, refused, signal)
      refused = refusal === null ? [] : [...refused, refusal]
    }
  }
}

const stuck = ({ what, line, evidence }: Finding): Judgement => ({ verdict: 'stuck', reason: what, line, evidence })

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
  const byHand = drill.scripted ? await doByHand(stand, drill, view, valuesOf(stand, drill, view)) : NOTHING_BY_HAND
  if (byHand.done && byHand.stuck === null) return null
  const now = await survey(stand, drill, view)
  const { answer, decision } = drill.scripted ? await answerOf(stand, drill, view) : NO_ANSWER
  const judgement = judge({
    run: view.run,
    hasAlert: view.alerts.length > 0,
    reached: now.unmet === null,
    unmet: now.unmet,
    harm: now.harm,
    unanswered: now.unanswered,
    gaveUp: byHand.stuck ?? gaveUp(view, answer, refused),
    watchedInVain: watchedInVain(stand, drill, view, now),
    ranAnything: now.journal.length > 0 || view.attempts.length > 0,
    scripted: drill.scripted,
  })
  if (judgement !== null) {
    if (decision !== null && answer.kind === 'give-up')
      await saveTaken(stand.pool, drill.id, [...drill.taken, decision])
    await end(stand, drill, view, judgement, now)
    return null
  }
  if (isToWatch(view, now)) {
    await observe(stand, drill, now, signal)
    return null
  }
  if (drill.observingSince !== null) await saveObserving(stand.pool, drill.id, null)
  const refusal = view.run === null ? null : await act(stand, drill, view.run.id, answer)
  if (decision !== null && refusal === null) await saveTaken(stand.pool, drill.id, [...drill.taken, decision])
  if (answer.kind === 'nothing' || refusal !== null) await stand.host.changed(view.incident.id, signal)
  return refusal
}

const NOTHING_BY_HAND = { done: false, stuck: null }

const NO_ANSWER: { answer: Answer; decision: Decision | null } = { answer: { kind: 'nothing' }, decision: null }

async function answerOf(stand: Stand, drill: StoredDrill, view: IncidentView): Promise<typeof NO_ANSWER> {
  if (view.run === null) return NO_ANSWER
  const seen = { run: view.run, approvals: view.approvals, suggestions: view.suggestions }
  const script = { ...phrasesOf(stand, drill), values: valuesOf(stand, drill, view) }
  if (drill.decisions === null) {
    const answer = decideAnswer(seen, script)
    const typed =
      answer.kind === 'give-up' && answer.failed ? await typeInstead(stand, drill, view, answer.step ?? -1) : null
    if (typed === null) return { answer, decision: null }
    const skip: Answer = { kind: 'skip', step: (answer as { step: number }).step, reason: `typed instead: ${typed}` }
    return { answer: skip, decision: null }
  }
  return answerOnPath(seen, script, drill.decisions, drill.taken.length)
}

function phrasesOf({ range }: Stand, { system, fault, plays }: StoredDrill) {
  const fromFault = fault === null ? [] : range.answers(system, fault).remedies
  return { remedies: [...(plays?.responder.choose ?? []), ...fromFault], holds: plays?.responder.holds ?? [] }
}

/** Whoever is nearest to this drill knows best: who started it, the scenario, the fault, the environment. */
function valuesOf({ range }: Stand, drill: StoredDrill, view: IncidentView): Record<string, string> {
  const { system, fault, plays } = drill
  return {
    ...range.environment(system).parameters,
    ...view.run?.parameters,
    ...(fault === null ? {} : range.answers(system, fault).parameters),
    ...range.fillIn(system, plays?.responder.values ?? {}),
    ...drill.parameters,
  }
}

function gaveUp(view: IncidentView, answer: Answer, refused: readonly string[]): Finding | null {
  if (view.run === null) return plain(view.noRunReason ?? 'no procedure was bound to the alert', 'no run was started')
  if (refused.length >= REFUSALS) {
    return plain(`the script's answer was refused: ${refused.at(-1)}`, `answer refused: ${refused.at(-1)}`)
  }
  if (answer.kind !== 'give-up') return null
  const { step, reason, evidence } = answer
  if (step !== null && answer.failed) return explainFailure(view, step, reason)
  const line = step === null ? view.run.procedure.line : (view.run.procedure.steps[step]?.line ?? null)
  return { what: reason, command: null, line, evidence }
}

const plain = (what: string, evidence: string): Finding => ({ what, command: null, line: null, evidence })

/** Whether all there is left to do is to see what comes of it. A run that is through its steps may still take effect. */
function isToWatch(view: IncidentView, { unmet }: Survey): boolean {
  return (view.run?.status === 'observing' || view.run?.status === 'finished') && unmet !== null
}

function watchedInVain({ range }: Stand, drill: StoredDrill, view: IncidentView, now: Survey): number | null {
  if (!isToWatch(view, now)) return null
  const watched = minutesSince(drill.observingSince, range.now(drill.system))
  const bound = drill.scripted ? (drill.plays?.within ?? BOUND_MINUTES * 60_000) / 60_000 : PATIENT_BOUND_MINUTES
  return watched >= bound ? Math.floor(watched) : null
}

/** Nothing more is to be done: time passes until the goal is reached. */
async function observe(stand: Stand, drill: StoredDrill, now: Survey, signal: AbortSignal): Promise<void> {
  const { range, pool, host } = stand
  if (drill.observingSince === null) await saveObserving(pool, drill.id, range.now(drill.system))
  // With people in it the range has its pace, and moves by itself.
  if (!drill.scripted) return host.changed(drill.incidentId, signal)
  const left =
    (drill.plays?.within ?? BOUND_MINUTES * 60_000) / 1_000 -
    60 * minutesSince(drill.observingSince, range.now(drill.system))
  await range.advance(drill.system, Math.min(STEP_SECONDS, Math.max(15, left)), newsFor(stand, drill, now))
  await range.settled()
}

/** Writes the verdict down, and leaves nothing behind that could still act on the system's next world. */
export async function end(
  stand: Stand,
  drill: StoredDrill,
  view: IncidentView | null,
  judgement: Judgement,
  found: Survey | null = null,
): Promise<void> {
  const { range, pool, clock, host } = stand
  const isWrite = (step: number) => {
    const one = view?.run?.procedure.steps[step]
    return one !== undefined && effectOf(one) !== 'read'
  }
  const now = range.now(drill.system)
  const brokenAt = drill.brokenAt ?? now
  const measures = measure(view?.timeline ?? [], brokenAt, isWrite, judgement.verdict === 'recovers' ? now : null)
  const plan = view === null ? null : ((await host.runbook(drill.runbookDigest))?.plan ?? null)
  const took = tookUntil(view, drill, now)
  const simulated = (now.getTime() - brokenAt.getTime()) / 1_000
  const journal = found?.journal ?? []
  const scored = view === null ? null : score({ view, plan, journal, measures, took, simulated })
  await saveVerdict(pool, drill.id, judgement, measures, scored, clock.now())
  await range.setPace(drill.system, 0)
  if (view !== null) await close(host, view, judgement)
  host.announce(drill.id)
}

/** Virtual seconds from the run's beginning to its last deed. */
function tookUntil(view: IncidentView | null, drill: StoredDrill, now: Date): number {
  const began = view?.timeline.find(({ kind }) => kind === 'run-started')?.worldAt
  if (began == null) return 0
  return Math.max(0, ((drill.observingSince ?? now).getTime() - Date.parse(began)) / 1_000)
}

async function close(host: Stand['host'], view: IncidentView, judgement: Judgement): Promise<void> {
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

import { alertsOfIncident } from '../alerts/store.ts'
import { incidentById } from '../incidents/store.ts'
import { timelineOf } from '../incidents/timeline-store.ts'
import { showFailures } from '../runs/hidden-failures.ts'
import type { ChangedKind } from './changes.ts'
import type { Cursor } from './cursor.ts'
import { publicIncident } from './incident-page.ts'
import type { AppParts } from './parts.ts'
import type { Change } from './views.ts'

/** One thing as it was read, ready to be sent to any number of people. */
export interface Piece {
  change: Change
  json: string
  /** Of what is told whole, again and again: which thing. Null for what only grows: then `at` says where it stands. */
  key: string | null
  at: number
  /** Of a run: the same without its procedure, some 100 kB that never change, for whoever has had it already. */
  moved?: Pick<Piece, 'change' | 'json'>
}

/** What was read together: first what led to it, last what follows from it. */
export interface Reading {
  output: Piece[]
  whole: Piece[]
  timeline: Piece[]
  /** The run that is the latest now; undefined when that was not looked at. */
  runId: string | undefined
}

/** Reads what may have changed of an incident. @param changed - null: everything that is told whole. */
export async function readChanges(
  parts: AppParts,
  incidentId: string,
  changed: ReadonlySet<ChangedKind> | null,
  after: Cursor,
): Promise<Reading> {
  const { engine, db } = parts
  const has = (...kinds: ChangedKind[]) => changed === null || kinds.some((kind) => changed.has(kind))
  // Once a round: a run brings its whole procedure along.
  const isMoved = has('run', 'attempt')
  const run = isMoved ? await engine.runOfIncident(db.pool, incidentId) : null
  const [attempts, approvals, alerts, incident, suggestions] = await Promise.all([
    run !== null && has('attempt') ? engine.attemptsOf(run.id) : [],
    has('approval', 'run') ? engine.approvalsOf(incidentId) : [],
    has('alerts') ? alertsOfIncident(db.pool, incidentId) : null,
    has('incident', 'timeline') ? incidentById(db.pool, incidentId) : null,
    run === null ? null : engine.suggestionsOf(incidentId),
  ])
  const whole = [
    ...attempts.map((attempt) => piece({ kind: 'attempt', attempt: showFailures(attempt) }, `attempt ${attempt.id}`)),
    ...approvals.map((approval) => piece({ kind: 'approval', approval }, `approval ${approval.id}`)),
  ]
  if (run !== null) {
    const { procedure: _, ...rest } = run
    const moved: Change = { kind: 'run-moved', run: rest }
    whole.push({
      ...piece({ kind: 'run', run }, `run ${run.id}`),
      moved: { change: moved, json: JSON.stringify(moved) },
    })
  }
  if (alerts !== null) whole.push(piece({ kind: 'alerts', alerts }, 'alerts'))
  if (incident !== null) whole.push(piece({ kind: 'incident', incident: publicIncident(incident) }, 'incident'))
  // After the rest: a page that says how it ended also has the whole story.
  const timeline = await readTimeline(parts, incidentId, after.timeline)
  // Last of all, and sent first: who is told that a step has ended has all that it put out.
  const output = has('output', 'attempt', 'timeline') ? await readOutput(parts, incidentId, after.output) : []
  if (suggestions !== null) whole.push(piece({ kind: 'suggestions', suggestions }, 'suggestions'))
  return { output, whole, timeline, runId: isMoved ? run?.id : undefined }
}

/** What has been put out after that piece. */
export async function readOutput(parts: AppParts, incidentId: string, after: number): Promise<Piece[]> {
  const chunks = await parts.engine.outputOf(incidentId, { after })
  return chunks.map((chunk) => ({ ...piece({ kind: 'output', chunk }, null), at: chunk.id }))
}

/** What has been told after that entry. */
export async function readTimeline(parts: AppParts, incidentId: string, after: number): Promise<Piece[]> {
  const entries = await timelineOf(parts.db.pool, incidentId, after)
  return entries.map((entry) => ({ ...piece({ kind: 'timeline', entry }, null), at: entry.id }))
}

const piece = (change: Change, key: string | null): Piece => ({ change, json: JSON.stringify(change), key, at: 0 })

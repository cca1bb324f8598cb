import type {
  Approval,
  Attempt,
  Change,
  Incident,
  IncidentDetail,
  OutputChunk,
  Run,
  TimelineEntry,
} from '../contract.ts'

/**
 * Applies one change to an incident's page. Changes may come twice, and late (a page fetched meanwhile may be newer than
 * what the stream still delivers), so nothing goes backwards: not a run's version, a decision, or a finished attempt.
 */
export function applyChange(detail: IncidentDetail, change: Change): IncidentDetail {
  switch (change.kind) {
    case 'incident':
      return { ...detail, incident: laterIncident(detail.incident, change.incident) }
    case 'alerts':
      return { ...detail, alerts: change.alerts }
    case 'run':
      return { ...detail, run: laterRun(detail.run, change.run) }
    case 'run-moved':
      return detail.run?.id === change.run.id
        ? { ...detail, run: laterRun(detail.run, { ...detail.run, ...change.run }) }
        : detail
    case 'attempt':
      return { ...detail, attempts: put(detail.attempts, change.attempt, laterAttempt) }
    case 'approval':
      return { ...detail, approvals: put(detail.approvals, change.approval, laterApproval) }
    case 'timeline':
      return { ...detail, timeline: insert(detail.timeline, change.entry) }
    case 'output':
      return { ...detail, output: insert(detail.output, change.chunk) }
    case 'suggestions':
      return { ...detail, suggestions: change.suggestions }
    default:
      // A newer server may tell of things this console does not know yet.
      return detail
  }
}

/** A freshly fetched page, and what the stream told while it was under way. */
export function mergeDetail(known: IncidentDetail, fresh: IncidentDetail): IncidentDetail {
  if (known.incident.id !== fresh.incident.id) return fresh
  const changes: Change[] = [
    { kind: 'incident', incident: known.incident },
    ...(known.run ? [{ kind: 'run' as const, run: known.run }] : []),
    ...known.attempts.map((attempt) => ({ kind: 'attempt' as const, attempt })),
    ...known.approvals.map((approval) => ({ kind: 'approval' as const, approval })),
    ...known.timeline.map((entry) => ({ kind: 'timeline' as const, entry })),
    ...known.output.map((chunk) => ({ kind: 'output' as const, chunk })),
  ]
  return changes.reduce(applyChange, fresh)
}

const STATUS_ORDER: Record<Incident['status'], number> = { triggered: 0, acknowledged: 1, resolved: 2 }

function laterIncident(known: Incident, told: Incident): Incident {
  return STATUS_ORDER[told.status] < STATUS_ORDER[known.status] ? known : told
}

function laterRun(known: Run | null, told: Run): Run {
  // A second run of the same incident replaces the first.
  if (known === null || known.id !== told.id) return known !== null && known.startedAt > told.startedAt ? known : told
  return told.version < known.version ? known : told
}

function laterAttempt(known: Attempt, told: Attempt): Attempt {
  return told.status === 'running' && known.status !== 'running' ? known : told
}

function laterApproval(known: Approval, told: Approval): Approval {
  return told.status === 'pending' && known.status !== 'pending' ? known : told
}

function put<T extends { id: string }>(list: T[], item: T, later: (known: T, told: T) => T): T[] {
  const at = list.findIndex((known) => known.id === item.id)
  const known = list[at]
  if (known === undefined) return [...list, item]
  const kept = later(known, item)
  return kept === known ? list : list.with(at, kept)
}

/** Keeps a list ascending by id. Almost always the new one is the last. */
function insert<T extends TimelineEntry | OutputChunk>(list: T[], item: T): T[] {
  let at = list.length
  while (at > 0 && (list[at - 1]?.id ?? 0) > item.id) at--
  return list[at - 1]?.id === item.id ? list : list.toSpliced(at, 0, item)
}

/** What the incident's story is made of. A closed set: the console, the postmortem and metrics all know every kind. */
export type TimelineKind =
  | 'alert-firing'
  | 'alert-resolved'
  | 'incident-opened'
  | 'incident-acknowledged'
  | 'incident-resolved'
  | 'run-started'
  | 'step-started'
  | 'step-finished'
  | 'step-failed'
  | 'step-skipped'
  | 'step-manual'
  | 'approval-requested'
  | 'approval-decided'
  /** One of several that are needed. */
  | 'approval-given'
  /** Somebody signed alone, past the policy. */
  | 'break-glass'
  | 'choice-offered'
  | 'choice-made'
  | 'parameters-asked'
  | 'parameters-given'
  | 'outcome-unknown'
  | 'outcome-decided'
  | 'run-observing'
  | 'run-finished'
  | 'node-lost'
  | 'note'

export interface TimelineEntry {
  /** Ascending over all incidents. */
  id: number
  incidentId: string
  /** ISO 8601, UTC. */
  at: string
  /** The range's own time, when the incident lies in a simulated production. */
  worldAt: string | null
  kind: TimelineKind
  /** Who: `standby`, `alert`, or a person's name. */
  actor: string
  /** One line for people. */
  text: string
  /** Index of the step it is about. */
  step: number | null
  attempt: number | null
}

export type NewTimelineEntry = Omit<TimelineEntry, 'id'>

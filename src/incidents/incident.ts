export type IncidentStatus = 'triggered' | 'acknowledged' | 'resolved'

export interface Incident {
  id: string
  /** Counts from 1: what people say on the phone. */
  number: number
  title: string
  status: IncidentStatus
  severity: string | null
  /** Where its commands run: the name of an environment. */
  environment: string
  /** Alertmanager's `groupKey`: one open incident per environment and group. */
  groupKey: string
  /** The procedure it is bound to; null when no runbook knows this alert. */
  procedure: { runbookDigest: string; file: string; procedureId: string; heading: string } | null
  openedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  resolvedAt: string | null
  drillId: string | null
}

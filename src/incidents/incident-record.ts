import type { Alert } from '../alerts/alert.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Attempt, OutputChunk } from '../runs/attempt.ts'
import type { Run } from '../runs/run.ts'
import type { Incident } from './incident.ts'
import type { TimelineEntry } from './timeline.ts'

/** All that was recorded about an incident. */
export interface IncidentRecord {
  incident: Incident
  noRunReason: string | null
  alerts: readonly Alert[]
  run: Run | null
  attempts: readonly Attempt[]
  approvals: readonly Approval[]
  timeline: readonly TimelineEntry[]
  output: readonly OutputChunk[]
}

import type { Effect, Target } from '../plan/plan.ts'

/** A request for a person's signature on exact bytes. */
export interface Approval {
  id: string
  incidentId: string
  runId: string
  step: number
  /** SHA-256, hex, of `signedBytes`. A decision must name it. */
  digest: string
  /** What is signed: the commands with their values, the environment and the runbook's version. See `signing.ts`. */
  signedBytes: string
  /** The commands as they will run, values filled in and secrets masked. For the screen. */
  commands: string
  effect: Effect
  reasons: string[]
  targets: Target[]
  /** Why it is asked for: phase, condition, cause. */
  why: string
  status: 'pending' | 'approved' | 'rejected' | 'expired' | 'void'
  requestedBy: string
  requestedAt: string
  expiresAt: string
  decidedBy: string | null
  decidedAt: string | null
  reason: string | null
  /** How many distinct people must approve. */
  needed: number
  /** Who has approved so far. */
  approvedBy: string[]
  /** Who may; null: any person. */
  mayApprove: string[] | null
  /** Whether the approval of who asked does not count. */
  notRequester: boolean
  /** Signed by one alone, past the policy, with a reason. */
  brokeGlass: boolean
}

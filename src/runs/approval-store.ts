import type { Approval } from '../approvals/approval.ts'
import { tellChange } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'

// Lies here and not in src/approvals: a signature changes only together with the run it belongs to.

interface ApprovalRow {
  id: string
  incident_id: string
  run_id: string
  step: number
  digest: string
  signed_bytes: string
  commands: string
  effect: Approval['effect']
  reasons: string[]
  targets: Approval['targets']
  why: string
  status: Approval['status']
  requested_by: string
  requested_at: Date
  expires_at: Date
  decided_by: string | null
  decided_at: Date | null
  reason: string | null
  needed: number
  approved_by: string[]
  may_approve: string[] | null
  not_requester: boolean
  broke_glass: boolean
}

function toApproval(row: ApprovalRow): Approval {
  return {
    id: row.id,
    incidentId: row.incident_id,
    runId: row.run_id,
    step: row.step,
    digest: row.digest,
    signedBytes: row.signed_bytes,
    commands: row.commands,
    effect: row.effect,
    reasons: row.reasons,
    targets: row.targets,
    why: row.why,
    status: row.status,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    reason: row.reason,
    needed: row.needed,
    approvedBy: row.approved_by,
    mayApprove: row.may_approve,
    notRequester: row.not_requester,
    brokeGlass: row.broke_glass,
  }
}

export async function insertApproval(tx: Queryable, approval: Approval): Promise<void> {
  await tx.query(
    `insert into approval (id, incident_id, run_id, step, digest, signed_bytes, commands, effect, reasons, targets, why,
       status, requested_by, requested_at, expires_at, needed, may_approve, not_requester)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $13, $14, $15, $16, $17)`,
    [
      approval.id,
      approval.incidentId,
      approval.runId,
      approval.step,
      approval.digest,
      approval.signedBytes,
      approval.commands,
      approval.effect,
      JSON.stringify(approval.reasons),
      JSON.stringify(approval.targets),
      approval.why,
      approval.requestedBy,
      approval.requestedAt,
      approval.expiresAt,
      approval.needed,
      approval.mayApprove === null ? null : JSON.stringify(approval.mayApprove),
      approval.notRequester,
    ],
  )
  tellChange(tx, { incidentId: approval.incidentId, kind: 'approval' })
}

export interface Decision {
  status: 'approved' | 'rejected' | 'expired' | 'void'
  actor: string
  at: Date
  reason: string | null
}

/** Ends a request. One that was approved can still become void, until it is used. */
export async function decide(tx: Queryable, id: string, decision: Decision): Promise<void> {
  const { rows } = await tx.query<{ incident_id: string }>(
    `update approval set status = $2, decided_by = $3, decided_at = $4, reason = $5
     where id = $1 and (status = 'pending' or (status = 'approved' and $2 = 'void')) returning incident_id`,
    [id, decision.status, decision.actor, decision.at, decision.reason],
  )
  for (const row of rows) tellChange(tx, { incidentId: row.incident_id, kind: 'approval' })
}

/** One person's approval. @returns false when that person has approved already. */
export async function insertSignature(
  tx: Queryable,
  approval: Approval,
  { actor, at, brokeGlass }: { actor: string; at: Date; brokeGlass: boolean },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into approval_signature (approval_id, person, actor, at) values ($1, lower(trim($2)), $2, $3)
     on conflict do nothing`,
    [approval.id, actor, at],
  )
  if (brokeGlass) await tx.query('update approval set broke_glass = true where id = $1', [approval.id])
  tellChange(tx, { incidentId: approval.incidentId, kind: 'approval' })
  return rowCount === 1
}

const SELECT = `select approval.*, (select coalesce(json_agg(actor order by at, person), '[]') from approval_signature
  where approval_id = approval.id) as approved_by from approval`

export async function findApproval(db: Queryable, id: string): Promise<Approval | null> {
  const { rows } = await db.query<ApprovalRow>(`${SELECT} where id = $1`, [id])
  return rows[0] ? toApproval(rows[0]) : null
}

export async function findApprovals(db: Queryable, incidentId: string): Promise<Approval[]> {
  const { rows } = await db.query<ApprovalRow>(`${SELECT} where incident_id = $1 order by requested_at, id`, [
    incidentId,
  ])
  return rows.map(toApproval)
}

/** A pending request, and the version its run has. */
export interface ExpiringApproval {
  id: string
  runId: string
  digest: string
  expiresAt: Date
  version: number
}

/** Most that are looked at together. */
export const EXPIRING_AT_ONCE = 1_000

/** Pending requests whose time is up before `until`, the earliest first. */
export async function findExpiring(db: Queryable, until: Date): Promise<ExpiringApproval[]> {
  const { rows } = await db.query<{ id: string; run_id: string; digest: string; expires_at: Date; version: number }>(
    `select approval.id, run_id, digest, expires_at, run.version from approval join run on run.id = run_id
     where approval.status = 'pending' and expires_at <= $1 order by expires_at limit $2`,
    [until, EXPIRING_AT_ONCE],
  )
  return rows.map(({ id, run_id: runId, digest, expires_at: expiresAt, version }) => ({
    id,
    runId,
    digest,
    expiresAt,
    version,
  }))
}

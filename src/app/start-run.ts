import type { Alert } from '../alerts/alert.ts'
import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import { type Binding, bindProcedure } from '../incidents/binding.ts'
import { commonLabels } from '../incidents/opening.ts'
import { type StoredIncident, saveNoRunReason, saveProcedure } from '../incidents/store.ts'
import { appendEntries } from '../incidents/timeline-store.ts'
import { procedureById } from '../plan/find-procedure.ts'
import type { Procedure } from '../plan/plan.ts'
import { entry } from './entry.ts'
import type { AppParts } from './parts.ts'
import type { Claim } from './ports.ts'

interface Bound {
  runbook: { digest: string; file: string }
  procedure: Procedure
  note: string
}

/**
 * Finds the procedure for an incident and starts its run, in the transaction that stores the alert. Where that cannot
 * be, the incident says what is missing.
 *
 * @param firing - The incident's firing alerts; at least one.
 */
export async function startRun(
  parts: AppParts,
  tx: Queryable,
  incident: StoredIncident,
  firing: readonly Alert[],
  claim: Claim | null,
): Promise<void> {
  const bound =
    claim === null ? await bindAlerts(parts, tx, incident.environment, firing) : await bindClaim(parts, tx, claim)
  if (bound === null) return saveNoRunReason(tx, incident.id, unbound(firing))

  await tellBinding(parts, tx, incident, bound)
  const environment = parts.environments.get(incident.environment)
  if (environment === null) return saveNoRunReason(tx, incident.id, unconfigured(parts, incident.environment))

  try {
    await parts.engine.start(tx, {
      incidentId: incident.id,
      procedure: bound.procedure,
      runbook: { digest: bound.runbook.digest, file: bound.runbook.file },
      environment: environment.name,
      requestedBy: 'alert',
      parameters: claim?.parameters ?? {},
      labels: commonLabels(firing),
    })
    await saveNoRunReason(tx, incident.id, null)
  } catch (error) {
    // Refused before anything was written: the incident is there all the same, and says why it has no run.
    if (!(error instanceof AppError)) throw error
    await saveNoRunReason(tx, incident.id, `The run was refused: ${error.message} (${error.hint}).`)
  }
}

async function bindAlerts(
  parts: AppParts,
  tx: Queryable,
  environment: string,
  firing: readonly Alert[],
): Promise<Bound | null> {
  // What somebody has drilled may be a draft. It must not run where it matters, not even its reads.
  const isSimulated = parts.environments.get(environment)?.kind === 'range'
  const runbooks = (await parts.runbooks.list(tx)).filter(({ rehearsal }) => isSimulated || !rehearsal)
  for (const alert of firing) {
    const binding = bindProcedure(alert, runbooks)
    if (binding !== null) return { ...binding, procedure: stepsOf(binding) }
  }
  return null
}

/** A part of an incident, named by a label, is run with the steps of its lines. */
function stepsOf({ runbook, procedure }: Binding): Procedure {
  return procedureById(runbook.plan, procedure.id) ?? procedure
}

async function bindClaim(parts: AppParts, tx: Queryable, claim: Claim): Promise<Bound | null> {
  const runbook = await parts.runbooks.get(claim.runbookDigest, tx)
  const procedure = runbook === null ? null : procedureById(runbook.plan, claim.procedureId)
  if (runbook === null || procedure === null) return null
  return { runbook, procedure, note: `bound to ${runbook.file}#${procedure.id}, which this drill rehearses` }
}

async function tellBinding(parts: AppParts, tx: Queryable, incident: StoredIncident, bound: Bound): Promise<void> {
  const { runbook, procedure, note } = bound
  // Bound already, and only the environment was missing: that was told.
  if (incident.procedure?.procedureId === procedure.id && incident.procedure.runbookDigest === runbook.digest) return
  await saveProcedure(
    tx,
    incident.id,
    { runbookDigest: runbook.digest, file: runbook.file, procedureId: procedure.id, heading: procedure.heading },
    incident.severity ?? procedure.severity,
  )
  await appendEntries(tx, [entry(parts, incident, 'note', 'standby', note)])
}

function unbound(firing: readonly Alert[]): string {
  const names = [...new Set(firing.map(({ name }) => name))].join(', ')
  return (
    `No runbook knows the alert ${names}. Register one that has a line such as "**Alert**: ${firing[0]?.name}" under ` +
    'its heading, or give the alert an annotation runbook_url that points at it.'
  )
}

function unconfigured(parts: AppParts, name: string): string {
  const others = parts.environments.list().map((environment) => environment.name)
  const known = others.length === 0 ? 'No environment is configured yet' : `Configured are: ${others.join(', ')}`
  return (
    `The environment ${name} is not configured, so there is nowhere to run this procedure. ` +
    `Add it to standby.yaml under environments and start again. ${known}.`
  )
}

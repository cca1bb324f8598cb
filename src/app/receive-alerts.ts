import type { Alert } from '../alerts/alert.ts'
import { type Report, weighReports } from '../alerts/reports.ts'
import { alertsOfIncident, latestAlerts, lockGroup, saveAlert } from '../alerts/store.ts'
import { type AlertGroup, parseWebhook } from '../alerts/webhook.ts'
import { AppError } from '../core/errors.ts'
import { maskSecrets } from '../core/mask-secrets.ts'
import type { Queryable } from '../db/queryable.ts'
import { transaction } from '../db/transaction.ts'
import { severityOf, titleOf } from '../incidents/opening.ts'
import {
  incidentById,
  incidentsOfGroup,
  insertIncident,
  lastIncidentOfDrill,
  type StoredIncident,
} from '../incidents/store.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import { appendEntries, notifyChange, tellBefore } from '../incidents/timeline-store.ts'
import { entry } from './entry.ts'
import type { AppParts } from './parts.ts'
import type { Claim, Ignored } from './ports.ts'
import { resolveWhenOver, saveResolved, stopRuns } from './resolve-incident.ts'
import { startRun } from './start-run.ts'
import type { WebhookAnswer } from './views.ts'

// For the surface that reads the body: how much of it, and how.
export { MAX_WEBHOOK_BYTES, readWebhookText, webhookTooLarge } from '../alerts/webhook.ts'

/** How far back late deliveries are recognised: the incidents of the same group that are looked at. */
const REMEMBERED = 50
/**
 * A person has resolved the incident, and its alert is reported as firing again, unchanged: the same notification sent
 * twice, or one that repeats because it was not over? Alertmanager repeats no sooner than its group_interval (5 min).
 */
const SAME_NOTIFICATION_MS = 5 * 60_000

/**
 * Takes one delivery of Alertmanager's webhook. When it returns, everything is committed: the alerts, the incident,
 * and the run that handles it. Deliveries that repeat, overtake each other or arrive together do no harm.
 *
 * @param environment - Where the alerts come from, and where commands will run.
 * @throws AppError `broken-webhook` and the like; then nothing is stored.
 */
export async function receiveAlertmanager(parts: AppParts, environment: string, body: unknown): Promise<WebhookAnswer> {
  assertName(environment)
  const group = withoutSecrets(parseWebhook(body))
  return transaction(parts.db.pool, async (tx) => {
    await lockGroup(tx, environment, group.groupKey)
    return receiveGroup(parts, tx, environment, group)
  })
}

/** Before anything of it is kept. A label that holds a secret is no value for a command either. */
function withoutSecrets(group: AlertGroup): AlertGroup {
  const mask = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, maskSecrets(value)]))
  const alerts = group.alerts.map((alert) => ({
    ...alert,
    labels: mask(alert.labels),
    annotations: mask(alert.annotations),
    generatorUrl: alert.generatorUrl === null ? null : maskSecrets(alert.generatorUrl),
  }))
  return { ...group, groupKey: maskSecrets(group.groupKey), alerts }
}

/** It need not be configured: the incident is there all the same, and says what is missing. */
function assertName(environment: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(environment)) return
  throw new AppError(
    'bad-environment',
    `'${environment.slice(0, 80)}' is not a name of an environment`,
    'use letters, digits, - . and _ (63 at most) in the webhook URL: …/alertmanager/production',
  )
}

async function receiveGroup(
  parts: AppParts,
  tx: Queryable,
  environment: string,
  group: AlertGroup,
): Promise<WebhookAnswer> {
  const past = await incidentsOfGroup(tx, environment, group.groupKey, REMEMBERED)
  const [last = null] = past
  const open = last !== null && last.status !== 'resolved' ? last : null
  const known = await latestAlerts(
    tx,
    past.map(({ id }) => id),
  )
  const reports = weighReports(new Map([...known].map(([key, { alert }]) => [key, alert])), group.alerts)

  const claimed = await claimOf(parts, tx, environment, group.alerts)
  if (claimed === 'ignored' && open === null) return { incident: null, created: false }
  const claim = claimed === 'ignored' ? null : claimed
  if (claim !== null && claim.drillId !== open?.drillId) {
    // A world that began anew: what was known of the one before says nothing about this one.
    if (open !== null) {
      const reason = 'a drill begins in this environment'
      await stopRuns(parts, open.id, 'standby', reason)
      await saveResolved(parts, tx, open.id, 'standby', reason)
    }
    const firing = group.alerts.filter((alert) => alert.status === 'firing')
    return openIncident(parts, tx, { environment, group, firing, claim })
  }
  if (open !== null) {
    await updateIncident(parts, tx, open, reports)
    return { incident: open.number, created: false }
  }
  if (reports.some((report) => reopens(report, last, parts.clock.now()))) {
    const firing = reports.filter(({ alert, news }) => alert.status === 'firing' && news !== 'late')
    return openIncident(parts, tx, { environment, group, firing: firing.map(({ alert }) => alert), claim: null })
  }
  await updatePast(parts, tx, reports, known)
  return { incident: last?.number ?? null, created: false }
}

/** A drill may say that these alerts are its own; once, for the incident they open. */
async function claimOf(
  parts: AppParts,
  tx: Queryable,
  environment: string,
  alerts: readonly Alert[],
): Promise<Claim | Ignored | null> {
  const firing = alerts.filter((alert) => alert.status === 'firing')
  if (firing.length === 0) return null
  const claim = await parts.claimIncident(tx, { environment, alerts: firing })
  if (claim === null || claim === 'ignored' || (await lastIncidentOfDrill(tx, claim.drillId)) !== null)
    return claim === 'ignored' ? claim : null
  return claim
}

/** Whether a report is a reason for a new incident, when the group has no open one. */
function reopens({ alert, news }: Report, last: StoredIncident | null, now: Date): boolean {
  if (news === 'fired' || news === 'fired-again') return true
  if (alert.status !== 'firing' || news === 'late' || last === null || last.resolvedAt === null) return false
  // Known as firing, though the incident is over: a person has resolved it, and the alert does not agree.
  return now.getTime() - Date.parse(last.resolvedAt) >= SAME_NOTIFICATION_MS
}

interface Opening {
  environment: string
  group: AlertGroup
  /** At least one. */
  firing: Alert[]
  claim: Claim | null
}

async function openIncident(parts: AppParts, tx: Queryable, opening: Opening): Promise<WebhookAnswer> {
  const { environment, group, firing, claim } = opening
  const now = parts.clock.now()
  const incident = await insertIncident(tx, {
    id: parts.newId(),
    title: titleOf(firing),
    severity: severityOf(firing),
    environment,
    groupKey: group.groupKey,
    openedAt: now,
    drillId: claim?.drillId ?? null,
  })
  for (const alert of firing) await saveAlert(tx, incident.id, alert, now)
  const tell = teller(parts, incident)
  await appendEntries(tx, [
    ...firing.map((alert) => tell('alert-firing', describeFiring(alert))),
    tell('incident-opened', `incident ${incident.number} opened: ${incident.title}`, 'standby'),
    ...(group.truncatedAlerts > 0
      ? [tell('note', `Alertmanager left out ${group.truncatedAlerts} more alerts of this group`, 'standby')]
      : []),
  ])
  await startRun(parts, tx, incident, firing, claim)
  notifyChange(tx, incident.id, 'incident')
  notifyChange(tx, incident.id, 'alerts')
  return { incident: incident.number, created: true }
}

/** Brings an open incident up to date. */
async function updateIncident(
  parts: AppParts,
  tx: Queryable,
  incident: StoredIncident,
  reports: readonly Report[],
): Promise<void> {
  const news = reports.filter((report) => report.news !== 'repeated' && report.news !== 'late')
  const now = parts.clock.now()
  for (const { alert } of news) await saveAlert(tx, incident.id, alert, now)
  if (news.length > 0) notifyChange(tx, incident.id, 'alerts')

  const alerts = await alertsOfIncident(tx, incident.id)
  const entries = news.flatMap((report) => entryOf(parts, incident, report))
  if (alerts.every(({ status }) => status === 'resolved')) {
    await tellBefore(tx, entries, () => parts.engine.alertResolved(tx, incident.id))
    await resolveWhenOver(parts, tx, incident.id)
    return
  }
  await appendEntries(tx, entries)
  // The runbook, or the environment, may have come meanwhile.
  if (incident.noRunReason !== null) {
    await startRun(
      parts,
      tx,
      incident,
      alerts.filter(({ status }) => status === 'firing'),
      null,
    )
    notifyChange(tx, incident.id, 'incident')
  }
}

/** An alert ends after its incident was resolved by a person: the incident's story says so. */
async function updatePast(
  parts: AppParts,
  tx: Queryable,
  reports: readonly Report[],
  known: ReadonlyMap<string, { incidentId: string }>,
): Promise<void> {
  for (const report of reports) {
    const incidentId = known.get(report.alert.fingerprint)?.incidentId
    if (incidentId === undefined || report.news === 'repeated' || report.news === 'late') continue
    await saveAlert(tx, incidentId, report.alert, parts.clock.now())
    notifyChange(tx, incidentId, 'alerts')
    const incident = await incidentById(tx, incidentId)
    if (incident !== null) await appendEntries(tx, entryOf(parts, incident, report))
  }
}

function entryOf(parts: AppParts, incident: StoredIncident, { alert, news }: Report): NewTimelineEntry[] {
  const tell = teller(parts, incident)
  switch (news) {
    case 'fired':
      return [tell('alert-firing', describeFiring(alert))]
    case 'fired-again':
      return [tell('alert-firing', `${describeFiring(alert)} (again)`)]
    case 'resolved':
      return [tell('alert-resolved', `${alert.name} resolved`)]
    default:
      return []
  }
}

function teller(parts: AppParts, incident: StoredIncident) {
  return (kind: NewTimelineEntry['kind'], text: string, actor = 'alert') => entry(parts, incident, kind, actor, text)
}

/** `HighErrorRate is firing: 12 % of requests fail`. */
function describeFiring(alert: Alert): string {
  const said = alert.annotations.summary ?? alert.annotations.description ?? ''
  return said === '' ? `${alert.name} is firing` : `${alert.name} is firing: ${said.replace(/\s+/g, ' ').trim()}`
}

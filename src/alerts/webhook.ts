import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { digest } from '../core/ids.ts'
import type { Alert } from './alert.ts'

/** Largest body that is read, in bytes. Alertmanager's own `max_alerts` keeps a webhook under it. */
export const MAX_WEBHOOK_BYTES = 512 * 1024

/** One delivery of Alertmanager's webhook, version 4: the latest about one group of alerts. */
export interface AlertGroup {
  groupKey: string
  receiver: string
  groupLabels: Record<string, string>
  commonLabels: Record<string, string>
  commonAnnotations: Record<string, string>
  /** Where this Alertmanager's own pages are; null when it does not say. */
  externalUrl: string | null
  /** Alerts of the group that were left out by `max_alerts`. */
  truncatedAlerts: number
  /** At least one. */
  alerts: Alert[]
}

// PostgreSQL stores neither NUL nor half a surrogate pair: a text with one is refused here, not by a failing insert.
const text = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), { error: 'contains a character that is not text' })
const labels = z.record(text, text)

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/
const time = z.string().refine((value) => TIME.test(value) && !Number.isNaN(Date.parse(value)), {
  error: 'is not an RFC 3339 time such as 2026-03-01T04:05:06Z',
})

const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels.default({}),
  startsAt: time,
  endsAt: time.nullish(),
  generatorURL: text.nullish(),
  fingerprint: text.nullish(),
})

const webhookSchema = z.object({
  version: z.literal('4'),
  groupKey: text.min(1),
  truncatedAlerts: z.number().int().min(0).default(0),
  receiver: text.default(''),
  groupLabels: labels.default({}),
  commonLabels: labels.default({}),
  commonAnnotations: labels.default({}),
  externalURL: text.nullish(),
  alerts: z.array(alertSchema).min(1),
})

/**
 * Reads the text of a webhook's body.
 * @throws AppError `not-json` (400) or `body-too-large` (413).
 */
export function readWebhookText(body: string): unknown {
  if (Buffer.byteLength(body) > MAX_WEBHOOK_BYTES) throw webhookTooLarge()
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new AppError('not-json', 'the body of the webhook is not JSON', 'send what Alertmanager sends, unchanged', {
      cause,
    })
  }
}

/** The refusal of a body over `MAX_WEBHOOK_BYTES`. */
export function webhookTooLarge(): AppError {
  const limit = `${MAX_WEBHOOK_BYTES / 1024} kB`
  return new AppError(
    'body-too-large',
    `the body of the webhook is larger than ${limit}`,
    'set max_alerts in the webhook_configs of Alertmanager, so that one group stays below it',
    { status: 413 },
  )
}

/**
 * Takes an Alertmanager webhook, version 4, apart. Times are normalised to UTC.
 * @throws AppError `wrong-webhook-version` or `broken-webhook` (400), naming the field.
 */
export function parseWebhook(body: unknown): AlertGroup {
  const version = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined
  if (version !== undefined && version !== '4') {
    throw new AppError(
      'wrong-webhook-version',
      `this is version ${JSON.stringify(version)} of the Alertmanager webhook; only version "4" is understood`,
      'send from Alertmanager 0.6 or newer, or a sender that speaks its webhook version 4',
    )
  }
  const parsed = webhookSchema.safeParse(body)
  if (!parsed.success) throw brokenWebhook(parsed.error)
  const { externalURL, alerts, version: _, ...group } = parsed.data
  return { ...group, externalUrl: externalURL || null, alerts: alerts.map(toAlert) }
}

function brokenWebhook(error: z.ZodError): AppError {
  const [first, ...others] = error.issues
  const field = first === undefined || first.path.length === 0 ? 'the body' : fieldName(first.path)
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new AppError(
    'broken-webhook',
    `broken Alertmanager webhook: ${field}: ${first?.message ?? 'not understood'}${more}`,
    'nothing was stored; send what Alertmanager sends, version 4 of its webhook',
  )
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('')
}

function toAlert(raw: z.infer<typeof alertSchema>): Alert {
  return {
    fingerprint: raw.fingerprint || fingerprintOf(raw.labels),
    name: raw.labels.alertname || '(no alertname)',
    status: raw.status,
    labels: raw.labels,
    annotations: raw.annotations,
    startsAt: new Date(raw.startsAt).toISOString(),
    // A firing alert's endsAt is either year 1 or when Alertmanager will give it up: it has not ended.
    endsAt: raw.status === 'resolved' && raw.endsAt ? new Date(raw.endsAt).toISOString() : null,
    generatorUrl: raw.generatorURL || null,
  }
}

/** Identity of an alert whose sender gives none: that of its labels. */
function fingerprintOf(of: Record<string, string>): string {
  const sorted = Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))
  return digest(JSON.stringify(sorted)).slice(0, 16)
}

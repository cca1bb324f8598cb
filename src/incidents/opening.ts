import type { Alert } from '../alerts/alert.ts'

/**
 * What people call an incident: `HighErrorRate: 12 % of requests fail`.
 * @param alerts - The firing alerts that open it; at least one.
 */
export function titleOf(alerts: readonly Alert[]): string {
  const names = [...new Set(alerts.map((alert) => alert.name))]
  const [name = 'alert'] = names
  if (names.length > 1) return `${name} and ${names.length - 1} more`
  const summaries = new Set(alerts.map((alert) => alert.annotations.summary ?? ''))
  // Several summaries (one per instance) would name one instance and hide the others.
  const [summary = ''] = summaries.size === 1 ? summaries : ['']
  return oneLine(summary === '' ? name : `${name}: ${summary}`)
}

/** The team's own label of severity, when all that fire agree on it or the first that has one. */
export function severityOf(alerts: readonly Alert[]): string | null {
  return (
    alerts.map((alert) => alert.labels.severity).find((severity) => severity !== undefined && severity !== '') ?? null
  )
}

/** The labels that all alerts agree on: what one instance alone says is no value for a command. */
export function commonLabels(alerts: readonly Alert[]): Record<string, string> {
  const [first, ...others] = alerts
  return Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)),
  )
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`
}

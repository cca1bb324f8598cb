import type { System } from '../system/system.ts'
import type { AlarmTransition } from '../world/world.ts'

/** Alertmanager's webhook, version 4: one group of alerts. Times are RFC 3339. */
export interface AlertmanagerWebhook {
  version: '4'
  groupKey: string
  truncatedAlerts: number
  status: 'firing' | 'resolved'
  receiver: string
  groupLabels: Record<string, string>
  commonLabels: Record<string, string>
  commonAnnotations: Record<string, string>
  externalURL: string
  alerts: {
    status: 'firing' | 'resolved'
    labels: Record<string, string>
    annotations: Record<string, string>
    startsAt: string
    endsAt: string
    generatorURL: string
    fingerprint: string
  }[]
}

/** What Alertmanager would post about a transition. The same transition makes the same body, however often. */
export function webhookOf(system: System, transition: AlarmTransition): AlertmanagerWebhook {
  const spec = system.alarms.find((a) => a.name === transition.alarm)
  const labels = { alertname: transition.alarm, system: system.name, ...spec?.labels }
  const description = spec?.kind === 'cloudwatch' ? spec.description : undefined
  const annotations = {
    ...(description ? { description } : {}),
    ...spec?.annotations,
    ...(transition.value === null ? {} : { value: String(Number(transition.value.toPrecision(4))) }),
    ...(transition.runbookUrl === null ? {} : { runbook_url: transition.runbookUrl }),
  }
  return {
    version: '4',
    groupKey: `{}:{alertname="${transition.alarm}"}`,
    truncatedAlerts: 0,
    status: transition.status,
    receiver: 'standby',
    groupLabels: { alertname: transition.alarm },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: `http://alertmanager.${system.name}:9093`,
    alerts: [
      {
        status: transition.status,
        labels,
        annotations,
        startsAt: new Date(transition.startsAt).toISOString(),
        endsAt: transition.endsAt === null ? '0001-01-01T00:00:00Z' : new Date(transition.endsAt).toISOString(),
        generatorURL: generatorOf(system, transition.alarm),
        fingerprint: fingerprint(labels),
      },
    ],
  }
}

function generatorOf(system: System, alarm: string): string {
  const spec = system.alarms.find((a) => a.name === alarm)
  if (spec?.kind === 'prometheus')
    return `http://prometheus:9090/graph?g0.expr=${encodeURIComponent(spec.expr)}&g0.tab=1`
  return `https://${system.region}.console.aws.amazon.com/cloudwatch/home?region=${system.region}#alarmsV2:alarm/${encodeURIComponent(alarm)}`
}

/** As Prometheus makes it: FNV-1a (64 bits) over the labels by name, each name and value ended by 0xff. */
function fingerprint(labels: Record<string, string>): string {
  let hash = 0xcbf29ce484222325n
  const add = (byte: number) => {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn
  }
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name] ?? '']) {
      for (const byte of Buffer.from(text, 'utf8')) add(byte)
      add(0xff)
    }
  }
  return hash.toString(16).padStart(16, '0')
}

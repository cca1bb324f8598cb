import { BellOff, BellRing } from 'lucide-react'
import type { Alert } from '../../contract.ts'
import { ClockTime } from '../../parts/times.tsx'

/** What fired. */
export function Alerts({ alerts, inRange }: { alerts: readonly Alert[]; inRange: boolean }) {
  return (
    <section aria-label="Alerts" className="border-b">
      {alerts.map((alert) => (
        <AlertRow key={`${alert.fingerprint}-${alert.startsAt}`} alert={alert} inRange={inRange} />
      ))}
      {alerts.length === 0 && <p className="px-3 py-2 text-muted md:px-4">No alert: a person began this.</p>}
    </section>
  )
}

function AlertRow({ alert, inRange }: { alert: Alert; inRange: boolean }) {
  const firing = alert.status === 'firing'
  const Icon = firing ? BellRing : BellOff
  const { summary, description, ...others } = alert.annotations
  const labels = Object.entries(alert.labels).filter(([name]) => name !== 'alertname')
  return (
    <div className="space-y-1 px-3 py-2 not-last:border-b md:px-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className={`inline-flex items-baseline gap-1 font-semibold ${firing ? 'text-fail' : 'text-accent'}`}>
          <Icon size={13} aria-hidden="true" className="self-center" />
          {firing ? 'firing' : 'resolved'}
        </span>
        <b className="font-mono text-xs">{alert.name}</b>
        <span className="text-xs text-muted">
          since <ClockTime at={alert.startsAt} />
          {alert.endsAt && !firing && (
            <>
              {' '}
              until <ClockTime at={alert.endsAt} />
            </>
          )}
          {inRange && " in the range's own time"}
        </span>
        {isWebLink(alert.generatorUrl) && (
          <a href={alert.generatorUrl} rel="noreferrer" target="_blank" className="text-xs text-accent underline">
            the rule
          </a>
        )}
      </div>
      {(summary || description) && <p>{[summary, description].filter(Boolean).join(' — ')}</p>}
      <ul className="flex flex-wrap gap-1" aria-label="Labels">
        {labels.map(([name, value]) => (
          <li key={name} className="rounded-sm border bg-sunken px-1 font-mono text-2xs break-all">
            <span className="text-faint">{name}=</span>
            {value}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-x-4 empty:hidden">
        {Object.entries(others).map(([name, value]) => (
          <p key={name} className="text-xs break-all text-muted">
            <span className="text-faint">{name}</span>{' '}
            {isWebLink(value) ? (
              <a href={value} rel="noreferrer" target="_blank" className="underline">
                {value}
              </a>
            ) : (
              value
            )}
          </p>
        ))}
      </div>
    </div>
  )
}

/** Annotations come from outside: only a web address becomes a link. */
function isWebLink(text: string | null): text is string {
  return text !== null && /^https?:\/\//.test(text)
}

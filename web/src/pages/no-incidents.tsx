import { Link } from 'wouter'
import { CopyButton } from '../parts/copy-button.tsx'

/** What to do when nothing has happened yet. */
export function NoIncidents() {
  const url = `${location.origin}/api/v1/alertmanager/production`
  const config = `receivers:
  - name: standby
    webhook_configs:
      - url: ${url}
        send_resolved: true

route:
  receiver: standby
  group_by: [alertname, service]
`
  return (
    <div className="mx-auto w-full max-w-3xl px-4 py-10">
      <h1 className="text-lg font-semibold">No incidents yet</h1>
      <p className="mt-1 text-base text-muted">An alert opens one. Two ways to send the first:</p>
      <ol className="mt-6 space-y-6">
        <li className="border-l-2 border-accent pl-4">
          <h2 className="font-semibold">Break a simulated system</h2>
          <p className="mt-0.5 text-muted">
            Under{' '}
            <Link href="/range" className="text-accent underline underline-offset-2">
              Range
            </Link>{' '}
            <kbd className="rounded-sm border border-line-strong px-1 text-2xs">g</kbd>{' '}
            <kbd className="rounded-sm border border-line-strong px-1 text-2xs">s</kbd>, choose a fault and press “Break
            it”. Its alarm fires, the runbook's procedure starts, and the page follows it.
          </p>
        </li>
        <li className="border-l-2 border-line-strong pl-4">
          <h2 className="font-semibold">Point Alertmanager here</h2>
          <p className="mt-0.5 text-muted">
            The last word of the URL names the environment that commands run in. Resolved alerts must be sent too.
          </p>
          <div className="mt-2 flex items-start rounded-md border bg-sunken">
            <pre className="grow overflow-x-auto p-3 text-xs">{config}</pre>
            <div className="p-1.5">
              <CopyButton text={config} what="the Alertmanager configuration" words="copy" />
            </div>
          </div>
        </li>
      </ol>
    </div>
  )
}

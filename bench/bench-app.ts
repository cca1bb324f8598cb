import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../src/app/app.ts'
import { EMPTY_CONFIG } from '../src/app/config.ts'
import { systemClock } from '../src/core/clock.ts'
import { silentLogger } from '../src/core/logger.ts'
import { noDrills } from '../src/drill/no-drills.ts'
import { startHttp } from '../src/http/server.ts'

export interface BenchApp {
  app: App
  url: string
  /** Delivers one firing alert of its own group, as Alertmanager would. @returns the incident's number. */
  fire(alertname: string): Promise<number>
  close(): Promise<void>
}

/** The whole product in this process: real PostgreSQL, real bash, real HTTP; commands run on this machine. */
export async function openBenchApp(runbook: { file: string; text: string }): Promise<BenchApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  // As root the database runs as another user, and must be able to enter.
  chmodSync(dataDir, 0o755)
  const environment = { name: 'bench', kind: 'host' as const, path: [], env: {}, parameters: {}, worldNow: null }
  const config = { ...EMPTY_CONFIG, environments: [environment] }
  const app = await createApp({ databaseUrl: null, dataDir, clock: systemClock, logger: silentLogger, config })
  await app.registerRunbook(runbook)
  await app.start()
  const http = await startHttp({ app, drills: noDrills, host: '127.0.0.1', port: 0, webDir: '', logger: silentLogger })
  let fired = 0
  return {
    app,
    url: http.url,
    async fire(alertname) {
      fired += 1
      const answer = await fetch(`${http.url}/api/v1/alertmanager/bench`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(webhook(alertname, fired)),
      })
      if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}: ${await answer.text()}`)
      return ((await answer.json()) as { incident: number }).incident
    },
    async close() {
      await http.close()
      await app.stop({ stopServer: true })
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function webhook(alertname: string, nth: number) {
  const labels = { alertname, nth: String(nth) }
  return {
    version: '4',
    groupKey: `{}:{alertname="${alertname}", nth="${nth}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'standby',
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: {},
        startsAt: new Date().toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: nth.toString(16).padStart(16, '0'),
      },
    ],
  }
}

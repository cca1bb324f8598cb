import { stringify } from 'yaml'
import type { Plan } from '../../plan/plan.ts'
import { readSystem } from '../system/read-system.ts'
import type { System } from '../system/system.ts'
import { draftScenarios } from './draft-scenarios.ts'
import { type About, type Inventory, takeInventory } from './inventory.ts'

export interface Draft {
  /** Texts of system.yaml and scenarios.yaml. */
  system: string
  scenarios: string
  inventory: Inventory
}

/**
 * A production to rehearse in, from nothing but a runbook: everything that its commands name, with plain numbers where it
 * says none. Meant to be refined.
 *
 * @param runbook - How scenarios.yaml calls the runbook: a path from its own folder, or a file name.
 * @returns null when the runbook names no service and no deployment.
 */
export function draftSystem(plan: Plan, name: string, runbook: string): Draft | null {
  const inventory = takeInventory(plan)
  if (inventory === null) return null
  const text = `${HEADER(plan.file)}${stringify(systemOf(inventory, name, plan.title), { lineWidth: 110 })}`
  // What we write must be what we read.
  const system: System = readSystem(`${name}/system.yaml`, text)
  return { system: text, scenarios: draftScenarios(plan, inventory, system, runbook), inventory }
}

const HEADER = (
  file: string,
) => `# Drafted by \`standby range init\` from ${file}: the names are its own, the numbers are guesses.
# Refine it: how many there are, how much they take, what breaks and how. examples/ has worked-out ones.
`

const ACCOUNT = '123456789012'

function systemOf(found: Inventory, name: string, title: string | null): Record<string, unknown> {
  const { platform, workloads, databases, replicas, caches, queues } = found
  const [database] = databases
  const worker = workloads.find((one) => /worker|celery/i.test(one.name)) ?? workloads.at(-1)
  const hasQueues = queues.length > 0 && caches.length > 0
  return {
    name,
    title: title ?? name,
    platform,
    start: '2026-03-10T13:40:00Z',
    region: found.region,
    account: ACCOUNT,
    ...(database === undefined
      ? {}
      : { parameters: { DATABASE_URL: `postgresql://app:range-only@${database}.internal:5432/app` } }),
    ...(platform === 'kubernetes'
      ? {
          kubernetes: {
            context: name,
            version: 'v1.31.4',
            namespace: found.namespace,
            nodes: ['node-1', 'node-2', 'node-3'],
          },
        }
      : { ecs: ecsOf(found) }),
    workloads: workloads.map((one, index) => workloadOf(one, index === 0, database)),
    databases: [...databases.map((one) => databaseOf(one)), ...replicas.map((one) => databaseOf(one, database))],
    caches: caches.map((one) => cacheOf(one)),
    queues: hasQueues ? queues.map((queue) => queueOf(queue, worker?.name ?? '')) : [],
    ...(hasQueues ? { celery: { app: found.celeryApp, broker: caches[0]?.name, concurrency: 4 } } : {}),
    metrics: metricsOf(found, hasQueues),
    alarms: alarmsOf(found, hasQueues),
    hosts: hostsOf(found),
    faults: faultsOf(found, hasQueues),
  }
}

function ecsOf({ cluster, workloads, healthPaths }: Inventory): Record<string, unknown> {
  const first = workloads[0]?.name ?? ''
  const target = { name: first, id: '1f64c8a09be35d72', loadBalancer: `${first}-alb`, workload: first, port: 8000 }
  return {
    cluster,
    subnets: ['subnet-0d1a72be93c40f581', 'subnet-08c5e6f0b2a91d734'],
    securityGroups: ['sg-04e9b7c1d52f8a630'],
    targetGroups: [{ ...target, path: healthPaths[0] ?? '/health' }],
  }
}

function workloadOf(one: Inventory['workloads'][number], answers: boolean, database: string | undefined) {
  const { name, container, repository, logGroup, revision } = one
  const traffic = {
    perSecond: 60,
    errorShare: 0.001,
    endpoints: [
      { method: 'GET', path: '/', share: 0.7, latencyMs: 70 },
      { method: 'POST', path: '/', share: 0.3, latencyMs: 90 },
    ],
  }
  return {
    name,
    container,
    repository,
    port: 8000,
    replicas: 4,
    minimum: 2,
    startup: { schedule: ['2s', '5s'], boot: ['15s', '35s'], drain: '30s' },
    releases: [
      { revision, version: '1.4.1', age: '19d' },
      { revision: revision + 1, version: '1.4.2', age: '5d' },
    ],
    published: ['1.4.3', '1.5.0'],
    ...(answers ? { traffic } : {}),
    ...(database === undefined ? {} : { connections: { [database]: answers ? 10 : 4 } }),
    log: {
      ...(logGroup === null ? {} : { group: logGroup }),
      stream: container,
      format: 'text',
      lines: ['request {id} done in {n} ms'],
    },
  }
}

function databaseOf(name: string, replicaOf?: string) {
  return {
    name,
    engine: 'postgres',
    version: '16.4',
    instanceClass: 'db.r6g.large',
    storageGb: 100,
    maxConnections: 200,
    multiAz: replicaOf === undefined,
    database: 'app',
    user: 'app',
    hosts: [`${name}.internal`],
    snapshots: replicaOf === undefined ? 7 : 0,
    ...(replicaOf === undefined ? {} : { replicaOf }),
  }
}

function cacheOf({ name, host }: Inventory['caches'][number]) {
  return {
    name,
    host,
    engineVersion: '7.1',
    nodeType: 'cache.r6g.large',
    maxMemoryMb: 6400,
    usedMemoryMb: 2600,
    families: [{ pattern: 'cache:{n}', count: 1500, bytes: 1048576, ttl: '1h', refill: 1 }],
  }
}

const queueOf = (name: string, workers: string) => ({
  name,
  depth: 40,
  workers,
  arrivals: 6,
  seconds: 0.8,
  tasks: ['app.tasks.work'],
})

function metricsOf({ workloads, databases, caches, queues }: Inventory, hasQueues: boolean): unknown[] {
  const api = workloads[0]?.name
  const jobs = { job: api }
  return [
    { name: 'http_requests_total', source: 'requests', of: api, labels: jobs },
    ...databases.slice(0, 1).flatMap((of) => [
      { name: 'pg_stat_activity_count', source: 'connections', of, labels: { job: of } },
      { name: 'pg_settings_max_connections', source: 'max-connections', of, labels: { job: of } },
    ]),
    ...caches.slice(0, 1).flatMap(({ name: of }) => [
      { name: 'redis_memory_used_bytes', source: 'memory-used', of, jitter: 0.004, labels: { job: of } },
      { name: 'redis_memory_max_bytes', source: 'memory-max', of, labels: { job: of } },
    ]),
    ...(hasQueues
      ? queues.map((of) => ({ name: 'celery_queue_length', source: 'depth', of, labels: { queue: of } }))
      : []),
  ]
}

const EXPRESSIONS: Record<About, { expr: string; for: string; summary: string }> = {
  errors: {
    expr: 'sum(rate(http_requests_total{status_code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
    for: '2m',
    summary: 'More than 5% of requests are answered with 5xx',
  },
  connections: {
    expr: 'sum(pg_stat_activity_count) / sum(pg_settings_max_connections) > 0.8',
    for: '5m',
    summary: 'More than 80% of the connections are taken',
  },
  memory: {
    expr: 'sum(redis_memory_used_bytes) / sum(redis_memory_max_bytes) > 0.8',
    for: '5m',
    summary: 'More than 80% of the memory is used',
  },
  backlog: { expr: 'max(celery_queue_length) > 1000', for: '5m', summary: 'More than 1000 tasks wait' },
}

/** What can be measured with what was found. */
function measurable({ databases, caches }: Inventory, hasQueues: boolean): About[] {
  return [
    'errors',
    ...(databases.length > 0 ? (['connections'] as const) : []),
    ...(caches.length > 0 ? (['memory'] as const) : []),
    ...(hasQueues ? (['backlog'] as const) : []),
  ]
}

/** The runbook's own alarms; and one of each kind that has none, so that everything that can break is noticed. */
function alarmsOf(found: Inventory, hasQueues: boolean): unknown[] {
  const kinds = measurable(found, hasQueues)
  return kinds.map((about) => {
    const { expr, for: holds, summary } = EXPRESSIONS[about]
    return {
      kind: 'prometheus',
      name: alarmName(found, about),
      expr,
      for: holds,
      labels: { severity: 'critical' },
      annotations: { summary },
    }
  })
}

const DEFAULT_NAMES: Record<About, string> = {
  errors: 'HighErrorRate',
  connections: 'DatabaseConnectionsHigh',
  memory: 'CacheMemoryHigh',
  backlog: 'QueueBacklog',
}

const alarmName = ({ alarms }: Inventory, about: About) =>
  alarms.find((alarm) => alarm.about === about)?.name ?? DEFAULT_NAMES[about]

function hostsOf({ origins, healthPaths, prometheus, workloads, databases, caches }: Inventory): unknown[] {
  const checks = Object.fromEntries([
    ...databases.slice(0, 1).map((name) => ['database', name]),
    ...caches.slice(0, 1).map(({ name }) => ['cache', name]),
  ])
  const paths = healthPaths.length > 0 ? healthPaths : ['/health']
  const health = paths.map((path) => ({ path, deep: true }))
  return [
    ...origins.map((origin) => ({ origin, kind: 'service', of: workloads[0]?.name, health, checks })),
    ...(prometheus === null ? [] : [{ origin: prometheus, kind: 'prometheus' }]),
  ]
}

function faultsOf(found: Inventory, hasQueues: boolean): unknown[] {
  const { workloads, databases, caches, queues } = found
  const script = (...remedies: string[]) => ({ remedies, parameters: {} })
  const [api] = workloads
  const previous = `{previous-revision:${api?.name}}`
  return [
    {
      name: 'bad-deploy',
      title: `A new version of ${api?.name} is rolled out, and fails`,
      kind: 'bad-deploy',
      workload: api?.name,
      version: '1.5.0-broken',
      alarm: alarmName(found, 'errors'),
      defect: {
        sickAfter: ['10s', '30s'],
        errors: { '/': 0.5 },
        status: 500,
        health: { application: 'does not work' },
        logs: ['ERROR request {id} failed: unexpected None (handlers.py:{n})'],
      },
      script: {
        remedies: ['recent deployment', 'deployment', 'previous', 'roll back', 'rollback', 'undo'],
        parameters: { REVISION: previous, PREVIOUS_REVISION: previous, REVISION_NUMBER: previous },
      },
    },
    ...(databases.length === 0
      ? []
      : [
          {
            name: 'connection-leak',
            title: 'A script opens database sessions and never closes them',
            kind: 'database-connections',
            database: databases[0],
            sessions: 160,
            application: 'report-script',
            alarm: alarmName(found, 'connections'),
            script: script('idle', 'terminate', 'kill', 'connections'),
          },
        ]),
    ...(caches.length === 0
      ? []
      : [
          {
            name: 'cache-memory',
            title: 'Something writes keys that never expire',
            kind: 'cache-memory',
            cache: caches[0]?.name,
            family: 'cache:{n}',
            jump: 2600,
            perSecond: 0.5,
            alarm: alarmName(found, 'memory'),
            script: script('clear', 'cache', 'expire', 'evict'),
          },
        ]),
    ...(hasQueues
      ? [
          {
            name: 'queue-backlog',
            title: 'Tasks become four times as slow, and pile up',
            kind: 'queue-backlog',
            queue: queues[0],
            jump: 1200,
            secondsTimes: 4,
            alarm: alarmName(found, 'backlog'),
            script: script('scale', 'workers', 'add workers'),
          },
        ]
      : []),
  ]
}

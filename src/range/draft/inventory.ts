import type { Command, Plan, Procedure } from '../../plan/plan.ts'

/** What a runbook says its production has: names only, each once, in the order they come. */
export interface Inventory {
  platform: 'kubernetes' | 'ecs'
  region: string
  cluster: string
  namespace: string
  /** The first one answers requests. */
  workloads: { name: string; container: string; repository: string; logGroup: string | null; revision: number }[]
  databases: string[]
  replicas: string[]
  caches: { name: string; host: string }[]
  queues: string[]
  celeryApp: string
  /** Origins that commands ask, without those of others. */
  origins: string[]
  healthPaths: string[]
  prometheus: string | null
  alarms: { name: string; about: About; procedureId: string; line: number }[]
}

/** What an alarm watches. */
export type About = 'errors' | 'connections' | 'memory' | 'backlog'

/** Reads it out of the targets of commands. Null when no service or deployment is named: then there is nothing to break. */
export function takeInventory(plan: Plan): Inventory | null {
  const commands = plan.procedures.flatMap(({ steps }) => steps.flatMap((step) => step.commands))
  const named = (kind: string) => plainNames(commands, kind)
  const deployments = named('deployment')
  const services = named('service')
  const platform = deployments.length > 0 ? 'kubernetes' : 'ecs'
  const names = answersFirst(platform === 'kubernetes' ? deployments : services)
  if (names.length === 0) return null

  const databases = named('database').filter((name) => !/restor/i.test(name) && !/^[a-z0-9]+$/.test(name))
  const replicas = databases.filter((name) => /replica|secondary|standby/i.test(name))
  const origins = originsOf(commands)
  return {
    platform,
    region: named('region')[0] ?? 'us-east-1',
    cluster: named('cluster')[0] ?? 'production',
    namespace: named('namespace')[0] ?? 'default',
    workloads: names.map((name) => ({
      name,
      container: containerOf(commands, name),
      repository: repositoryOf(named('image'), name),
      logGroup: named('log-group').find((group) => group.includes(name)) ?? null,
      revision: revisionOf(commands, name),
    })),
    databases: databases.filter((name) => !replicas.includes(name)),
    replicas,
    caches: cachesOf(commands, named('cache')),
    queues: queuesOf(commands, named('queue')),
    celeryApp: named('app')[0] ?? 'app.worker',
    origins: origins.filter((origin) => !/prometheus|localhost|127\.0\.0\.1/.test(origin)),
    healthPaths: healthPathsOf(commands),
    prometheus: origins.find((origin) => origin.includes('prometheus')) ?? null,
    alarms: plan.procedures.flatMap((procedure) => alarmOf(procedure)),
  }
}

/** Names that stand there as they are: no placeholder, no variable. */
function plainNames(commands: readonly Command[], kind: string): string[] {
  const names = commands.flatMap(({ targets }) => targets.filter((target) => target.kind === kind))
  return [...new Set(names.map(({ name }) => name))].filter(
    (name) => /^[A-Za-z0-9/][A-Za-z0-9._/:-]*$/.test(name) && !/xxx/.test(name),
  )
}

/** What is named like an API first. */
function answersFirst(names: readonly string[]): string[] {
  const rank = (name: string) =>
    /api|web|backend|app|server|service/i.test(name) && !/worker|celery|cron/i.test(name) ? 0 : 1
  return [...names].sort((a, b) => rank(a) - rank(b))
}

/** `kubectl set image deployment/api app=…`, `--container app`; else the last word of the name. */
function containerOf(commands: readonly Command[], name: string): string {
  for (const { argv } of commands) {
    if (!argv.some((word) => word === name || word.endsWith(`/${name}`))) continue
    const image = argv.includes('image')
      ? argv.map((word) => /^([\w.-]+)=[^=]/.exec(word)?.[1]).find((c) => c !== undefined)
      : undefined
    const option = argv[argv.indexOf('--container') + 1]
    if (image !== undefined) return image
    if (argv.includes('--container') && option !== undefined && /^[\w.-]+$/.test(option)) return option
  }
  return name.split(/[-_]/).at(-1) ?? name
}

function repositoryOf(images: readonly string[], name: string): string {
  const found = images.find((image) => image.includes(name) || image.includes(name.replace('-', '/')))
  return (found ?? name).replace(/:[^/]*$/, '')
}

/** `api:41` in a command: 41 is there, and 42 runs. */
function revisionOf(commands: readonly Command[], name: string): number {
  const pattern = new RegExp(`\\b${name.replace(/[^\w-]/g, '\\$&')}(?:[\\w-]*):(\\d{1,5})\\b`)
  for (const { argv } of commands) {
    const found = pattern.exec(argv.join(' '))?.[1]
    if (found !== undefined) return Number(found)
  }
  return 41
}

function cachesOf(commands: readonly Command[], names: readonly string[]): Inventory['caches'] {
  const hosts = commands.flatMap(({ program, argv }) => (program === 'redis-cli' ? [argv[argv.indexOf('-h') + 1]] : []))
  const host = hosts.find((word) => word !== undefined && /^[a-z0-9][a-z0-9.-]+$/.test(word))
  if (names.length === 0) return host === undefined ? [] : [{ name: host.split('.')[0] ?? host, host }]
  return names.map((name, index) => ({ name, host: index === 0 && host !== undefined ? host : `${name}.internal` }))
}

/** `celery … -Q a,b`, `redis-cli LLEN a`. */
function queuesOf(commands: readonly Command[], named: readonly string[]): string[] {
  const said = commands.flatMap(({ program, argv }) => {
    if (program === 'redis-cli') return [argv[argv.findIndex((word) => /^llen$/i.test(word)) + 1]]
    if (program === 'celery') return (argv[argv.indexOf('-Q') + 1] ?? '').split(',')
    return []
  })
  const plain = said.filter(
    (word): word is string => word !== undefined && /^[a-z][\w.-]*$/i.test(word) && !/^redis-cli$|^celery$/.test(word),
  )
  return [...new Set([...named, ...plain])]
}

function originsOf(commands: readonly Command[]): string[] {
  const words = commands.filter(({ program }) => program === 'curl').flatMap(({ argv }) => argv)
  const origins = words.map((word) => /^https?:\/\/[a-z0-9][a-z0-9.-]*(?::\d+)?(?=\/|$)/i.exec(word)?.[0])
  return [...new Set(origins.filter((origin) => origin !== undefined))].filter(
    (origin) => !/openai|facebook|google|slack|statuspage/.test(origin),
  )
}

function healthPathsOf(commands: readonly Command[]): string[] {
  const words = commands.filter(({ program }) => program === 'curl').flatMap(({ argv }) => argv)
  const paths = words.map((word) => /^https?:\/\/[^/]+(\/[\w/-]*(?:health|ready|live|status)[\w/-]*)/i.exec(word)?.[1])
  return [...new Set(paths.filter((path) => path !== undefined))]
}

function alarmOf({ alert, id, heading, line }: Procedure): Inventory['alarms'] {
  if (alert === null) return []
  const words = `${alert.name} ${alert.threshold ?? ''} ${heading}`
  const name = alert.name.replace(/[^A-Za-z0-9._/-]+/g, '-').replace(/^-+|-+$/g, '')
  return name === '' ? [] : [{ name, about: aboutOf(words), procedureId: id, line }]
}

export function aboutOf(words: string): About {
  if (/queue|backlog|celery|jobs? pile|stuck worker/i.test(words)) return 'backlog'
  if (/connection|pool/i.test(words)) return 'connections'
  if (/redis|cache|memory/i.test(words)) return 'memory'
  return 'errors'
}

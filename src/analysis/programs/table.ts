import type { Resolver } from '../finding.ts'
import { ACCOUNTS } from './accounts.ts'
import { resolveAlembic } from './alembic.ts'
import { resolveAws } from './aws.ts'
import { resolveCelery } from './celery.ts'
import { resolveCurl, resolveWget } from './curl.ts'
import { DATABASES } from './databases.ts'
import { resolveDocker, resolveDockerCompose } from './docker.ts'
import { FILES } from './files.ts'
import { FILTERS, HARMLESS } from './filters.ts'
import { resolveFind } from './find.ts'
import { resolveGh } from './gh.ts'
import { resolveGit } from './git.ts'
import { resolveHelm } from './helm.ts'
import { INTERPRETERS } from './interpreters.ts'
import { resolveKubectl } from './kubectl.ts'
import { NETWORK } from './network.ts'
import { resolveNode } from './node.ts'
import { resolveOc } from './oc.ts'
import { POSTGRES_TOOLS } from './postgres-tools.ts'
import { resolvePsql } from './psql.ts'
import { resolvePython } from './python.ts'
import { resolveRedisCli } from './redis-cli.ts'
import { SERVICES } from './services.ts'
import { resolveSqlite } from './sqlite3.ts'
import { SYSTEM } from './system.ts'
import { VERB_PROGRAMS } from './verbs.ts'
import { WRAPPERS } from './wrappers.ts'

/** Every program Standby knows, with the one function that says what a call of it does. */
const RESOLVERS: ReadonlyMap<string, Resolver> = new Map<string, Resolver>([
  ...HARMLESS,
  ...FILTERS,
  ...FILES,
  ...SYSTEM,
  ...WRAPPERS,
  ...INTERPRETERS,
  ...VERB_PROGRAMS,
  ...POSTGRES_TOOLS,
  ...DATABASES,
  ...NETWORK,
  ...ACCOUNTS,
  ...SERVICES,
  ['alembic', resolveAlembic],
  ['aws', resolveAws],
  ['celery', resolveCelery],
  ['curl', resolveCurl],
  ['docker', resolveDocker],
  ['docker-compose', resolveDockerCompose],
  ['find', resolveFind],
  ['gh', resolveGh],
  ['git', resolveGit],
  ['helm', resolveHelm],
  ['kubectl', resolveKubectl],
  ['node', resolveNode],
  ['oc', resolveOc],
  ['podman', resolveDocker],
  ['psql', resolvePsql],
  ['python', resolvePython],
  ['python3', resolvePython],
  ...['python2', 'python3.8', 'python3.9', 'python3.10', 'python3.11', 'python3.12', 'python3.13'].map(
    (name): [string, Resolver] => [name, resolvePython],
  ),
  ['redis-cli', resolveRedisCli],
  ['sqlite3', resolveSqlite],
  ['wget', resolveWget],
])

/** Programs that are reads whatever their arguments are. */
export const ANY_ARGUMENTS: ReadonlySet<string> = new Set(HARMLESS.map(([name]) => name))

const FILTER_NAMES: ReadonlySet<string> = new Set([...HARMLESS, ...FILTERS, ...FILES].map(([name]) => name))

/** Whether what a program reads is data to it, whatever it is. */
export function isFilter(program: string): boolean {
  return FILTER_NAMES.has(program.slice(program.lastIndexOf('/') + 1))
}

/** The resolver of a program, by its name without a path; null if there is none. */
export function resolverOf(program: string): Resolver | null {
  return RESOLVERS.get(program) ?? null
}

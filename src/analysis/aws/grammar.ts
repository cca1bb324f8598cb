import { loadData } from '../data.ts'

/** One argument a command accepts, decoded from the notation of data/README.md. */
export interface AwsArgument {
  name: string
  positional: boolean
  required: boolean
  /** Of the value, where the CLI checks it: `n` whole number (checked while parsing), `i` whole number, `f` number, `S` structure, `L` list, `M` map, `B` blob. */
  kind: string
  /** As in argparse: null takes one value, 0 none, a number that many, `*` `+` `?`. */
  nargs: number | '*' | '+' | '?' | null
  choices: readonly string[] | null
}

/** Letters of IAM access levels: List, Read, Write, Tagging, Permissions management. */
export type AccessLevel = 'L' | 'R' | 'W' | 'T' | 'P'

export interface AwsOperation {
  args: string
  /** 1 if it also takes `--cli-input-json` and `--generate-cli-skeleton`, as most API operations do. */
  common?: 1
  /** IAM action without its prefix: `UpdateService`. */
  iam?: string
  level?: AccessLevel
  oneOf?: string[][]
  sub?: Record<string, AwsOperation>
  /** Only version 2 of the CLI has it. */
  v2?: true
}

export interface AwsService {
  service: string
  /** IAM prefix: `ecs`, `elasticloadbalancing`. */
  iam: string | null
  args: string
  operations: Record<string, AwsOperation>
}

interface AwsIndex {
  globals: string[]
  v2Globals: string[]
  services: string[]
}

let index: { names: readonly string[]; known: ReadonlySet<string>; globals: readonly AwsArgument[] } | null = null

function awsIndex() {
  if (index === null) {
    const raw = loadData<AwsIndex>('aws.json')
    const globals = [...raw.globals, ...raw.v2Globals].map(decodeArgument)
    index = { names: raw.services, known: new Set(raw.services), globals }
  }
  return index
}

/** Names of all services, in the CLI's own order. */
export function awsServiceNames(): readonly string[] {
  return awsIndex().names
}

/** The options every command takes: `--region`, `--output`… */
export function awsGlobals(): readonly AwsArgument[] {
  return awsIndex().globals
}

/** The operations of a service; null if the CLI has no such service. */
export function awsService(name: string): AwsService | null {
  return awsIndex().known.has(name) ? loadData<AwsService>(`aws/${name}.json`) : null
}

/** Decodes `services!:L*` or `@outfile!`. */
export function decodeArgument(text: string): AwsArgument {
  const found = /^(@?)([^!:=]+)(!?)(?::([a-zA-Z]?)([0-9]+|[*+?])?)?(?:=(.*))?$/.exec(text)
  if (!found) throw new Error(`not an argument: ${text}`)
  const [, at, name = '', required, kind, nargs, choices] = found
  return {
    name,
    positional: at === '@',
    required: required === '!',
    kind: kind ?? '',
    nargs: nargs === undefined ? null : /\d/.test(nargs) ? Number(nargs) : (nargs as '*' | '+' | '?'),
    choices: choices === undefined ? null : choices.split('|'),
  }
}

const COMMON = ['cli-input-json', 'cli-input-yaml', 'generate-cli-skeleton:?=input|output|yaml-input'].map(
  decodeArgument,
)

/** Decoded once for each operation of the data: some have a hundred. */
const decoded = new WeakMap<AwsOperation, readonly AwsArgument[]>()

/** The arguments of one operation; API operations share some. */
export function argumentsOf(operation: AwsOperation): readonly AwsArgument[] {
  let specs = decoded.get(operation)
  if (specs === undefined) {
    const own = operation.args.split(' ').filter((word) => word !== '')
    specs = [...own.map(decodeArgument), ...(operation.common ? COMMON : [])]
    decoded.set(operation, specs)
  }
  return specs
}

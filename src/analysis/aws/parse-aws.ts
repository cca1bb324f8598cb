import { rememberCall } from '../remember-call.ts'
import { givenOf, invalidChoice, parseKnown } from './argparse.ts'
import type { AwsCall } from './aws-call.ts'
import { checkAwsValues, FLOAT, INTEGER } from './check-values.ts'
import {
  type AwsArgument,
  type AwsOperation,
  type AwsService,
  argumentsOf,
  awsGlobals,
  awsService,
  awsServiceNames,
  decodeArgument,
} from './grammar.ts'
import { parseQuery, QueryError } from './jmespath.ts'

export type { AwsCall }

/** Of the global options the CLI converts these itself, after parsing. */
const SECONDS = decodeArgument('seconds:i')
/** botocore's `validate_region_name`. */
const REGION = /^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{0,63}(?<!-)$/
/** What `aws help` knows besides the commands. */
const TOPICS = ['topics', 'config-vars', 'return-codes', 's3-config', 's3-faq', 's3-case-insensitivity']
const USAGE = `usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
`

let mainArguments: readonly AwsArgument[] | null = null
/** A service's operations as one operation with subcommands, and what an operation with subcommands takes itself. */
const services = new WeakMap<AwsService, AwsOperation>()

function asOperation(service: AwsService): AwsOperation {
  let operation = services.get(service)
  if (operation === undefined) {
    const hasOperations = Object.keys(service.operations).length > 0
    operation = hasOperations ? { args: service.args, sub: service.operations } : { args: service.args }
    services.set(service, operation)
  }
  return operation
}

/** What stands between the words of a command: `ecs`, `rds wait`. */
interface Level {
  specs: readonly AwsArgument[]
  choices: ReadonlyMap<string, AwsOperation>
}

const levels = new WeakMap<AwsOperation, Level>()

function levelOf(parent: AwsOperation, what: 'operation' | 'subcommand'): Level {
  let level = levels.get(parent)
  if (level === undefined) {
    level = {
      specs: [...argumentsOf(parent), decodeArgument(`@${what}!`)],
      choices: new Map(Object.entries(parent.sub ?? {})),
    }
    levels.set(parent, level)
  }
  return level
}

/**
 * Parses the arguments of `aws`, without the word `aws` itself, as the AWS CLI does: the same abbreviations, the same
 * refusals. Words that the shell has yet to expand (`$CLUSTER`) count as one argument and are not checked for type.
 */
export const parseAws: (argv: readonly string[]) => AwsCall = rememberCall(parse)

function parse(argv: readonly string[]): AwsCall {
  const call: AwsCall = {
    service: null,
    operation: null,
    options: {},
    globals: {},
    query: null,
    positionals: [],
    errors: [],
    action: null,
    grammar: null,
  }
  mainArguments ??= [...awsGlobals(), decodeArgument('@command!')]
  const main = parseKnown(mainArguments, argv)
  const command = main.values.get('command')?.[0]
  for (const [name, values] of main.values) if (name !== 'command') call.globals[name] = values
  // It prints its version at once, whatever else is asked: `--ver` and all that is short for it too.
  if (call.globals.version) return call
  call.errors.push(...main.errors)
  if (command === undefined) return call
  for (const name of ['cli-read-timeout', 'cli-connect-timeout']) {
    const value = call.globals[name]?.[0]
    if (value === undefined) continue
    checkType(SECONDS, value, call.errors)
    if (Number(value) < 0)
      call.errors.push(
        `Attempted to set ${name.split('-')[1]} timeout to ${value}, but the timeout cannot be set to a value less than or equal to 0.`,
      )
  }
  const region = call.globals.region?.[0]
  if (region !== undefined && !/[$`<]/.test(region) && !REGION.test(region))
    call.errors.push(`Provided region_name '${region}' doesn't match a supported format.`)
  const endpoint = call.globals['endpoint-url']?.[0]
  if (endpoint !== undefined && !/[$`<]/.test(endpoint) && !/^[a-z][a-z0-9+.-]*:/i.test(endpoint))
    call.errors.push(
      `Bad value for --endpoint-url "${endpoint}": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/`,
    )
  readQuery(call)
  const service = awsService(command)
  if (service === null) {
    const choices = [...awsServiceNames(), 'help']
    const topic = main.rest[0]
    if (command !== 'help') call.errors.push(`argument command: ${invalidChoice(command, choices)}`)
    else if (topic !== undefined && !TOPICS.includes(topic))
      call.errors.push(`argument subcommand: ${invalidChoice(topic, TOPICS)}`)
    else call.errors.push('help')
    return call
  }
  call.service = command
  const operation = asOperation(service)
  if (operation.sub === undefined) parseOperation(call, operation, main.rest)
  else parseSub(call, operation, main.rest, 'operation', [], service.iam)
  return call
}

function readQuery(call: AwsCall): void {
  const query = call.globals.query?.[0]
  if (query === undefined || /\$|<[\w -]+>/.test(query)) return
  try {
    call.query = parseQuery(query)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    call.errors.push(`Bad value for --query ${query}: ${error.message}`)
  }
}

/** Finds the operation, and its subcommand where it has some (`wait`), then parses what is left with its arguments. */
function parseSub(
  call: AwsCall,
  parent: AwsOperation,
  args: readonly string[],
  what: 'operation' | 'subcommand',
  path: readonly string[],
  prefix: string | null,
): void {
  const { specs, choices } = levelOf(parent, what)
  const parsed = parseKnown(specs, args)
  const name = parsed.values.get(what)?.[0]
  if (name === undefined) {
    // Only `configure` does something without a subcommand: it asks.
    if (call.service === 'configure' && path.length === 0) parseOperation(call, { args: parent.args }, args)
    else if (prefix === null || path.length > 0)
      call.errors.push('usage: aws [options] <command> <subcommand> [parameters]\naws: error: too few arguments')
    else call.errors.push(...parsed.errors)
    return
  }
  const operation = choices.get(name)
  if (operation === undefined) {
    call.errors.push(
      name === 'help'
        ? 'help'
        : `argument ${what}: ${invalidChoice(name, [...choices.keys(), ...(path.length ? [] : ['help'])])}`,
    )
    return
  }
  if (operation.sub) {
    parseSub(call, operation, parsed.rest, 'subcommand', [...path, name], prefix)
    return
  }
  call.operation = path.length === 0 ? name : [...path, name].join(' ')
  if (prefix && operation.iam) call.action = `${prefix}:${operation.iam}`
  parseOperation(call, operation, parsed.rest)
}

function parseOperation(call: AwsCall, operation: AwsOperation, args: readonly string[]): void {
  call.grammar = operation
  let specs = argumentsOf(operation)
  if (specs.length === 0 && args[0] === 'help') {
    call.errors.push('help')
    return
  }
  const lifted = liftsRequired(args)
  if (lifted) specs = specs.map((spec) => (spec.positional ? spec : { ...spec, required: false }))
  const parsed = parseKnown(specs, args)
  const left = parsed.rest.filter((word) => word !== '--')
  call.errors.push(...parsed.errors)
  if (left.length > 0) refuseRest(call, left, args)
  for (const spec of givenOf(specs, parsed)) {
    const values = parsed.values.get(spec.name) ?? []
    if (spec.positional) call.positionals.push(...values)
    else call.options[spec.name] = values
    for (const value of values) checkType(spec, value, call.errors)
  }
  for (const group of operation.oneOf ?? [])
    if (!lifted && !group.some((option) => parsed.values.has(option.slice(2))))
      call.errors.push(`one of the arguments ${group.join(' ')} is required`)
  if (call.errors.length === 0) call.errors.push(...checkAwsValues(call))
}

function refuseRest(call: AwsCall, rest: readonly string[], args: readonly string[]): void {
  const [help = '', ...others] = rest
  if (rest.length === 1 && help === '') return
  if (rest.length === 1 && help === 'help') {
    call.errors.unshift('help')
    return
  }
  // The CLI parses one more word than it has arguments for, in case it is `help`; refused words show that in their order.
  const refused = args[0] === help && !help.startsWith('-') ? [...others, help] : rest
  call.errors.push(`Unknown options: ${refused.join(', ')}`)
}

/**
 * `--cli-input-json` may bring what is required, and `--generate-cli-skeleton` sends nothing, unless it is to make an answer.
 * The CLI looks for these words themselves: not abbreviated, not with `=`.
 */
function liftsRequired(args: readonly string[]): boolean {
  const skeleton = args.indexOf('--generate-cli-skeleton')
  return (
    args.includes('--cli-input-json') ||
    args.includes('--cli-input-yaml') ||
    (skeleton >= 0 && args[skeleton + 1] !== 'output')
  )
}

function checkType(spec: AwsArgument, value: string, errors: string[]): void {
  if (spec.kind !== 'i' && spec.kind !== 'f') return
  if (/[$`<]/.test(value) || value.startsWith('file://') || value.startsWith('fileb://')) return
  if (spec.kind === 'i' && !INTEGER.test(value)) errors.push(`invalid literal for int() with base 10: '${value}'`)
  if (spec.kind === 'f' && !FLOAT.test(value)) errors.push(`argument --${spec.name}: invalid float value: '${value}'`)
}

/** What the real client writes to standard error for an error of `parseAws`, ending with a newline. It exits with 252. */
export function awsErrorText(error: string): string {
  if (/^Unknown options/.test(error)) return `\n${USAGE}\n${error}\n`
  if (
    /^(invalid literal|could not convert|Provided region|Unsupported|Cannot mv|Bad value|Error (parsing|during)|Parameter validation)/.test(
      error,
    )
  )
    return `\n${error}\n`
  return `\n${USAGE}\naws: error: ${error}\n`
}

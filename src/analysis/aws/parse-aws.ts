import { invalidChoice, parseKnown } from './argparse.ts'
import type { AwsCall } from './aws-call.ts'
import { checkAwsValues, FLOAT } from './check-values.ts'
import {
  type AwsArgument,
  type AwsOperation,
  argumentsOf,
  awsGlobals,
  awsService,
  awsServiceNames,
  decodeArgument,
} from './grammar.ts'
import { querySyntaxError } from './query-problems.ts'

export type { AwsCall }

/** Of the global options the CLI converts these itself, after parsing. */
const SECONDS = decodeArgument('seconds:i')
/** botocore's `validate_region_name`. */
const REGION = /^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{0,63}(?<!-)$/
const USAGE = `usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
`

/**
 * Parses the arguments of `aws`, without the word `aws` itself, as the AWS CLI does: the same abbreviations, the same
 * refusals. Words that the shell has yet to expand (`$CLUSTER`) count as one argument and are not checked for type.
 */
export function parseAws(argv: readonly string[]): AwsCall {
  const call: AwsCall = {
    service: null,
    operation: null,
    options: {},
    globals: {},
    positionals: [],
    errors: [],
    action: null,
    grammar: null,
  }
  const main = parseKnown([...awsGlobals(), decodeArgument('@command!')], argv)
  call.errors.push(...main.errors)
  const command = main.values.get('command')?.[0]
  for (const [name, values] of main.values) if (name !== 'command') call.globals[name] = values
  if (command === undefined) return call
  for (const name of ['cli-read-timeout', 'cli-connect-timeout']) {
    const value = call.globals[name]?.[0]
    if (value !== undefined) checkType(SECONDS, value, call.errors)
  }
  const region = call.globals.region?.[0]
  if (region !== undefined && !/[$`<]/.test(region) && !REGION.test(region))
    call.errors.push(`Provided region_name '${region}' doesn't match a supported format.`)
  const query = call.globals.query?.[0]
  const badQuery = query === undefined || /[$<]/.test(query) ? null : querySyntaxError(query)
  if (badQuery !== null) call.errors.push(badQuery)
  const service = awsService(command)
  if (service === null) {
    const choices = [...awsServiceNames(), 'help']
    call.errors.push(command === 'help' ? 'help' : `argument command: ${invalidChoice(command, choices)}`)
    return call
  }
  call.service = command
  if (Object.keys(service.operations).length === 0) {
    parseOperation(call, { args: service.args }, main.rest)
    return call
  }
  const direct: AwsOperation = { args: service.args, sub: service.operations }
  parseSub(call, direct, main.rest, 'operation', [], service.iam)
  return call
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
  const choices = parent.sub ?? {}
  const parsed = parseKnown([...argumentsOf(parent), decodeArgument(`@${what}!`)], args)
  const name = parsed.values.get(what)?.[0]
  if (name === undefined) {
    // A few commands (`configure`) do something without a subcommand.
    if (path.length > 0 || prefix === null) parseOperation(call, { args: parent.args }, args)
    else call.errors.push(...parsed.errors)
    return
  }
  const operation = Object.hasOwn(choices, name) ? choices[name] : undefined
  if (!operation) {
    call.errors.push(
      name === 'help'
        ? 'help'
        : `argument ${what}: ${invalidChoice(name, [...Object.keys(choices), ...(path.length ? [] : ['help'])])}`,
    )
    return
  }
  const next = [...path, name]
  if (operation.sub) {
    parseSub(call, operation, parsed.rest, 'subcommand', next, prefix)
    return
  }
  call.operation = next.join(' ')
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
  // `--cli-input-json` may bring what is required; `--generate-cli-skeleton` sends nothing.
  const lifted = args.some((word) => /^--(cli-input-|generate-cli-skeleton)/.test(word))
  if (lifted) specs = specs.map((spec) => (spec.positional ? spec : { ...spec, required: false }))
  const parsed = parseKnown(specs, args)
  const [help, ...rest] = parsed.rest
  // The CLI parses one more word than it has arguments for, in case it is `help`; refused words show that in their order.
  const refused = help !== undefined && args[0] === help && !help.startsWith('-') ? [...rest, help] : parsed.rest
  call.errors.push(...parsed.errors)
  if (parsed.rest[0] === 'help' && parsed.rest.length === 1) call.errors.unshift('help')
  else if (refused.length > 0) call.errors.push(`Unknown options: ${refused.join(', ')}`)
  for (const spec of specs) {
    const values = parsed.values.get(spec.name)
    if (values === undefined) continue
    if (spec.positional) call.positionals.push(...values)
    else call.options[spec.name] = values
    for (const value of values) checkType(spec, value, call.errors)
  }
  for (const group of operation.oneOf ?? [])
    if (!lifted && !group.some((option) => parsed.values.has(option.slice(2))))
      call.errors.push(`one of the arguments ${group.join(' ')} is required`)
  if (call.errors.length === 0) call.errors.push(...checkAwsValues(call, specs))
}

function checkType(spec: AwsArgument, value: string, errors: string[]): void {
  if (/[$`<]/.test(value) || value.startsWith('file://') || value.startsWith('fileb://')) return
  if (spec.kind === 'i' && !/^\s*[+-]?\d(_?\d)*\s*$/.test(value))
    errors.push(`invalid literal for int() with base 10: '${value}'`)
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

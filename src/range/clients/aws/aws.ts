import { compile, TreeInterpreter } from '@jmespath-community/jmespath'
import { type AwsCall, awsErrorText, parseAws } from '../../../analysis/aws/parse-aws.ts'
import { settleAws } from '../../world/aws-settle.ts'
import { type Answer, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { type Json, jsonOutput } from './json.ts'
import { OPERATIONS } from './operations.ts'
import { type Answered, type AwsRequest, AwsServiceError, AwsUsageError, Printed } from './request.ts'
import { tableOutput } from './table-output.ts'
import { textOutput } from './text-output.ts'

/** Exit statuses of the AWS CLI, version 1. */
const USAGE = 2
const SERVICE = 255
/** The regions there are: another name leads nowhere. */
const REGION =
  /^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-7]$/

/** The AWS CLI. */
export const aws: Client = async ({ argv, env }, scene) => {
  const call = parseAws(argv)
  const [error] = call.errors
  if (error !== undefined) {
    if (error === 'help') throw new Unanswerable(`aws ${argv.join(' ')}`)
    // What the CLI finds wrong after its own parser was content ends otherwise.
    return failed(/^(Bad value for --query|Unknown options)/.test(error) ? SERVICE : USAGE, awsErrorText(error))
  }
  if (call.globals.version !== undefined) return ok('aws-cli/1.45.11 Python/3.11.7 Linux/6.1 botocore/1.43.11\n')
  const operation = OPERATIONS[`${call.service} ${call.operation}`]
  if (operation === undefined) throw new Unanswerable(`aws ${call.service} ${call.operation}`)
  if (call.options['generate-cli-skeleton'] !== undefined) throw new Unanswerable('--generate-cli-skeleton')
  const region = call.globals.region?.[0] ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? scene.system.region
  if (!REGION.test(region)) {
    const host = `https://${call.service}.${region}.amazonaws.com/`
    return failed(SERVICE, `\nCould not connect to the endpoint URL: "${host}"\n`)
  }

  const query = call.globals.query?.[0]
  let find: ((data: Json) => Json) | null = null
  try {
    find = query === undefined ? null : compiledQuery(query)
  } catch (error) {
    return failed(SERVICE, `\nBad value for --query ${query}: ${(error as Error).message}\n`)
  }
  const { world, system } = scene
  const place = { region, account: system.account }
  const books = settling(scene)
  const request: AwsRequest = { scene: books.scene, world, system, call, region, place }
  try {
    const response = await operation(request)
    books.settled()
    return shown(call, response, find, env)
  } catch (refusal) {
    if (refusal instanceof AwsServiceError) {
      return failed(
        SERVICE,
        `\nAn error occurred (${refusal.code}) when calling the ${refusal.operation ?? operationName(call)} operation: ${refusal.message}\n`,
      )
    }
    if (refusal instanceof AwsUsageError) return failed(SERVICE, `\n${refusal.message}\n`)
    throw refusal
  }
}

/** Books are brought up to date before a command changes anything, and after: from then on they go another way. */
function settling(scene: Scene): { scene: Scene; settled: () => void } {
  let wrote = false
  const write = () => {
    if (!wrote) settleAws(scene.world, scene.system)
    wrote = true
    scene.write()
  }
  return { scene: { ...scene, write }, settled: () => wrote && settleAws(scene.world, scene.system) }
}

function shown(
  call: AwsCall,
  response: Answered,
  find: ((data: Json) => Json) | null,
  env: Record<string, string>,
): Answer {
  if (response === null) return ok('')
  if (response instanceof Printed)
    return { stdout: response.stdout, stderr: response.stderr, exitCode: response.exitCode }
  const data = find === null ? response : find(response)
  const output = call.globals.output?.[0] ?? env.AWS_DEFAULT_OUTPUT ?? 'json'
  if (output === 'text') return ok(textOutput(data))
  if (output === 'table') return ok(tableOutput(operationName(call), data))
  const isEmpty = data !== null && typeof data === 'object' && !Array.isArray(data) && Object.keys(data).length === 0
  return ok(isEmpty ? '' : jsonOutput(data))
}

function compiledQuery(query: string): (data: Json) => Json {
  const tree = compile(query)
  return (data) => (TreeInterpreter.search(tree, data as never) ?? null) as Json
}

/** `describe-services` → `DescribeServices`; a few keep their own spelling. */
function operationName(call: AwsCall): string {
  const name = call.action?.split(':')[1]
  if (name !== undefined) return name
  return (call.operation ?? '')
    .split(/[- ]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

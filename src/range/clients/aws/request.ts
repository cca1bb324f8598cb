import type { AwsCall } from '../../../analysis/aws/parse-aws.ts'
import type { System } from '../../system/system.ts'
import type { World } from '../../world/world.ts'
import type { Scene } from '../client.ts'
import type { Place } from './arn.ts'
import type { Json } from './json.ts'
import { parseShorthand, ShorthandError } from './shorthand.ts'

/** One call of an AWS operation, its arguments checked by the CLI's grammar. */
export interface AwsRequest {
  scene: Scene
  /** `--region`, or what the environment says. */
  region: string
  place: Place
  world: World
  system: System
  call: AwsCall
}

/** What an operation answers; null prints nothing. */
export type Operation = (request: AwsRequest) => Answered | Promise<Answered>
export type Answered = Json | Printed | null

/** What a command of the CLI's own writes, which passes its formatters: `s3 cp`, `logs tail`, a session's output. */
export class Printed {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number

  constructor(stdout: string, stderr = '', exitCode = 0) {
    this.stdout = stdout
    this.stderr = stderr
    this.exitCode = exitCode
  }
}

/** A service refused: `An error occurred (<code>) when calling the …`. */
export class AwsServiceError extends Error {
  override readonly name = 'AwsServiceError'
  readonly code: string
  /** What the CLI calls the operation, where it is not the command's own name: `s3 ls` lists objects. */
  readonly operation: string | null

  constructor(code: string, message: string, operation: string | null = null) {
    super(message)
    this.code = code
    this.operation = operation
  }
}

/** The CLI itself refused what it was given. */
export class AwsUsageError extends Error {
  override readonly name = 'AwsUsageError'
}

export function option({ call }: AwsRequest, name: string): string | null {
  return call.options[name]?.[0] ?? null
}

/** Words of a list; none when it was not given. */
export function optionList({ call }: AwsRequest, name: string): string[] {
  return call.options[name] ?? []
}

export function isSet({ call }: AwsRequest, name: string): boolean {
  return call.options[name] !== undefined
}

/** A list, a map or a structure: JSON, a file of it, or the CLI's shorthand. */
export function structure(request: AwsRequest, name: string): Json | null {
  const words = request.call.options[name]
  const first = words?.[0]
  if (words === undefined || first === undefined) return null
  const text = loadParameter(request, first)
  if (/^\s*[[{]/.test(text)) return parseJson(name, text)
  const parsed = words.map((word) => {
    try {
      return parseShorthand(word)
    } catch (error) {
      if (!(error instanceof ShorthandError)) throw error
      throw new AwsUsageError(`Error parsing parameter '--${name}': ${error.message}`)
    }
  })
  return parsed.length === 1 ? (parsed[0] ?? null) : parsed
}

/** `file://…` is read; everything else is itself. */
export function loadParameter({ scene }: AwsRequest, value: string): string {
  const file = /^fileb?:\/\/(.*)$/s.exec(value)?.[1]
  if (file === undefined) return value
  try {
    return scene.readFile(file)
  } catch {
    throw new AwsUsageError(
      `Error parsing parameter: Unable to load paramfile ${value}: [Errno 2] No such file or directory: '${file}'`,
    )
  }
}

function parseJson(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new AwsUsageError(`Error parsing parameter '--${name}': Invalid JSON: ${text}`)
  }
}

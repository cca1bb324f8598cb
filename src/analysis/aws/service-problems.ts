import type { AwsCall } from './aws-call.ts'
import { readJson } from './json.ts'
import { type Limit, limitsOfCall } from './limits.ts'
import { type Shape, shapesOfCall } from './shapes.ts'

/** A value that the client sends and the service refuses. */
export interface ServiceProblem {
  /** Without dashes. */
  option: string
  value: string
  message: string
}

/**
 * Values that are none of those the service's model lists (`--statistics Average,Maximum`), or beyond what it takes
 * (`--max-results 500`). The CLI sends them; the service answers with a validation error. Values the shell has yet to expand
 * are left out, and so are members within structures given as shorthand.
 */
export function awsServiceProblems(call: AwsCall): ServiceProblem[] {
  if (!call.service || !call.operation) return []
  const limits = limitsOfCall(call)
  const problems: ServiceProblem[] = []
  for (const [option, limit] of limits)
    for (const value of call.options[option] ?? []) beyond(option, value, limit, problems)
  const shapes = shapesOfCall(call)
  // A call gives five of the fifty options that an operation has.
  if (shapes === null) return problems
  for (const option in call.options) {
    const shape = shapes.options.get(option)?.shape
    if (shape === undefined || limits.has(option)) continue
    const values = call.options[option] as string[]
    if (shape.kind === 'integer') {
      if (shape.max !== null) for (const value of values) beyond(option, value, [shape.min, shape.max], problems)
    } else unlisted(option, values, shape, problems)
  }
  return problems
}

function unlisted(option: string, values: readonly string[], shape: Shape, into: ServiceProblem[]): void {
  const allowed = valuesOf(shape.kind === 'list' ? shape.member() : shape)
  if (allowed === null) return
  for (const value of shape.kind === 'list' && values.length === 1 ? values.flatMap(listed) : values)
    if (!/[$`<]|^file/.test(value) && !allowed.includes(value))
      into.push({ option, value, message: explain(value, allowed, shape.kind === 'list') })
}

function beyond(option: string, value: string, limit: Limit, into: ServiceProblem[]): void {
  if (!/^-?\d+$/.test(value)) return
  const number = Number(value)
  const message = refused(number, limit)
  if (message !== null) into.push({ option, value, message: `the service refuses ${value}: ${message}` })
}

function refused(number: number, limit: Limit): string | null {
  if (limit.length > 2) return limit.includes(number) ? null : `it knows ${limit.join(', ')}`
  const [least, most] = limit
  if (most != null && number > most) return `it takes ${most} at most`
  return least != null && number < least ? `it takes ${least} at least` : null
}

function valuesOf(shape: Shape): readonly string[] | null {
  return shape.kind === 'string' ? shape.values : null
}

/** `["a","b"]` given as one word; any other word is itself. */
function listed(value: string): string[] {
  if (!/^\s*\[/.test(value)) return [value]
  try {
    const parsed = readJson(value)
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : []
  } catch {
    return []
  }
}

function explain(value: string, allowed: readonly string[], list: boolean): string {
  const parts = value.split(',')
  if (list && parts.length > 1 && parts.every((part) => allowed.includes(part.trim())))
    return `the service takes ${value} for one value: put blanks between them`
  return `the service refuses ${value}: it knows ${allowed.join(', ')}`
}

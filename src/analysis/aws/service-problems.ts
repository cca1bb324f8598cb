import type { AwsCall } from './aws-call.ts'
import { readJson } from './json.ts'
import { operationShapes, type Shape } from './shapes.ts'

/** A value that the client sends and the service refuses. */
export interface ServiceProblem {
  /** Without dashes. */
  option: string
  value: string
  message: string
}

/**
 * Values that are none of those the service's model lists: `--statistics Average,Maximum`. The CLI sends them; the service
 * answers with a validation error. Values the shell has yet to expand are left out, and so are members within structures
 * given as shorthand.
 */
export function awsServiceProblems(call: AwsCall): ServiceProblem[] {
  if (!call.service || !call.operation) return []
  const shapes = operationShapes(call.service, call.operation)
  if (!shapes) return []
  const problems: ServiceProblem[] = []
  // A call gives five of the fifty options that an operation has.
  for (const [option, values] of Object.entries(call.options)) {
    const shape = shapes.options.get(option)?.shape
    const allowed = shape === undefined ? null : valuesOf(shape.kind === 'list' ? shape.member() : shape)
    if (shape === undefined || allowed === null) continue
    for (const value of shape.kind === 'list' && values.length === 1 ? values.flatMap(listed) : values)
      if (!/[$`<]|^file/.test(value) && !allowed.includes(value))
        problems.push({ option, value, message: explain(value, allowed, shape.kind === 'list') })
  }
  return problems
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

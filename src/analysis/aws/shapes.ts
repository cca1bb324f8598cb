import { loadData } from '../data.ts'
import type { AwsCall } from './aws-call.ts'
import type { AwsArgument, AwsOperation } from './grammar.ts'

/** What a value must look like, as botocore checks it: decoded from the notation of data/README.md. */
export type Shape =
  | { kind: Scalar; min: number | null; max: number | null; values: readonly string[] | null }
  | { kind: 'structure'; union: boolean; members: ReadonlyMap<string, Member> }
  | { kind: 'list'; min: number; member: () => Shape }
  | { kind: 'map'; key: () => Shape; value: () => Shape }

export type Scalar = 'string' | 'integer' | 'float' | 'boolean' | 'timestamp' | 'blob' | 'file' | 'document'

export interface Member {
  required: boolean
  shape: () => Shape
}

interface Operation {
  in: string
  out?: string
  pages?: number
  /** Of a waiter: the operation it asks again and again. */
  like?: string
}

interface Raw {
  /** 1 if members begin with a small letter where nothing else is said. */
  small?: 1
  shapes: string[]
  operations: Record<string, Operation>
}

/** What one operation asks of its options, beyond what its argument table says. */
export interface OperationShapes {
  /** By option without dashes: the member it becomes, as error messages name it, and its shape. */
  options: ReadonlyMap<string, { member: string; shape: Shape }>
  /** Flags of which one form must be given, `--apply-immediately` or `--no-apply-immediately`: option and member. */
  flags: readonly (readonly [string, string])[]
  /** Options that turn paging off: with them, `--max-items` and its like are refused. Empty if it has no pages. */
  pages: readonly string[]
  /** The answer; null where it is not written down. */
  answer: Shape | null
}

const SCALARS: Record<string, Scalar> = {
  s: 'string',
  '': 'string',
  i: 'integer',
  f: 'float',
  b: 'boolean',
  t: 'timestamp',
  B: 'blob',
  F: 'file',
  d: 'document',
}

const decoded = new WeakMap<Raw, Map<string, Shape>>()

const ofOperation = new WeakMap<Operation, OperationShapes>()

const ofGrammar = new WeakMap<AwsOperation, OperationShapes | null>()

/** The shapes of the operation that a call asks for; null if there are none. */
export function shapesOfCall({ service, operation, grammar }: AwsCall): OperationShapes | null {
  if (service === null || operation === null || grammar === null) return null
  let shapes = ofGrammar.get(grammar)
  if (shapes === undefined) {
    shapes = operationShapes(service, operation)
    ofGrammar.set(grammar, shapes)
  }
  return shapes
}

/** The shapes of one operation; null if there are none: a command of the CLI's own, a waiter, or nothing to check. */
export function operationShapes(service: string, operation: string): OperationShapes | null {
  const raw = rawShapes(service)
  const found = raw && Object.hasOwn(raw.operations, operation) ? raw.operations[operation] : undefined
  if (!raw || !found) return null
  if (found.like !== undefined) return operationShapes(service, found.like)
  let shapes = ofOperation.get(found)
  if (shapes === undefined) {
    shapes = decodeOperation(raw, found)
    ofOperation.set(found, shapes)
  }
  return shapes
}

function decodeOperation(raw: Raw, found: Operation): OperationShapes {
  const options = new Map<string, { member: string; shape: Shape }>()
  const flags: [string, string][] = []
  for (const text of found.in.split(' ')) {
    const parts = /^([^~:=]+)(~|=([^:]+))?:([^!]*)(!?)$/.exec(text)
    if (!parts) continue
    const [, option = '', mark, given, reference = '', required] = parts
    const member = given ?? memberOf(option, mark === '~')
    if (required) flags.push([option, member])
    else options.set(option, { member, shape: shapeOf(raw, reference) })
  }
  const pages = found.pages === undefined ? [] : (raw.shapes[found.pages] ?? '').split(' ').slice(1)
  return { options, flags, pages, answer: found.out === undefined ? null : shapeOf(raw, found.out) }
}

/**
 * The whole input of one operation, for `--cli-input-json`: every member with its shape, put together from the arguments and
 * from what is known of their shapes. Null for what calls no single operation.
 */
export function inputShape(
  service: string,
  operation: string,
  specs: readonly AwsArgument[],
): (Shape & { kind: 'structure' }) | null {
  const raw = rawShapes(service)
  if (raw === null) return null
  const shapes = operationShapes(service, operation)
  const required = new Map(shapes?.flags ?? [])
  const members = new Map<string, Member>()
  for (const spec of specs) {
    const base = spec.name.replace(/^no-/, '')
    if (
      spec.positional ||
      NOT_MEMBERS.has(spec.name) ||
      (base !== spec.name && specs.some(({ name }) => name === base))
    )
      continue
    const known = shapes?.options.get(spec.name)
    const member = known?.member ?? required.get(spec.name) ?? memberOf(spec.name, raw.small === 1)
    const shape = known?.shape ?? plainShape(spec)
    members.set(member, { required: spec.required || required.has(spec.name), shape: () => shape })
  }
  return { kind: 'structure', union: false, members }
}

/** Arguments of the CLI's own: none of them is a member of the input. */
const NOT_MEMBERS = new Set(['cli-input-json', 'cli-input-yaml', 'generate-cli-skeleton', 'starting-token'])

function plainShape({ name, kind, nargs }: AwsArgument): Shape {
  // The CLI's own paging arguments stand where the service has its own of that name, of a type not known here.
  if (/^(page-size|max-items)$/.test(name)) return { kind: 'document', min: null, max: null, values: null }
  const reference = nargs === 0 ? 'b' : kind === 'n' ? 'i' : /^[ifB]$/.test(kind) ? kind : 's'
  return { kind: SCALARS[reference] ?? 'string', min: null, max: null, values: null }
}

/** `load-balancers` is `LoadBalancers`, or `loadBalancers`. */
function memberOf(option: string, small: boolean): string {
  const member = option.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())
  return small ? member.slice(0, 1).toLowerCase() + member.slice(1) : member
}

/** By service; null for those without. */
const shapesOf = new Map<string, Raw | null>()

function rawShapes(service: string): Raw | null {
  let raw = shapesOf.get(service)
  if (raw === undefined) {
    try {
      raw = loadData<Raw>(`aws-shapes/${service}.json`)
    } catch {
      // `s3`, `configure`, `ddb`: commands of the CLI's own, which call no single operation.
      raw = null
    }
    shapesOf.set(service, raw)
  }
  return raw
}

/** Decodes a reference: `s>1=4`, `i>1<50` a scalar with its least and greatest value and the line of its values, a number a line. */
function shapeOf(raw: Raw, reference: string): Shape {
  const known = decoded.get(raw) ?? new Map<string, Shape>()
  decoded.set(raw, known)
  const before = known.get(reference)
  if (before) return before
  const shape = /^\d+$/.test(reference) ? complexOf(raw, raw.shapes[Number(reference)] ?? '') : scalarOf(raw, reference)
  known.set(reference, shape)
  return shape
}

function scalarOf(raw: Raw, reference: string): Shape {
  const [, kind = '', min, values, max] = /^(\w?)(?:>(-?[\d.e+]+))?(?:=(\d+))?(?:<(\d+))?$/.exec(reference) ?? []
  return {
    kind: SCALARS[kind] ?? 'string',
    min: min === undefined ? null : Number(min),
    max: max === undefined ? null : Number(max),
    values: values === undefined ? null : (raw.shapes[Number(values)] ?? '').slice(2).split('|'),
  }
}

function complexOf(raw: Raw, text: string): Shape {
  const [head = '', ...words] = text.split(' ')
  if (head === 'M')
    return { kind: 'map', key: () => shapeOf(raw, words[0] ?? ''), value: () => shapeOf(raw, words[1] ?? '') }
  if (head.startsWith('L'))
    return { kind: 'list', min: Number(head.slice(2) || 0), member: () => shapeOf(raw, words[0] ?? '') }
  const members = new Map<string, Member>()
  for (const word of words) {
    const [, name = '', required, reference = ''] = /^([^:!]+)(!?)(?::(.*))?$/.exec(word) ?? []
    members.set(name, { required: required === '!', shape: () => shapeOf(raw, reference) })
  }
  return { kind: 'structure', union: head === 'U', members }
}

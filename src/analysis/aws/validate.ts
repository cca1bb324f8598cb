import { Float, type Json } from './json.ts'
import type { Scalar, Shape } from './shapes.ts'
import { isTimestamp } from './timestamps.ts'

/**
 * What botocore minds about a value before it sends it (botocore/validate.py), in its words: types, required and unknown
 * members, least values and lengths. Enums are not checked by the client.
 *
 * @param name - Where the value lies, as the messages name it: `loadBalancers[0].targetGroupArn`.
 */
export function validate(value: Json, shape: Shape, name: string, errors: string[]): void {
  switch (shape.kind) {
    case 'structure':
      if (isObject(value)) validateStructure(value, shape, name, errors)
      else errors.push(wrongType(value, name, ["<class 'dict'>"]))
      break
    case 'list':
      if (Array.isArray(value)) {
        atLeast(value.length, shape.min, 'length', name, errors)
        for (const [at, item] of value.entries()) validate(item, shape.member(), `${name}[${at}]`, errors)
      } else errors.push(wrongType(value, name, ["<class 'list'>", "<class 'tuple'>"]))
      break
    case 'map':
      if (isObject(value))
        for (const [key, item] of Object.entries(value)) {
          validate(key, shape.key(), `${name} (key: ${key})`, errors)
          validate(item, shape.value(), `${name}.${key}`, errors)
        }
      else errors.push(wrongType(value, name, ["<class 'dict'>"]))
      break
    case 'document':
    case 'file':
      break
    default:
      validateScalar(value, shape, name, errors)
  }
}

type Fields = { [key: string]: Json }

function validateStructure(value: Fields, shape: Shape & { kind: 'structure' }, name: string, errors: string[]): void {
  const given = Object.keys(value)
  const names = () => [...shape.members.keys()].join(', ')
  if (shape.union && given.length === 0)
    errors.push(`Must set one of the following keys for tagged unionstructure ${shown(name)}: ${names()}.`)
  if (shape.union && given.length > 1)
    errors.push(
      `Invalid number of parameters set for tagged union structure ${shown(name)}. Can only set one of the following keys: ${names()}.`,
    )
  for (const [member, { required }] of shape.members)
    if (required && !given.includes(member)) errors.push(`Missing required parameter in ${shown(name)}: "${member}"`)
  for (const member of given)
    if (!shape.members.has(member))
      errors.push(`Unknown parameter in ${shown(name)}: "${member}", must be one of: ${names()}`)
  for (const member of given) {
    const found = shape.members.get(member)
    if (found) validate(value[member] ?? null, found.shape(), `${name}.${member}`, errors)
  }
}

const TYPES: Partial<Record<Scalar, readonly string[]>> = {
  string: ["<class 'str'>"],
  integer: ["<class 'int'>"],
  float: ["<class 'float'>", "<class 'decimal.Decimal'>", "<class 'int'>"],
  boolean: ["<class 'bool'>"],
  blob: ["<class 'bytes'>", "<class 'bytearray'>", 'file-like object'],
  timestamp: ["<class 'datetime.datetime'>", 'timestamp-string'],
}

function validateScalar(value: Json, shape: Shape & { kind: Scalar }, name: string, errors: string[]): void {
  if (!fits(value, shape.kind)) errors.push(wrongType(value, name, TYPES[shape.kind] ?? []))
  else if (shape.min === null) return
  else if (shape.kind === 'string') atLeast([...String(value)].length, shape.min, 'length', name, errors)
  else if (shape.kind !== 'timestamp')
    atLeast(value instanceof Float ? value.value : Number(value), shape.min, 'value', name, errors)
}

function fits(value: Json, kind: Scalar): boolean {
  switch (kind) {
    case 'string':
    case 'blob':
      return typeof value === 'string'
    case 'integer':
      return isWhole(value)
    case 'float':
      return isWhole(value) || value instanceof Float
    case 'boolean':
      return typeof value === 'boolean'
    case 'timestamp':
      return typeof value === 'string' ? isTimestamp(value) : isWhole(value) || value instanceof Float
    default:
      return true
  }
}

/** To Python, true is a whole number. */
function isWhole(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

function atLeast(value: number, min: number, what: 'length' | 'value', name: string, errors: string[]): void {
  if (value >= min) return
  errors.push(
    what === 'length'
      ? `Invalid length for parameter ${shown(name)}, value: ${value}, valid min length: ${min}`
      : `Invalid value for parameter ${shown(name)}, value: ${value}, valid min value: ${min}`,
  )
}

function wrongType(value: Json, name: string, valid: readonly string[]): string {
  return `Invalid type for parameter ${shown(name)}, value: ${python(value)}, type: <class '${typeName(value)}'>, valid types: ${valid.join(', ')}`
}

/** The name of a value's type in Python. */
export function typeName(value: Json): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Float) return 'float'
  if (typeof value === 'object') return 'dict'
  return { boolean: 'bool', number: 'int', string: 'str' }[typeof value as 'boolean' | 'number' | 'string']
}

/** A value as Python prints it. */
function python(value: Json, inner = false): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value instanceof Float) return String(value.value)
  if (typeof value === 'string') return inner ? `'${value}'` : value
  if (Array.isArray(value)) return `[${value.map((item) => python(item, true)).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `'${key}': ${python(item, true)}`)
      .join(', ')}}`
  return String(value)
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

function shown(name: string): string {
  return name === '' ? 'input' : name.replace(/^\./, '')
}

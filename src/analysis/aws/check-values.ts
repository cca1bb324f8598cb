import type { AwsCall } from './aws-call.ts'
import { checkClientRules } from './client-rules.ts'
import { argumentsOf } from './grammar.ts'
import { type Json, readJson } from './json.ts'
import { checkS3Paths } from './s3-paths.ts'
import { inputShape, type OperationShapes, type Shape, shapesOfCall } from './shapes.ts'
import { parseShorthand, type Shorthand, ShorthandError } from './shorthand.ts'
import { isObject, typeName, validate } from './validate.ts'

/** Raised where a value cannot be read at all; the CLI stops at the first. */
class Unreadable extends Error {}

/**
 * What the AWS CLI minds about the values of a call before it sends anything, in its words: shorthand and JSON that do not
 * parse, wrong types, missing and unknown members, too short, no time. Empty if it would send the call. Values that the
 * shell has yet to expand (`$X`), placeholders and files are taken for right.
 */
export function checkAwsValues(call: AwsCall): string[] {
  if (call.service === null || call.operation === null || call.options['generate-cli-skeleton']) return []
  if (call.service === 's3') return checkS3(call.operation, call)
  const shapes = shapesOfCall(call)
  const paging = checkPaging(call, shapes)
  if (paging !== null) return [paging]
  if (shapes === null) return [...checkInputJson(call), ...checkBucket(call), ...checkClientRules(call)]
  const found: { member: string; shape: Shape; value: Json }[] = []
  // They are in the order of the operation's arguments: the CLI stops at the first that it cannot read.
  for (const [name, values] of Object.entries(call.options)) {
    const expected = shapes.options.get(name)
    if (!expected || values.some(isOpen)) continue
    try {
      const { member, shape } = expected
      found.push({ member, shape, value: readValue(call, name, values, shape) })
    } catch (error) {
      if (error instanceof ShorthandError || error instanceof SyntaxError || error instanceof Unreadable)
        return [`Error parsing parameter '--${name}': ${error.message}`]
      throw error
    }
  }
  const errors: string[] = checkInputJson(call)
  if (errors.length > 0) return errors
  if (!call.options['cli-input-json'] && !call.options['cli-input-yaml'])
    for (const [flag, member] of shapes.flags)
      if (!isGiven(call, flag) && !isGivenAs(call, member, shapes))
        errors.push(`Missing required parameter in input: "${member}"`)
  for (const { member, shape, value } of found) validate(value, shape, `.${member}`, errors)
  if (errors.length > 0) return [`Parameter validation failed:\n${errors.join('\n')}`]
  const ofStorage =
    call.service === 's3api' ? [...checkBucket(call), ...checkMetadata(call), ...checkChecksum(call)] : []
  return [...ofStorage, ...checkClientRules(call)]
}

/** `--cli-input-json` written out in the command: it must hold what is required and not given as an option, and nothing unknown. */
function checkInputJson(call: AwsCall): string[] {
  const text = call.options['cli-input-json']?.[0]
  if (text === undefined || isOpen(text) || call.service === null || call.operation === null || call.grammar === null)
    return []
  const specs = argumentsOf(call.grammar).map((spec) =>
    isGiven(call, spec.name) ? { ...spec, required: false } : spec,
  )
  const input = inputShape(call.service, call.operation, specs)
  if (input === null) return []
  let value: Json
  try {
    value = readJsonWord(text)
  } catch (error) {
    return [`Error parsing parameter 'cli-input-json': ${error instanceof Error ? error.message : ''}`]
  }
  if (!isObject(value)) return [`'${typeName(value)}' object has no attribute 'keys'`]
  const errors: string[] = []
  validate(value, input, '', errors)
  return errors.length === 0 ? [] : [`Parameter validation failed:\n${errors.join('\n')}`]
}

function checkS3(operation: string, call: AwsCall): string[] {
  const metadata = call.options.metadata?.[0]
  if (metadata !== undefined && !isOpen(metadata))
    try {
      if (/^\s*\{/.test(metadata)) readJsonWord(metadata)
      else parseShorthand(metadata)
    } catch (error) {
      return [`Error parsing parameter '--metadata': ${error instanceof Error ? error.message : ''}`]
    }
  return checkS3Paths(operation, call.positionals, call.options)
}

function isGiven(call: AwsCall, option: string): boolean {
  return (call.options[option] ?? call.options[`no-${option}`]) !== undefined
}

/** `--ingress` of a network ACL's entry says `Egress`, and says no. */
function isGivenAs(call: AwsCall, member: string, { options }: OperationShapes): boolean {
  for (const [option, known] of options) if (known.member === member && isGiven(call, option)) return true
  return false
}

/** Whether only the shell, a person or the disk knows the value. */
function isOpen(value: string): boolean {
  return /[$`<]|^(?:file|fileb|https?):\/\//.test(value)
}

/** Arguments that page by hand turn the CLI's own paging off; then its own paging arguments are refused. Waiters never page. */
function checkPaging(call: AwsCall, shapes: OperationShapes | null): string | null {
  const pages = shapes?.pages ?? []
  if (pages.length === 0) return null
  const waits = call.operation?.startsWith('wait ') ?? false
  const wrong = checkToken(call, shapes) ?? checkPageSize(call, shapes)
  if (wrong !== null) return wrong
  const byHand = pages.some((option) => call.options[option] !== undefined && !/^(start-token|max-items)$/.test(option))
  if (!byHand && !waits && !call.globals['no-paginate']) return null
  // Then IAM's own parameter of that name gets the value, and its shape says one or more.
  if (call.service === 'iam' && Number(call.options['max-items']?.at(-1)) < 1)
    return `Parameter validation failed:\nInvalid value for parameter MaxItems, value: ${call.options['max-items']?.at(-1)}, valid min value: 1`
  const used = ['starting-token', 'page-size', 'max-items'].filter(
    (option) => call.options[option] !== undefined && !pages.includes(option),
  )
  if (used.length === 0) return null
  if (waits && !byHand) return 'Parameter validation failed:\nUnknown parameter in input: "PaginationConfig"'
  const names = used.map((option) => `--${option}`).join(', ')
  return `Error during pagination: Cannot specify --no-paginate along with pagination arguments: ${names}`
}

/** A token that is not one the CLI printed (Base64 of JSON) is handed to the service as its own token, and must look like one. */
function checkToken(call: AwsCall, shapes: OperationShapes | null): string | null {
  const token = call.options['starting-token']?.[0]
  const own = shapes?.options.get(shapes.pages[0] ?? '')
  if (token === undefined || isOpen(token) || !own || token.startsWith('eyJ')) return null
  if (token === '' && own.shape.kind !== 'string') return null
  const errors: string[] = []
  validate(token, own.shape, `.${own.member}`, errors)
  return errors.length === 0 ? null : `Parameter validation failed:\n${errors.join('\n')}`
}

/** `--page-size` is sent as what limits one page, and EC2's pages hold five at least. */
function checkPageSize(call: AwsCall, shapes: OperationShapes | null): string | null {
  const size = call.options['page-size']?.at(-1)
  const limit = shapes?.pages.map((option) => shapes.options.get(option)).find((own) => own?.shape.kind === 'integer')
  if (size === undefined || !limit || !INTEGER.test(size)) return null
  const errors: string[] = []
  validate(Number(size), limit.shape, `.${limit.member}`, errors)
  return errors.length === 0 ? null : `Parameter validation failed:\n${errors.join('\n')}`
}

function readValue(call: AwsCall, option: string, values: string[], shape: Shape): Json {
  const isList = shape.kind === 'list'
  const [first] = values
  const asJson = first !== undefined && /^\s*[[{]/.test(first)
  if (takesShorthand(shape) && !asJson) {
    const simple = simpleForm(call, option, values, shape)
    if (simple !== null) return simple
    const parsed: Shorthand = isList ? values.map(parseShorthand) : parseShorthand(first ?? '')
    return coerce(parsed, shape)
  }
  if (!isList) return readWord(first ?? '', shape)
  if (values.length === 1 && /^\s*\[/.test(first ?? '')) return readJsonWord(first ?? '')
  return values.map((value) => readWord(value, shape.member()))
}

/** Structures, maps and lists of these; where only documents lie within, JSON alone will do. */
function takesShorthand(shape: Shape): boolean {
  if (shape.kind === 'structure') return true
  if (shape.kind === 'map') return !holdsDocuments(shape)
  if (shape.kind !== 'list') return false
  return !holdsDocuments(shape) && /^(structure|list|map)$/.test(shape.member().kind)
}

function holdsDocuments(shape: Shape): boolean {
  if (shape.kind === 'document') return true
  return shape.kind === 'list' ? holdsDocuments(shape.member()) : shape.kind === 'map' && holdsDocuments(shape.value())
}

/** Operations that take `id1 id2` for `Key=id1 Key=id2`: awscli/argprocess.py, `_uses_old_list_case`. */
const OLD_LISTS =
  /^(firehose put-record-batch records|workspaces (reboot|rebuild|terminate)-workspaces \w+-workspace-requests|elb (remove-tags tags|(describe-instance-health|(de)?register-instances-(from|with)-load-balancer) instances))$/

function simpleForm(call: AwsCall, option: string, values: string[], shape: Shape): Json | null {
  if (shape.kind === 'list') {
    const member = shape.member()
    if (member.kind !== 'structure' || member.members.size !== 1) return null
    const [key = ''] = member.members.keys()
    return OLD_LISTS.test(`${call.service} ${call.operation} ${option}`) ? values.map((id) => ({ [key]: id })) : null
  }
  if (shape.kind !== 'structure' || shape.members.size !== 1) return null
  const only = shape.members.get('Value')
  return only?.shape().kind === 'string' && !values[0]?.includes('=') ? { Value: values[0] ?? '' } : null
}

function readWord(text: string, shape: Shape): Json {
  switch (shape.kind) {
    case 'document':
      return readJsonWord(text)
    case 'structure':
    case 'map':
      if (!/^\s*\{/.test(text)) throw new Unreadable(`Invalid JSON:\n${text}`)
      return readJsonWord(text)
    case 'list':
      if (/^\s*\[/.test(text)) return readJsonWord(text)
      return [...text].map((letter) => readWord(letter, shape.member()))
    case 'integer':
      return readNumber(text, INTEGER, `invalid literal for int() with base 10: '${text}'`)
    case 'float':
      return readNumber(text, FLOAT, `could not convert string to float: '${text}'`)
    case 'boolean':
      return text !== '' && text.toLowerCase() !== 'false'
    default:
      return text
  }
}

/** What Python takes for a whole number: any script's digits. */
export const INTEGER = /^\s*[+-]?\p{Nd}(_?\p{Nd})*\s*$/u
/** What Python takes for a number. */
export const FLOAT = /^\s*[+-]?((\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)(e[+-]?\d+)?|inf(inity)?|nan)\s*$/i

function readNumber(text: string, pattern: RegExp, complaint: string): number {
  if (!pattern.test(text)) throw new Unreadable(complaint)
  // Digits of other scripts count as one: enough for what is checked of a number.
  return /inf|nan/i.test(text) ? 0 : Number(text.replaceAll('_', '').replace(/[^\d.e+\-\s]/gi, '1'))
}

function readJsonWord(text: string): Json {
  try {
    return readJson(text)
  } catch (error) {
    throw new Unreadable(`Invalid JSON: ${error instanceof Error ? error.message : ''}\nJSON received: ${text}`)
  }
}

/** Gives shorthand's texts the types of the shape, as far as the CLI does: the rest shows as a wrong type later. */
function coerce(value: Shorthand, shape: Shape): Json {
  switch (shape.kind) {
    case 'structure': {
      if (typeof value === 'string' || Array.isArray(value)) return value
      const entries = Object.entries(value).map(([name, item]): [string, Json] => {
        const member = shape.members.get(name)
        if (member?.shape().kind === 'document')
          throw new ShorthandError(
            `Shorthand syntax does not support document types. Use JSON input for top-level argument to specify nested parameter: ${name}`,
          )
        return [name, member ? coerce(item, member.shape()) : item]
      })
      return Object.fromEntries(entries)
    }
    case 'list':
      // One value stands for a list of it; the CLI gives it no type then.
      return Array.isArray(value) ? value.map((item) => coerce(item, shape.member())) : [value]
    case 'map':
      if (!isObject(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, coerce(item as Shorthand, shape.value())]),
      )
    case 'integer':
      return readNumber(textOf(value), INTEGER, `invalid literal for int() with base 10: '${value}'`)
    case 'float':
      return readNumber(textOf(value), FLOAT, `could not convert string to float: '${value}'`)
    case 'boolean': {
      const text = textOf(value).toLowerCase()
      return text === 'true' ? true : text === 'false' ? false : value
    }
    default:
      return value
  }
}

function textOf(value: Shorthand): string {
  if (typeof value !== 'string') throw new Unreadable(`${JSON.stringify(value)} where one value belongs`)
  return value
}

/** Of the enums the one that the client itself looks at, since it computes the sum. */
const CHECKSUMS = /^(crc32|crc32c|crc64nvme|sha1|sha256|sha512|xxhash64|xxhash3|xxhash128)$/i
const BUCKET = /^[a-zA-Z0-9.\-_]{1,255}$|^arn:aws.*:(s3|s3-object-lambda|s3-outposts):/

function checkBucket(call: AwsCall): string[] {
  const bucket = call.service === 's3api' ? call.options.bucket?.[0] : undefined
  if (bucket === undefined || isOpen(bucket) || BUCKET.test(bucket)) return []
  return [
    `Parameter validation failed:\nInvalid bucket name "${bucket}": Bucket name must match the regex "^[a-zA-Z0-9.\\-_]{1,255}$" or be an ARN matching the regex "^arn:(aws).*:(s3|s3-object-lambda):[a-z\\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\\-.]{1,63}$|^arn:(aws).*:s3-outposts:[a-z\\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\\-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9\\-]{1,63}$"`,
  ]
}

function checkMetadata(call: AwsCall): string[] {
  const words = call.service === 's3api' ? (call.options.metadata ?? []) : []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is outside of ASCII.
  const foreign = words.find((word) => !isOpen(word) && /[^\x00-\x7f]/.test(word))
  return foreign === undefined
    ? []
    : [`Parameter validation failed:\nNon ascii characters found in S3 metadata: ${foreign}`]
}

function checkChecksum(call: AwsCall): string[] {
  // With a sum already computed there is nothing to compute.
  if (Object.keys(call.options).some((option) => /^checksum-(?!algorithm|mode|type)/.test(option))) return []
  const checksum = call.service === 's3api' ? call.options['checksum-algorithm']?.[0] : undefined
  if (checksum === undefined || isOpen(checksum) || CHECKSUMS.test(checksum)) return []
  return [`Unsupported checksum algorithm: ${checksum.toLowerCase()}`]
}

import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'

const KB = 1024
/** What a decision, a reason or some values may have. */
export const SMALL_BODY = 128 * KB
/** A runbook of 2 MB, with room for its escapes. */
export const RUNBOOK_BODY = 5 * 1024 * KB

const LONGEST_NAME = 100

// PostgreSQL stores neither NUL nor half a surrogate pair.
const text = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), { error: 'contains a character that is not text' })
const reason = text.trim().max(2_000)

export const schemas = {
  nothing: z.strictObject({}),
  decision: z.strictObject({
    decision: z.enum(['approve', 'reject']),
    digest: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be the 64 hex digits of the approval' }),
    reason: reason.optional(),
  }),
  breakGlass: z.strictObject({
    digest: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be the 64 hex digits of the approval' }),
    reason: reason.min(1),
  }),
  remedy: z.strictObject({ remedy: text.min(1).max(200) }),
  parameters: z.strictObject({ values: z.record(text.max(200), text.max(32 * KB)) }),
  reason: z.strictObject({ reason: reason.default('') }),
  outcome: z.strictObject({ outcome: z.enum(['happened', 'did-not-happen']) }),
  runbook: z.strictObject({ file: text.min(1), text: z.string() }),
  run: z.strictObject({
    runbook: z.union([
      z.strictObject({ file: text.min(1), text: z.string() }),
      z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    ]),
    procedureId: text.min(1),
    environment: text.min(1).max(63),
    parameters: z.record(text.max(200), text.max(32 * KB)).optional(),
  }),
  drill: z.strictObject({
    runbook: z.union([
      z.strictObject({ file: text.min(1), text: z.string() }),
      z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    ]),
    procedureId: text.min(1),
    fault: text.min(1).optional(),
    scenario: text.min(1).optional(),
    explore: z
      .strictObject({ decisions: z.array(z.number().int().min(0)).max(200), faults: z.array(text.min(1)).max(10) })
      .optional(),
    system: text.min(1).optional(),
    parameters: z.record(text.max(200), text.max(32 * KB)).optional(),
    scripted: z.boolean(),
  }),
}

/** Refuses larger bodies before they are read. */
export function limitBody(bytes: number, tooLarge: () => AppError = bodyTooLarge(bytes)) {
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw tooLarge()
    },
  })
}

function bodyTooLarge(bytes: number): () => AppError {
  return () => new AppError('body-too-large', `the body is larger than ${bytes / KB} kB`, 'send less', { status: 413 })
}

/**
 * Reads a JSON body. No body at all counts as `{}`.
 * @throws AppError `not-json`, `bad-body` naming the field
 */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const source = await c.req.text()
  const parsed = schema.safeParse(source === '' ? {} : parseJson(source))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'the body'
  throw new AppError('bad-body', `${field}: ${issue?.message ?? 'not understood'}`, 'see src/http/contract.ts')
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch (cause) {
    throw new AppError('not-json', 'the body is not JSON', 'send JSON', { cause })
  }
}

/** Control and invisible characters: who cannot be told from somebody else would sign in their name. */
const UNSEEN = /\p{Cc}|\p{Cf}/u

/**
 * Who acts: the header `X-Standby-Actor`, percent-encoded UTF-8.
 * @throws AppError `no-actor`, `bad-actor`
 */
export function actorOf(c: Context): string {
  const header = c.req.header('x-standby-actor')
  if (header === undefined || header.trim() === '') {
    throw new AppError('no-actor', 'nobody is named as the one who acts', 'send the header X-Standby-Actor')
  }
  const name = decodeName(header)
  if (name === null || name.length > LONGEST_NAME || UNSEEN.test(name) || !name.isWellFormed()) {
    throw new AppError(
      'bad-actor',
      'X-Standby-Actor is not a name',
      `percent-encode it; ${LONGEST_NAME} characters at most`,
    )
  }
  // The timeline's own words for those who are no persons.
  if (['alert', 'standby', ''].includes(name.toLowerCase()) || /^(?:schedule|agent):/i.test(name)) {
    throw new AppError('bad-actor', `'${name}' is not a person's name`, 'act under your own name')
  }
  return name
}

function decodeName(header: string): string | null {
  try {
    return decodeURIComponent(header).trim()
  } catch {
    return null
  }
}

/** @throws AppError `bad-number` (404): what is no number names nothing */
export function numberOf(c: Context, name: string): number {
  const value = c.req.param(name) ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new AppError('bad-number', `'${value.slice(0, 40)}' is not a number`, 'name it by its number', { status: 404 })
}

import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { DEFAULT_SETTINGS, type LintSettings } from '../lint/settings.ts'
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts'
import { DEFAULT_LIMITS } from '../runs/deps.ts'
import type { Environment } from './environment.ts'
import { breakGlassSchema, policySchema, toPolicy } from './policy-config.ts'

/** What a team tells Standby in `standby.yaml`. */
export interface Config {
  /** Null when there is no file: then nothing is configured. */
  file: string | null
  /** Absolute paths of Markdown files, or of folders that hold some. */
  runbooks: string[]
  environments: Environment[]
  /** Host names, besides this machine's own, that the server may be called by. */
  hosts: string[]
  /** What `standby check` makes of its findings. */
  lint: LintSettings
  /** Who may start what. */
  policy: Policy
  /** Of each node. */
  stepsAtOnce: number
}

export const EMPTY_CONFIG: Config = {
  file: null,
  runbooks: [],
  environments: [],
  hosts: [],
  lint: DEFAULT_SETTINGS,
  policy: DEFAULT_POLICY,
  stepsAtOnce: DEFAULT_LIMITS.concurrency,
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

const text = z.string({ error: 'must be text; put it in quotes if it looks like a number, a date or true' })
const values = z.record(
  z.string().regex(VARIABLE, { error: 'is not a name of a variable (letters, digits and _)' }),
  text,
)

const environmentSchema = z.strictObject({
  kind: z.literal('host', { error: 'must be: host (commands run on this machine)' }).default('host'),
  path: z.array(text).default([]),
  env: values.default({}),
  parameters: values.default({}),
})

/** Each is a shell of its own: with more, a mistake in the number would be the machine's end. */
const MOST_AT_ONCE = 256
const stepsAtOnce = `must be a whole number from 1 to ${MOST_AT_ONCE}`
const LEVELS = 'must be: off, info, warning or error'

const configSchema = z.strictObject({
  runbooks: z.array(text).default([]),
  environments: z
    .record(z.string().regex(NAME, { error: 'is not a name (letters, digits, - . _; 63 at most)' }), environmentSchema)
    .default({}),
  hosts: z.array(text).default([]),
  policy: policySchema,
  'break-glass': breakGlassSchema,
  'steps-at-once': z
    .int({ error: stepsAtOnce })
    .min(1, { error: stepsAtOnce })
    .max(MOST_AT_ONCE, { error: stepsAtOnce })
    .default(EMPTY_CONFIG.stepsAtOnce),
  lint: z
    .strictObject({
      rules: z.record(z.string(), z.enum(['off', 'info', 'warning', 'error'], { error: LEVELS })).default({}),
      'fail-on': z.enum(['info', 'warning', 'error'], { error: 'must be: error, warning or info' }).optional(),
    })
    .default({ rules: {} }),
})

/**
 * Reads `standby.yaml`. Paths in it are relative to its folder.
 * @throws AppError `no-such-config`, or `bad-config` naming file, line and field.
 */
export function readConfig(file: string): Config {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new AppError('no-such-config', `there is no configuration file ${file}`, 'give its path with --config FILE')
  }
  return parseConfig(file, readFileSync(file, 'utf8'))
}

/** Takes the text of a `standby.yaml` apart. @throws AppError `bad-config` */
export function parseConfig(file: string, source: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) throw badConfig(file, lines.linePos(error.pos[0]).line, error.message)

  // An empty file, or one of comments alone, says nothing: that is allowed.
  const parsed = configSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const { keys, message } = explain(issue)
    throw badConfig(file, lineOf(document, lines, keys), `${keys.join('.') || 'the file'}: ${message}`)
  }
  const folder = path.dirname(path.resolve(file))
  const { runbooks, environments, hosts, lint, policy } = parsed.data
  return {
    file,
    runbooks: runbooks.map((each) => path.resolve(folder, each)),
    environments: Object.entries(environments).map(([name, environment]) => ({
      ...environment,
      name,
      path: environment.path.map((each) => path.resolve(folder, each)),
      worldNow: null,
    })),
    hosts: hosts.map((host) => host.toLowerCase()),
    policy: toPolicy(policy, parsed.data['break-glass']),
    stepsAtOnce: parsed.data['steps-at-once'],
    lint: { rules: lint.rules, failOn: lint['fail-on'] ?? null },
  }
}

function explain(issue: z.core.$ZodIssue | undefined): { keys: PropertyKey[]; message: string } {
  if (issue === undefined) return { keys: [], message: 'not understood' }
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    // `failOn`, `fail_on`: as other tools write them.
    const ours = key.replaceAll('_', '-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    const meant = ours === key ? '' : `; names are written with hyphens: ${ours}`
    return { keys: [...issue.path, key], message: `there is no such setting${meant}` }
  }
  if (issue.code === 'invalid_key') {
    return { keys: issue.path, message: issue.issues[0]?.message ?? issue.message }
  }
  const plain = issue.message
    .replace(/^Invalid input: /, '')
    .replaceAll(/\b(record|object|array|boolean|string)\b/g, (type) => TYPES[type] ?? type)
  return { keys: issue.path, message: plain }
}

/** What a YAML file calls them. */
const TYPES: Readonly<Record<string, string>> = {
  record: 'a map (name: value)',
  object: 'a map (name: value)',
  array: 'a list',
  boolean: 'true or false',
  string: 'a text',
}

/** Line of the innermost part of a path that the document has. */
function lineOf(document: Document.Parsed, lines: LineCounter, keys: readonly PropertyKey[]): number {
  for (let n = keys.length; n > 0; n--) {
    const node = document.getIn(keys.slice(0, n), true)
    if (hasRange(node)) return lines.linePos(node.range[0]).line
  }
  return 1
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}

function badConfig(file: string, line: number, message: string): AppError {
  return new AppError('bad-config', `${file}, line ${line}: ${message}`, 'mend the file and start again')
}

import { secretMark, signStep } from '../approvals/signing.ts'
import { AppError } from '../core/errors.ts'
import { holdsSecret, MASK } from '../core/mask-secrets.ts'
import { isSealed, type Sealer } from '../core/seal.ts'
import { looksSecret, secretValues } from '../core/secret-names.ts'
import { spellings } from '../core/secret-spellings.ts'
import { bearsCode, isReadAsVariable, isShellsOwn } from '../core/variable-names.ts'
import type { Parameter, Procedure, Script, Step } from '../plan/plan.ts'
import type { RunEnvironment } from './executor.ts'
import { whyNotFromAlert } from './from-alert.ts'
import type { Run } from './run.ts'
import { shellAt } from './shell-state.ts'

/** The parameters a step needs, by name, in the order they appear. */
export function neededBy(procedure: Procedure, step: number): Parameter[] {
  const script = procedure.steps[step]?.script
  const byName = new Map<string, Parameter>()
  for (const { name } of script?.holes ?? []) {
    const known = procedure.parameters.find((p) => p.name === name && p.source === 'hole')
    byName.set(name, known ?? { name, texts: [], source: 'hole', secret: false, steps: [step] })
  }
  for (const parameter of procedure.parameters) {
    if (parameter.steps.includes(step) && !byName.has(parameter.name)) byName.set(parameter.name, parameter)
  }
  for (const name of carriedTo(procedure, step)) {
    if (!byName.has(name))
      byName.set(name, { name, texts: [`$${name}`], source: 'variable', secret: looksSecret(name), steps: [step] })
  }
  return [...byName.values()].filter((p) => p.source === 'hole' || !isShellsOwn(p.name))
}

/** Variables that earlier steps leave and this one reads before it sets them itself. Without them it must not start. */
function carriedTo(procedure: Procedure, step: number): string[] {
  const text = procedure.steps[step]?.script?.text ?? ''
  const left = new Set(procedure.steps.slice(0, step).flatMap((earlier) => earlier.script?.exports ?? []))
  return [...left].filter((name) => {
    const readAt = text.search(new RegExp(`\\$(?:\\{[#!]?)?${name}\\b`))
    const setAt = text.search(new RegExp(`(?:^|[\\s;&|(])${name}=`))
    return readAt !== -1 && (setAt === -1 || readAt < setAt)
  })
}

/** Names of the step's parameters that have no value yet. An empty value is none: commands fall back to defaults. */
export function missingValues(run: Run, step: number): string[] {
  return neededBy(run.procedure, step)
    .filter((parameter) => parameter.required !== false)
    .map((parameter) => parameter.name)
    .filter((name) => !knownValue(run, name) && !run.configured.includes(name))
}

/** What an earlier step left wins over what was given before it: the shell would have it so too. */
function knownValue(run: Run, name: string): string | undefined {
  return run.variables[name] || run.parameters[name]
}

/**
 * The values a step starts with, by name.
 * @throws {AppError} `parameter-lost` if the environment's configuration no longer has one it had.
 */
export function resolveValues(
  run: Run,
  step: number,
  environment: RunEnvironment,
  sealer: Sealer,
): { values: Record<string, string>; secrets: string[]; carried: string[] } {
  const values: Record<string, string> = {}
  const secrets: string[] = []
  for (const { name, secret, required } of neededBy(run.procedure, step)) {
    const known = knownValue(run, name)
    const value = known
      ? sealer.open(known, placeOf(run.id, name))
      : environment.parameters[name] || environment.env[name]
    // Without one, the script falls back on its own: `${TAG:-latest}`.
    if (!value && required === false) continue
    if (!value) {
      throw new AppError(
        'parameter-lost',
        `the environment ${environment.name} no longer has a value for ${name}`,
        `put ${name} back into the environment's configuration, or give it to the run`,
        { status: 409 },
      )
    }
    values[name] = value
    if (secret || isSealed(known ?? '')) secrets.push(value)
  }
  return { values, secrets, carried: Object.keys(values).filter((name) => run.variables[name]) }
}

/**
 * What a run knows when it begins: what a person gave, else configuration, else the alert's labels: those come from
 * outside. A secret of the configuration stays there and is only named. `leftOut` says what of the labels is not used.
 */
export function initialValues(
  procedure: Procedure,
  environment: RunEnvironment,
  labels: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): { parameters: Record<string, string>; configured: string[]; leftOut: string[] } {
  assertKnownParameters(procedure, given)
  const leftOut: string[] = []
  const parameters: Record<string, string> = {}
  const configured: string[] = []
  const labelByName = new Map(Object.entries(labels).map(([name, value]) => [plainName(name), value]))
  for (const parameter of procedure.parameters) {
    const { name, secret, source } = parameter
    const fromConfiguration = environment.parameters[name] || (source === 'variable' ? environment.env[name] : '')
    const fromAlert = isSafeName(parameter) ? labelByName.get(plainName(name)) : undefined
    if (given[name]) parameters[name] = given[name]
    else if (fromConfiguration && secret) configured.push(name)
    else if (fromConfiguration) parameters[name] = fromConfiguration
    else if (fromAlert) {
      const why = whyNotFromAlert(fromAlert)
      if (why === null) parameters[name] = fromAlert
      else leftOut.push(`the alert’s value of ${name} is not used: it ${why}; a person can give one`)
    }
  }
  return { parameters, configured, leftOut }
}

const plainName = (name: string) => name.toLowerCase().replaceAll(/[-_.]/g, '')

const isSafeName = (parameter: Parameter) => parameter.source === 'hole' || !bearsCode(parameter.name)

/** @throws {AppError} `unknown-parameter`, `empty-value`, `unsafe-parameter` */
export function assertKnownParameters(procedure: Procedure, values: Readonly<Record<string, string>>): void {
  const known = procedure.parameters.map((parameter) => parameter.name)
  for (const [name, value] of Object.entries(values)) {
    const parameter = procedure.parameters.find((p) => p.name === name)
    if (parameter === undefined) {
      const hint = known.length === 0 ? 'this procedure has no parameters' : `its parameters are ${known.join(', ')}`
      throw new AppError('unknown-parameter', `the procedure has no parameter ${name}`, hint)
    }
    if (value === '') throw new AppError('empty-value', `${name} is empty`, 'an empty value is refused: give it one')
    if (value.includes('\0')) throw new AppError('unsafe-value', `${name} holds a NUL byte`, 'give it without')
    if (!isSafeName(parameter)) {
      const hint = `a value of ${name} would run as code or change which programs are found`
      throw new AppError('unsafe-parameter', `${name} cannot be given`, hint)
    }
  }
}

/** What a person signs for a step as the run stands. */
export function signRunStep(run: Run, index: number): { bytes: string; digest: string } {
  const step = run.procedure.steps[index] as Step
  const values: Parameters<typeof signStep>[0]['values'] = {}
  for (const { name, secret } of neededBy(run.procedure, index)) {
    const value = knownValue(run, name)
    if (value) values[name] = secret || isSealed(value) ? secretMark(run.id, name, value) : value
    else if (run.configured.includes(name)) values[name] = { configuredIn: run.environment }
  }
  return signStep({
    script: step.script as Script,
    values,
    environment: run.environment,
    runbookDigest: run.runbook.digest,
    procedureId: run.procedure.id,
    line: step.line,
    shell: shellAt(run, index) ?? undefined,
  })
}

/** Values as they may be shown: secrets masked, those that stay in configuration named as such. */
export function shownValues(run: Run, step: number): { shown: Record<string, string>; variables: string[] } {
  const shown: Record<string, string> = {}
  const needed = neededBy(run.procedure, step)
  for (const { name, secret } of needed) {
    const value = knownValue(run, name)
    if (value) shown[name] = secret || isSealed(value) ? MASK : value
    else if (run.configured.includes(name)) shown[name] = MASK
  }
  const text = run.procedure.steps[step]?.script?.text ?? ''
  const variables = needed.filter(({ name, source }) => source === 'variable' || isReadAsVariable(text, name))
  return { shown, variables: variables.map(({ name }) => name) }
}

const placeOf = (runId: string, name: string) => `${runId}/${name}`

/** The secrets that an environment's configuration holds: a step may print or leave them without ever naming them. */
export const secretsOf = ({ parameters, env }: RunEnvironment): string[] => secretValues({ ...parameters, ...env })

/**
 * Values as they lie with the run: what is secret, by its name, by its form or because a secret is in it, is sealed. Until a step
 * starts nobody opens it: the reducer, the signature and the screen do with the sealed form.
 *
 * @param secrets - Those that are known: found in a value in any spelling, they make it one.
 */
export function sealValues(
  sealer: Sealer,
  { id, procedure }: Pick<Run, 'id' | 'procedure'>,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[] = [],
): Record<string, string> {
  if (Object.keys(values).length === 0) return {}
  const declared = new Set(procedure.parameters.filter((p) => p.secret).map((p) => p.name))
  const forms = secrets.flatMap(spellings)
  const isSecret = (name: string, value: string) =>
    // What only looks sealed must not be taken for it later.
    declared.has(name) ||
    looksSecret(name) ||
    isSealed(value) ||
    forms.some((form) => value.includes(form)) ||
    holdsSecret(value)
  return Object.fromEntries(
    // An empty value is none, and stays so; one that will be refused is left for those who refuse it.
    Object.entries(values).map(([name, value]) => [
      name,
      value !== '' && !value.includes('\0') && isSecret(name, value) ? sealer.seal(value, placeOf(id, name)) : value,
    ]),
  )
}

/** The run as a surface may see it: secret values masked. */
export function maskRun(run: Run): Run {
  const secret = new Set(run.procedure.parameters.filter((p) => p.secret).map((p) => p.name))
  const mask = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, secret.has(name) || isSealed(value) ? MASK : value]),
    )
  return { ...run, parameters: mask(run.parameters), variables: mask(run.variables) }
}

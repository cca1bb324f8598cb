import { AppError } from '../core/errors.ts'
import type { Parameter, ParameterSource, Plan, Procedure } from './plan.ts'

/**
 * Finds a procedure by its slug, or by any part of its heading or number that only it has: `high-error-rate`, `3a`,
 * `API Down`. Case, dashes and punctuation do not matter.
 *
 * A procedure that is named within an incident and keeps its steps there (`**Scale up workers:**`) is answered with
 * those steps.
 *
 * @throws {AppError} `no-such-procedure` (404), `ambiguous-procedure` (400); the choices are in the hint.
 */
export function findProcedure(plan: Plan, name: string): Procedure {
  const wanted = normal(name)
  if (wanted === '') throw noSuch(plan, name)
  for (const matches of [exactly, byNumber, asPhrase, asPart]) {
    const found = plan.procedures.filter((procedure) => matches(procedure, wanted))
    if (found.length === 1) return withSteps(plan, found[0] as Procedure)
    if (found.length > 1) throw ambiguous(plan, name, found)
  }
  throw noSuch(plan, name)
}

/** The procedure of exactly that id, with the steps that a run of it takes; null without one. */
export function procedureById(plan: Plan, id: string): Procedure | null {
  const found = plan.procedures.find((procedure) => procedure.id === id)
  return found === undefined ? null : withSteps(plan, found)
}

function exactly(procedure: Procedure, wanted: string): boolean {
  return normal(procedure.id) === wanted || normal(procedure.heading) === wanted
}

function byNumber(procedure: Procedure, wanted: string): boolean {
  const number =
    /^(?:(?:runbook|scenario|step|section|procedure|playbook)\s+)?([0-9]+[a-z]?(?:\.[0-9]+)*|[a-z](?=[.):]))[.):]?\s/i.exec(
      procedure.heading,
    )?.[1]
  const words = wanted.split('-')
  return (
    number !== undefined &&
    (normal(number) === wanted ||
      (words.length === 2 && words[1] === normal(number) && normal(procedure.heading).startsWith(wanted)))
  )
}

/** Whole words in order: `api-down` in `3a-api-down-high-5xx-rate`. */
function asPhrase(procedure: Procedure, wanted: string): boolean {
  return `-${normal(procedure.heading)}-`.includes(`-${wanted}-`) || `-${normal(procedure.id)}-`.includes(`-${wanted}-`)
}

function asPart(procedure: Procedure, wanted: string): boolean {
  return normal(procedure.heading).includes(wanted)
}

/** Lower case, every run of other characters one dash. */
function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/** A label's procedure borrows the steps of its lines from the procedure around it. */
function withSteps(plan: Plan, procedure: Procedure): Procedure {
  if (procedure.steps.length > 0 || procedure.parent === null) return procedure
  const parent = plan.procedures.find((other) => other.id === procedure.parent)
  if (parent === undefined) return procedure
  const indices = parent.steps.flatMap((step, index) =>
    step.line >= procedure.line && step.endLine <= procedure.endLine ? [index] : [],
  )
  return {
    ...procedure,
    steps: indices.flatMap((index) => parent.steps[index] ?? []),
    parameters: parent.parameters.flatMap((parameter) => {
      const steps = parameter.steps.flatMap((step) => (indices.includes(step) ? [indices.indexOf(step)] : []))
      return steps.length === 0 ? [] : [{ ...parameter, steps, ...renumbered(parameter, indices) }]
    }),
  }
}

/** Sources among the steps that are left. */
function renumbered({ sources }: Parameter, indices: readonly number[]): Pick<Parameter, 'sources'> {
  if (sources === undefined) return {}
  return {
    sources: sources.flatMap((source): ParameterSource[] => {
      if (source.from !== 'step') return [source]
      return indices.includes(source.step) ? [{ ...source, step: indices.indexOf(source.step) }] : []
    }),
  }
}

function noSuch(plan: Plan, name: string): AppError {
  const choices = plan.procedures.map((procedure) => procedure.id)
  const hint =
    choices.length === 0
      ? `${plan.file} has no procedure: a heading with commands or a numbered list under it`
      : `${likely(plan, name)}choose one of: ${some(choices)}`
  return new AppError('no-such-procedure', `${plan.file} has no procedure "${name}"`, hint, { status: 404 })
}

/** Half of the letter pairs in common is a misspelling; less is another word. */
const ALIKE = 0.5

/** `did you mean high-error-rate? `; empty when nothing is spelt like it. */
function likely(plan: Plan, name: string): string {
  const wanted = pairsOf(normal(name))
  const rated = plan.procedures
    .map(({ id }) => ({ id, alike: sharedPart(wanted, pairsOf(normal(id))) }))
    .sort((a, b) => b.alike - a.alike)
  const [best] = rated
  return best !== undefined && best.alike >= ALIKE ? `did you mean ${best.id}? ` : ''
}

function pairsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
}

/** From 0, nothing in common, to 1 (Dice's coefficient). */
function sharedPart(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 0 : (2 * a.intersection(b).size) / (a.size + b.size)
}

function ambiguous(plan: Plan, name: string, found: readonly Procedure[]): AppError {
  return new AppError(
    'ambiguous-procedure',
    `"${name}" names ${found.length} procedures of ${plan.file}`,
    `choose one of: ${some(found.map((procedure) => procedure.id))}`,
  )
}

function some(ids: readonly string[]): string {
  return ids.length <= 30 ? ids.join(', ') : `${ids.slice(0, 30).join(', ')} and ${ids.length - 30} more`
}

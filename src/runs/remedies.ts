import { openCondition } from '../plan/open-condition.ts'
import { type Effect, type Phase, type Procedure, type Step, worstEffect } from '../plan/plan.ts'
import type { Remedy } from './run.ts'

/**
 * How a procedure is gone through (docs/adr/0005).
 * `remedies`: look first, then do what a person chooses, then verify. `in-order`: every step in its turn.
 */
export interface Shape {
  mode: 'remedies' | 'in-order'
  /** Indices of steps, in order. Of `in-order` it is all there is. */
  before: readonly number[]
  options: readonly Option[]
  after: readonly number[]
}

export interface Option extends Remedy {
  /** Whether it may mend something. Others only look, under a condition. */
  mends: boolean
}

const shapes = new WeakMap<Procedure, Shape>()

/** The shape of a procedure; computed once for each. */
export function shapeOf(procedure: Procedure): Shape {
  const known = shapes.get(procedure)
  if (known) return known
  const shape = findShape(procedure)
  shapes.set(procedure, shape)
  return shape
}

function findShape(procedure: Procedure): Shape {
  const all = procedure.steps.map((_, index) => index)
  if (!['incident', 'diagnose', 'other'].includes(procedure.kind)) {
    return { mode: 'in-order', before: all, options: [], after: [] }
  }
  const options = findOptions(procedure)
  const inOptions = new Set(options.flatMap((option) => option.steps))
  const firstRemedy = options.find((option) => option.mends)?.steps[0] ?? all.length
  const loose = all.filter((index) => !inOptions.has(index))
  const isAfter = (index: number) => {
    const phase = procedure.steps[index]?.phase
    if (phase === 'prepare' || phase === 'diagnose') return false
    if (firstRemedy === all.length) return false
    return phase === 'verify' || index > firstRemedy
  }
  return {
    mode: 'remedies',
    before: loose.filter((index) => !isAfter(index)),
    options,
    after: loose.filter(isAfter),
  }
}

const MENDING: readonly Phase[] = ['fix', 'rollback']
const mends = (step: Step) => MENDING.includes(step.phase)

/** What a step may do, by its commands and its statements: the worse of the two, so that neither can hide a write. */
export function effectOf(step: Step): Effect {
  return worstEffect([...step.commands, ...(step.script?.statements ?? [])].map((part) => part.effect))
}

/** Runs of steps that are done together or not at all: remedies, and looks that depend on a condition. */
function findOptions(procedure: Procedure): Option[] {
  const { steps } = procedure
  const options: Option[] = []
  for (const section of consecutive(steps, (step) => step.section ?? '')) {
    // A section that mends without condition is one remedy; its conditional steps are offered when their turn comes.
    const whole = section.some((i) => isFree(procedure, steps[i]) && mends(steps[i] as Step))
    const groups = whole ? [section] : split(procedure, section)
    for (const group of groups) {
      const first = steps[group[0] as number] as Step
      const doesMend = group.some((i) => mends(steps[i] as Step))
      const runs = group.some((i) => steps[i]?.script !== null)
      // Prose alone is nothing to choose; and what is neither conditional nor a remedy is done in its turn.
      if (!runs || (!doesMend && isFree(procedure, first))) continue
      options.push(toOption(procedure, group, doesMend, options))
    }
  }
  return options
}

const isFree = (procedure: Procedure, step: Step | undefined) =>
  step !== undefined && openCondition(procedure, step) === null && step.choice === null && !step.optional

function consecutive(steps: readonly Step[], key: (step: Step) => string): number[][] {
  const groups: number[][] = []
  let last: string | null = null
  for (const [index, step] of steps.entries()) {
    const own = key(step)
    if (own === last) groups.at(-1)?.push(index)
    else groups.push([index])
    last = own
  }
  return groups
}

/** By condition; and each alternative of a choice by itself. */
function split(procedure: Procedure, section: readonly number[]): number[][] {
  const within = section.map((index) => procedure.steps[index] as Step)
  const key = (step: Step) =>
    step.choice === null
      ? `if ${openCondition(procedure, step)} ${step.optional}`
      : `line ${step.line} of ${step.choice}`
  return consecutive(within, key).map((group) => group.map((i) => section[i] as number))
}

function toOption(procedure: Procedure, group: number[], doesMend: boolean, others: readonly Option[]): Option {
  const first = procedure.steps[group[0] as number] as Step
  const condition = openCondition(procedure, first)
  const base = `line-${first.line}`
  const taken = others.filter((option) => option.id === base || option.id.startsWith(`${base}-`)).length
  return {
    id: taken === 0 ? base : `${base}-${taken + 1}`,
    title: condition ?? (first.choice === null ? first.section : null) ?? first.title,
    condition,
    steps: group,
    cause: findCause(procedure, first),
    mends: doesMend,
  }
}

/** The row of the cause→fix table whose fix shares most of its telling words with the remedy's title. */
function findCause(procedure: Procedure, first: Step): string | null {
  const title = words(`${first.section ?? ''} ${first.condition ?? ''} ${first.title}`)
  let best: { cause: string; score: number } | null = null
  for (const { cause, fix } of procedure.causes) {
    const fixWords = words(fix)
    const score = [...fixWords].filter((word) => title.has(word)).length
    if (score >= 2 && score > (best?.score ?? 0)) best = { cause, score }
  }
  return best?.cause ?? null
}

const words = (text: string) => new Set(text.toLowerCase().match(/[a-z]{4,}|back|up/g) ?? [])

/** Alternatives and guarded steps met on the way: what is to be chosen from, given the steps that are still to come. */
export function optionsAt(procedure: Procedure, index: number, pending: readonly number[]): Option[] {
  const { steps } = procedure
  const step = steps[index] as Step
  if (step.choice !== null) {
    const alternatives = pending.filter((i) => steps[i]?.choice === step.choice)
    // Their ids differ from remedies': the first alternative may be the first step of a remedy too.
    const option = (i: number) => toOption(procedure, [i], mends(steps[i] as Step), [])
    return alternatives.map((i) => ({ ...option(i), id: `alternative-${steps[i]?.line}` }))
  }
  const group: number[] = []
  for (let i = index; pending.includes(i) && isSameGuard(steps[i], step); i++) group.push(i)
  return [
    toOption(
      procedure,
      group,
      group.some((i) => mends(steps[i] as Step)),
      [],
    ),
  ]
}

function isSameGuard(a: Step | undefined, b: Step): boolean {
  return (
    a !== undefined &&
    a.section === b.section &&
    a.condition === b.condition &&
    a.choice === null &&
    a.optional === b.optional
  )
}

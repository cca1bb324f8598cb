import { AppError } from '../core/errors.ts'
import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import { type Plan, type Procedure, stepEffect } from '../plan/plan.ts'
import type { DrillFlags } from './flags.ts'
import { type RunbookSource, readRunbook, splitProcedureReference } from './read-runbook.ts'
import type { Terminal } from './terminal.ts'

/**
 * What is to be drilled: one procedure; null for all.
 * @throws {AppError} for flags that do not go together, naming the one that is too much.
 */
export function refuseMixedFlags(targets: readonly string[], flags: DrillFlags): string | null {
  const wrong = (message: string, hint: string) => new AppError('bad-flags', message, hint)
  if (flags.all) {
    const alone = {
      '--explore': flags.explore || undefined,
      '--fault': flags.fault,
      '--out': flags.out,
      '--param': flags.param[0],
    }
    const given = Object.entries(alone).find(([, value]) => value !== undefined)
    if (given === undefined) return null
    throw wrong(`${given[0]} is for one procedure, not for --all`, 'scenarios say what is broken, and give the values')
  }
  const [target] = targets
  if (target === undefined) {
    throw wrong('no procedure is named', 'write standby drill FILE#PROCEDURE, or standby drill --all')
  }
  if (targets.length > 1) throw wrong(`${targets.length} targets are given`, 'one procedure at a time, or --all')
  if (flags.explore && flags.fault !== undefined) {
    throw wrong('--explore breaks everything in turn', 'leave out --fault')
  }
  if (flags.format === 'junit') throw wrong('JUnit is for --all', 'use --format text or json')
  if (flags.fault !== undefined && flags.scenario !== undefined) {
    throw wrong('--scenario says what is broken; so does --fault', 'give one of the two')
  }
  return target
}

/** The file and the one procedure in it that is meant. */
export function findTarget(reference: string): { source: RunbookSource; procedure: Procedure } {
  const { file, procedure } = splitProcedureReference(reference)
  const source = readRunbook(file)
  const plan = compileRunbook(source.file, source.text)
  if (plan.procedures.length === 0) {
    throw new AppError(
      'no-procedures',
      `'${file}' holds no procedure`,
      `see how Standby reads it with: standby show ${file}`,
    )
  }
  if (procedure === null) {
    throw new AppError(
      'no-procedure-named',
      `which procedure of '${file}'?`,
      `name it, as ${file}#${plan.procedures[0]?.id}; there are: ${listProcedures(plan)}`,
    )
  }
  return { source, procedure: findProcedure(plan, procedure) }
}

const LISTED = 12

function listProcedures(plan: Plan): string {
  const ids = plan.procedures.filter((p) => p.steps.length > 0).map((p) => p.id)
  return ids.length <= LISTED ? ids.join(', ') : `${ids.slice(0, LISTED).join(', ')} and ${ids.length - LISTED} more`
}

export function parseParameters(pairs: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const pair of pairs) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) {
      throw new AppError('bad-parameter', `'${pair}' is not NAME=value`, 'write --param VERSION=1.2.3')
    }
    values[name] = value
  }
  return values
}

/** Before anything is started: a drill that will ask, with nobody to answer, must not begin. */
export function refuseWithoutAnswers(procedure: Procedure, flags: DrillFlags, terminal: Terminal): void {
  if (flags.approve || terminal.interactive) return
  if (procedure.steps.every((step) => step.script === null || stepEffect(step) === 'read')) return
  throw new AppError(
    'nobody-to-ask',
    `'${procedure.heading}' will ask before it changes anything, and there is no terminal to ask in`,
    'add --approve to let a script answer, or run it in a terminal',
  )
}

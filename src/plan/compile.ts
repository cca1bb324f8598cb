import { bearsCode } from '../core/variable-names.ts'
import type { Checkout } from '../lint/facts/checkout.ts'
import { lintRunbook } from '../lint/lint-runbook.ts'
import type { Placeholder as FoundPlaceholder } from '../runbook/placeholders/placeholders.ts'
import { forget } from '../runbook/remember.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import { type ProcedureDraft, readStructure, type Structure } from '../runbook/structure.ts'
import { readRecords } from '../runbook/tables/records.ts'
import { type Analysis, analyse } from './analyse.ts'
import { notRunnable, notUnderstood } from './diagnostics.ts'
import { nameByMeaning } from './meanings.ts'
import { OPTIONAL } from './open-condition.ts'
import { parametersOf } from './parameters.ts'
import { knownEffect, phasesOf } from './phase.ts'
import type { Diagnostic, Plan, Procedure, Script, Step, Table } from './plan.ts'
import { procedureIds } from './procedure-ids.ts'
import { placeholdersOf, shownPlaceholders } from './step-placeholders.ts'

/**
 * Compiles one Markdown file. Pure: the same text gives the same plan. Never throws: what is not understood is said in
 * `diagnostics`, and what cannot be run as it stands has no `script`. A run keeps what it was compiled to: docs/adr/0004.
 *
 * @param file - Path or name; only carried along.
 * @param checkout - The repository it lies in, where that is known: what is not in it is said.
 * @param text - The file's content. CRLF and a byte-order mark do not matter; steps and scripts have line feeds.
 */
export function compileRunbook(file: string, text: string, checkout: Checkout | null = null): Plan {
  const structure = readStructure(text)
  const ids = procedureIds(structure.procedures)
  const diagnostics: Diagnostic[] = []
  const procedures = structure.procedures.map((draft) => compileProcedure(draft, ids, diagnostics))
  diagnostics.push(...notUnderstood(structure))
  const tables = compileTables(structure)
  const code = codeOfSteps(structure, procedures)
  const compiled = {
    lines: structure.lines,
    procedures,
    tables,
    codeOf: (step: Step) => code.get(step) ?? '',
    checkout,
  }
  const found = lintRunbook(compiled, text, diagnostics)
  forget()
  return { file, title: structure.title, procedures, tables, diagnostics: found }
}

/** What an interpreter is given of each step; a plan holds it only for steps that can be run. */
function codeOfSteps(structure: Structure, procedures: readonly Procedure[]): ReadonlyMap<Step, string> {
  const code = new Map<Step, string>()
  for (const [index, { steps }] of structure.procedures.entries())
    for (const [at, draft] of steps.entries()) {
      const step = procedures[index]?.steps[at]
      if (step !== undefined) code.set(step, draft.code)
    }
  return code
}

function compileProcedure(
  draft: ProcedureDraft,
  ids: ReadonlyMap<ProcedureDraft, string>,
  diagnostics: Diagnostic[],
): Procedure {
  const found = draft.steps.map((step) => placeholdersOf(step))
  const { analyses, placeholders } = nameByMeaning(
    draft.steps,
    draft.steps.map((step) => analyse(step)),
    found,
  )
  const phases = phasesOf(
    draft.kind,
    draft.steps.map((step, index) => {
      const commands = (analyses[index] as Analysis).commands
      return { step, effect: commands.length === 0 ? null : knownEffect(commands.map(({ effect }) => effect)) }
    }),
  )
  const exported = exportsOf(analyses)
  const steps = draft.steps.map((step, index): Step => {
    const analysis = analyses[index] as Analysis
    const found = placeholders[index] as FoundPlaceholder[]
    const reason = unrunnable(step, analysis, found)
    if (reason !== null) diagnostics.push(notRunnable(step, reason.line, reason.message))
    const runnable = step.kind === 'shell' && reason === null
    return {
      line: step.line,
      endLine: step.endLine,
      title: step.title,
      phase: phases[index] ?? 'fix',
      kind: step.kind,
      section: step.section,
      // What may be left out waits for a person to want it.
      condition: step.condition ?? (step.optional ? OPTIONAL : null),
      choice: step.choice,
      optional: step.optional,
      expected: step.expected,
      text: step.text,
      placeholders: shownPlaceholders(step, found),
      commands: analysis.commands,
      script: runnable ? scriptOf(step, analysis, exported[index] ?? []) : null,
    }
  })
  const { metadata } = draft
  return {
    id: ids.get(draft) ?? 'procedure',
    heading: draft.heading,
    line: draft.line,
    endLine: draft.endLine,
    kind: draft.kind,
    parent: draft.parent === null ? null : (ids.get(draft.parent) ?? null),
    alert: metadata.alert,
    severity: metadata.severity,
    responseTime: metadata.responseTime,
    estimatedTime: metadata.estimatedTime,
    when: metadata.when,
    prerequisites: metadata.prerequisites,
    symptoms: metadata.symptoms,
    causes: draft.causes,
    steps,
    parameters: parametersOf(draft.steps, analyses, placeholders),
  }
}

/** Why a shell step cannot be run as it stands; null when it can. */
function unrunnable(
  step: StepDraft,
  analysis: Analysis,
  found: readonly FoundPlaceholder[],
): { line: number; message: string } | null {
  if (step.kind !== 'shell') return null
  const elision = found.find((placeholder) => placeholder.kind === 'elision')
  if (elision !== undefined) {
    const line = step.line + step.code.slice(0, elision.from).split('\n').length - 1
    return { line, message: `"${elision.text}" stands for something that was left out` }
  }
  const [problem] = analysis.problems
  if (problem !== undefined) return { line: problem.line, message: `the shell cannot parse this: ${problem.message}` }
  if (analysis.statements.length === 0) return { line: step.line, message: 'there is no command in it' }
  return null
}

function scriptOf(step: StepDraft, analysis: Analysis, exports: string[]): Script {
  const { holes, statements, interpreted } = analysis
  const script: Script = { text: step.code, holes, statements, exports, ...(interpreted.length > 0 && { interpreted }) }
  return step.fence === undefined ? script : { ...script, fence: step.fence }
}

/**
 * What each step sets and a later one reads. It reaches that one through the environment, where its programs see it too:
 * a shell would keep `GIT_PAGER` to itself.
 */
function exportsOf(analyses: readonly Analysis[]): string[][] {
  const lastReader = new Map<string, number>()
  for (const [index, { read }] of analyses.entries()) for (const name of read) lastReader.set(name, index)
  return analyses.map(({ assigned }, index) =>
    assigned.filter((name) => (lastReader.get(name) ?? -1) > index && !bearsCode(name)),
  )
}

function compileTables(structure: Structure): Table[] {
  return structure.tables.map(({ table, kind }) => ({
    line: table.line,
    endLine: table.endLine,
    kind,
    header: table.header,
    rows: table.rows.length,
    cells: table.rows.map((row) => row.cells),
    records: readRecords(kind, table),
  }))
}

import type { Cause, ProcedureKind } from '../plan/plan.ts'
import { type Block, blocksOfType } from './markdown/block.ts'
import { parseDocument } from './markdown/document.ts'
import { readLabel } from './markdown/inline.ts'
import {
  isAftermath,
  isCause,
  isChapterOfIssues,
  isChapterOfTroubles,
  isNested,
  isPhase,
  isProcedure,
  isStepHeading,
  placesIn,
} from './sections/chapters.ts'
import { type LabelProcedure, namesProcedure } from './sections/labels.ts'
import { emptyMetadata, type Metadata } from './sections/metadata.ts'
import { reportsTrouble } from './sections/reports-trouble.ts'
import { headingScope, join } from './sections/scopes.ts'
import { buildSections, hasOwnSteps, hasSteps, isAdvice, isInstruction, type Section } from './sections/sections.ts'
import type { Scope, StepDraft } from './step-draft.ts'
import { commandsInTables, type LineOfCommand, linesOfCommands } from './steps/lines-of-commands.ts'
import { type Collected, collectSteps } from './steps/steps.ts'
import { readCauses, tableKind } from './tables/table-kind.ts'
import type { TableDraft } from './tables/tables-of.ts'
import { tablesOf } from './tables/tables-of.ts'
import { isOptional, readCondition, readOption } from './words/conditions.ts'
import { headingTells } from './words/instructions.ts'
import { actionKind, containerKind, namesExercise, namesReference, titleKind } from './words/procedure-kind.ts'
import { isNumbered, withoutNumber } from './words/words.ts'

/** A procedure as the text gives it. */
export interface ProcedureDraft {
  heading: string
  line: number
  endLine: number
  kind: ProcedureKind
  parent: ProcedureDraft | null
  metadata: Metadata
  causes: Cause[]
  steps: StepDraft[]
}

export interface Structure {
  title: string | null
  procedures: ProcedureDraft[]
  tables: TableDraft[]
  /** Every line in a fence, and every cell of a table, that looks like a command; without the lines marked as known to be some. */
  commandLines(known: Readonly<Uint8Array>): LineOfCommand[]
  lines: string[]
}

/** Reads a whole Markdown file. Pure, linear, and never throws. */
export function readStructure(text: string): Structure {
  const document = parseDocument(text)
  const root = buildSections(document)
  const front = document.frontMatter.title
  const finder = new Finder(typeof front === 'string' ? front : '')
  finder.visit(root)
  const top = root.children.find((section) => section.heading?.level === 1) ?? root.children[0]
  const tables = tablesOf(root)
  return {
    title: typeof front === 'string' && front !== '' ? front : top === undefined ? null : top.text,
    procedures: finder.procedures.sort((a, b) => a.line - b.line || b.endLine - a.endLine),
    tables,
    commandLines: (known) => [
      ...linesOfCommands(blocksOfType(document.blocks, 'fence'), known),
      ...commandsInTables(tables.map(({ table }) => table)).filter(({ line }) => known[line] !== 1),
    ],
    lines: document.lines,
  }
}

const NO_PLACES: ReadonlySet<string> = new Set()

class Finder {
  readonly procedures: ProcedureDraft[] = []
  /** What the file is called: names what stands before its first heading. */
  readonly #title: string

  constructor(title: string) {
    this.#title = title
  }

  visit(section: Section): void {
    if (section.heading !== null && isProcedure(section)) {
      this.#procedure(section, null, section.children)
      return
    }
    if (isAdvice(section)) return
    for (const child of section.children) this.visit(child)
    if (section.heading === null && hasOwnSteps(section)) this.#procedure(section, null, [])
  }

  #procedure(
    section: Section,
    parent: ProcedureDraft | null,
    children: readonly Section[],
    known: ProcedureKind | null = null,
  ): void {
    const heading = section.heading === null ? this.#title : section.text
    const draft: ProcedureDraft = {
      heading,
      line: section.heading?.line ?? 1,
      endLine: section.heading === null ? lastLine(section.blocks) : section.endLine,
      kind: 'other',
      parent,
      metadata: emptyMetadata(),
      causes: [],
      steps: [],
    }
    this.procedures.push(draft)
    const collected: Collected = { steps: [], labels: [], causeTables: [] }
    const reported = saysIncident(section)
    draft.kind = titleKind(heading, reported) ?? kindAround(section) ?? 'other'
    const scope = topScope(section)
    this.#own(section, scope, draft, collected)
    this.#children(children, scope, draft, collected, false)
    draft.steps = collected.steps
    draft.causes = causesOf(section, collected)
    draft.kind = known ?? settleKind(draft, section, reported)
    this.#labels(draft, collected.labels)
    // Still the last: nothing lies in it either.
    if (draft.steps.length === 0 && this.procedures.at(-1) === draft) this.procedures.pop()
  }

  #own(section: Section, scope: Scope, draft: ProcedureDraft, into: Collected): void {
    const before = into.steps.length
    collectSteps(section.blocks, scope, draft.metadata, into)
    if (into.steps.length === before && isInstruction(section)) into.steps.push(instructionStep(section, scope))
  }

  #children(
    children: readonly Section[],
    scope: Scope,
    draft: ProcedureDraft,
    into: Collected,
    divided: boolean,
  ): void {
    const options = children.find((child) => readOption(child.text) !== null)
    const places = children[0]?.parent == null ? NO_PLACES : placesIn(children[0].parent)
    const firstPlace = children.find(({ text }) => places.has(text))
    // A rollback is the way back from one procedure, unless going back is what all of them do.
    const beside = children.filter(
      (child) => isNested(child, draft, divided) && (draft.kind === 'rollback' || child.role === null),
    )
    for (const child of children) {
      if (child.plans) continue
      if (beside.length > 1 && isAftermath(child)) {
        this.#procedure(child, draft, child.children, 'checklist')
        continue
      }
      if (isCause(child, draft)) {
        this.#cause(child, scope, draft, into)
        continue
      }
      if (isNested(child, draft, divided)) {
        const incident = draft.kind === 'incident' || draft.kind === 'diagnose'
        if (!(incident && child.role === 'rollback')) {
          this.#procedure(child, draft, child.children)
          continue
        }
        // A rollback within an incident is one of its remedies: it can be named, and its steps stay in the incident.
        const ways = child.children.filter((way) => hasSteps(way) && actionKind(way.text) === 'rollback')
        for (const way of ways.length > 1 ? ways : [child])
          into.labels.push({ heading: way.text, line: way.heading?.line ?? 1, endLine: way.endLine })
      } else if (isRemedy(child, scope, draft))
        // "Manual failover" over commands, in what mends an incident: it can be named as a bold label can.
        into.labels.push({ heading: child.text, line: child.heading?.line ?? 1, endLine: child.endLine })
      const text = child.text
      const first = readOption(text) !== null ? options : places.has(text) ? firstPlace : null
      const choice = first == null ? null : `alternatives-${first.heading?.line ?? 1}`
      const inner = headingScope(scope, text, choice)
      this.#own(child, inner, draft, into)
      this.#children(child.children, inner, draft, into, divided || divides(child, draft))
    }
  }

  /** One of an incident's causes, with symptoms of its own: it can be named, and its steps stay in the incident. */
  #cause(section: Section, scope: Scope, parent: ProcedureDraft, into: Collected): void {
    const heading = section.text
    const draft: ProcedureDraft = {
      heading,
      line: section.heading?.line ?? 1,
      endLine: section.endLine,
      kind: 'incident',
      parent,
      metadata: emptyMetadata(),
      causes: [],
      steps: [],
    }
    this.procedures.push(draft)
    // What is called by its trouble is for that alone; "(if the cache is in memory)" says more.
    const inner = { ...headingScope(scope, heading, null), condition: join(scope.condition, readCondition(heading)) }
    collectSteps(section.blocks, inner, draft.metadata, into)
    this.#children(section.children, inner, parent, into, true)
  }

  /** Bold labels that name a procedure. In an incident their steps stay where a responder reads them, in the incident. */
  #labels(draft: ProcedureDraft, labels: readonly LabelProcedure[]): void {
    const incident = draft.kind === 'incident' || draft.kind === 'diagnose'
    const alternatives = labels.filter((label) => actionKind(label.heading) === draft.kind).length > 1
    for (const { heading, line, endLine } of labels) {
      // "Promote the replica (if the primary is lost)": what is in brackets is when, not what.
      const kind =
        titleKind(heading.replace(/\s*\(if\b[^()]*\)$/i, ''), false) ??
        (draft.kind === 'incident' ? byHand(heading) : draft.kind)
      const rollback = kind === 'rollback' && draft.kind !== 'rollback'
      if (!incident && !rollback && !(alternatives && kind === draft.kind)) continue
      const label: ProcedureDraft = {
        heading,
        line,
        endLine,
        kind,
        parent: draft,
        metadata: emptyMetadata(),
        causes: [],
        steps: [],
      }
      if (!incident) {
        label.steps = draft.steps.filter((step) => step.from >= line && step.endLine <= endLine)
        draft.steps = draft.steps.filter((step) => !label.steps.includes(step))
      }
      this.procedures.push(label)
    }
  }
}

/** Whether what stands under a heading belongs to the work around it, and names nothing of its own. */
function divides(child: Section, { kind }: ProcedureDraft): boolean {
  if (isPhase(child)) return true
  const incident = kind === 'incident' || kind === 'diagnose'
  return child.role !== null && !isChapterOfIssues(child) && (incident || !isChapterOfTroubles(child))
}

/** What an incident's label stands for that names no known action: what else runs by itself is upkeep, done by hand. */
function byHand(heading: string): ProcedureKind {
  return /\b(?:manual(?:ly)?|trigger|re-?run|re-?process|by hand)\b/i.test(heading) ? 'maintain' : 'other'
}

/** A heading in what mends an incident that names something to run of its own, as a bold label there does. */
function isRemedy(child: Section, scope: Scope, draft: ProcedureDraft): boolean {
  if (draft.kind !== 'incident' || scope.roles[0] !== 'fix' || child.children.length > 0) return false
  return !isStepHeading(child) && namesProcedure(child.text, child.blocks, child.endLine)
}

function saysIncident({ text, children, blocks }: Section): boolean {
  return (
    /^(?:alert|alarm|symptom)\s*\d{0,2}\s*[:–—-]/i.test(text) ||
    children.some(
      (child) =>
        (child.role === 'symptoms' && !/^phase\b/i.test(child.text)) || DESCRIBES.test(withoutNumber(child.text)),
    ) ||
    reportsTrouble(blocks, text) ||
    saysProblem(blocks[0])
  )
}

/** "**Problem**: the queue is not read", right under the heading. */
function saysProblem(first: Block | undefined): boolean {
  return (
    first?.type === 'paragraph' && /^(?:problem|error(?: message)?)$/i.test(readLabel(first.lines[0] ?? '')?.name ?? '')
  )
}

const DESCRIBES = /^(?:severity|meaning|alert (?:definition|details))$/i

/** What stays what it is called although all of it is boxes to tick. */
const TICKED_WORK: readonly ProcedureKind[] = ['incident', 'deploy', 'rollback', 'migrate', 'scale', 'rotate']

/** What the title leaves open, the steps decide. */
function settleKind(draft: ProcedureDraft, section: Section, reported: boolean): ProcedureKind {
  const { alert, severity, symptoms } = draft.metadata
  const title = titleKind(draft.heading, reported || alert !== null || severity !== null || symptoms.length > 0)
  const ticked = draft.steps.length > 0 && draft.steps.every((step) => step.kind === 'checklist')
  if (
    ticked &&
    (title === null || !TICKED_WORK.includes(title) || /^(?:pre|post|before|after|during)\b/i.test(draft.heading))
  )
    return 'checklist'
  // "Pre-deployment validation": boxes, and commands for some of them.
  const boxes = draft.steps.filter((step) => step.kind === 'checklist').length
  if (/^pre-?\w+ (?:validation|verification|checks?)$/i.test(draft.heading) && boxes > draft.steps.length / 2)
    return 'checklist'
  if (title !== null) return title
  if (namesReference(draft.heading)) return 'other'
  if (namesExercise(draft.heading) && draft.steps.some((step) => step.code !== '')) return 'other'
  if (draft.steps.length > 0 && draft.steps.every((step) => step.kind === 'prose' || step.kind === 'checklist'))
    return 'checklist'
  // "Escalation" with a command or two among whom to call.
  if (section.role === 'communicate') return 'checklist'
  const container = kindAround(section)
  if (container !== null) return container
  if (draft.causes.length > 0) return 'incident'
  if (rollsOut(draft.steps)) return 'deploy'
  if (
    draft.steps.length > 0 &&
    draft.steps.every(
      (step) =>
        step.roles[0] === 'diagnose' || /^(?:check|view|list|show|get|test|look)\b/i.test(withoutNumber(step.title)),
    )
  )
    return 'diagnose'
  return 'other'
}

/** Whether all that its commands do is put manifests or releases in place. */
function rollsOut(steps: readonly StepDraft[]): boolean {
  const coded = steps.filter(({ code }) => code !== '')
  return coded.length > 0 && coded.every(({ code }) => ROLLS_OUT.test(code))
}

const ROLLS_OUT = /^\s*(?:kubectl (?:-\S+ \S+ )?(?:apply|set image)|helm (?:upgrade|install)|argocd app sync)\b/

/** What the headings above say it is; "Turn the flags off" right under a file's title about rolling back is another thing. */
function kindAround(section: Section): ProcedureKind | null {
  const above = headingsAbove(section)
  const kind = containerKind(above)
  const other = kind === 'rollback' && above.length === 1 && headingTells(section.text)
  return other ? null : kind
}

function headingsAbove(section: Section): string[] {
  const above: string[] = []
  for (let at = section.parent; at !== null && at.heading !== null; at = at.parent) above.push(at.heading.text)
  return above
}

function topScope(section: Section): Scope {
  const heading = section.text
  const role = section.role
  return {
    section: null,
    roles: role === null ? [] : [role],
    headings: [heading],
    condition: null,
    choice: null,
    optional: false,
    title: withoutNumber(heading),
  }
}

/** `9. Document the incident`, without commands: its text says what to do. */
function instructionStep(section: Section, scope: Scope): StepDraft {
  const heading = section.text
  const numbered = isNumbered(heading)
  const paragraph = section.blocks.find((block) => block.type === 'paragraph')
  const line = numbered || paragraph === undefined ? (section.heading?.line ?? 1) : paragraph.line
  const text = paragraph?.type === 'paragraph' ? paragraph.lines.join('\n') : heading
  return {
    line,
    endLine: numbered ? section.endLine : (paragraph?.endLine ?? line),
    from: line,
    title: heading,
    kind: 'prose',
    section: scope.section,
    roles: scope.roles,
    headings: scope.headings,
    condition: scope.condition ?? readCondition(heading),
    choice: scope.choice,
    optional: scope.optional || isOptional(heading),
    expected: null,
    text,
    code: '',
  }
}

function causesOf(section: Section, collected: Collected): Cause[] {
  return collected.causeTables.filter((table) => tableKind(table, [section.text]) === 'cause_fix').flatMap(readCauses)
}

function lastLine(blocks: readonly Block[]): number {
  return blocks.at(-1)?.endLine ?? 1
}

import { platformsAmong } from './alternatives.ts'
import { commandColumn } from './command-tables.ts'
import type { Block, Fence, List, ListItem, Paragraph, Table } from './document.ts'
import { fenceSteps } from './fence-steps.ts'
import { plainText, readLabel } from './inline.ts'
import { commandStep, itemStep } from './item-steps.ts'
import { bareLabel, type LabelProcedure, labelEnd, labelsOf, namesProcedure } from './labels.ts'
import { fenceKind } from './language.ts'
import { isLinkOnly, itemText } from './list-items.ts'
import { classifyLabel, type LabelUse, type Metadata, noteMetadata } from './metadata.ts'
import { headsWork } from './other-languages.ts'
import { actionKind } from './procedure-kind.ts'
import { join, labelScope, title } from './scopes.ts'
import type { Scope, StepDraft } from './step-draft.ts'
import { instructs, isOptional, readCondition, readOption, readRole } from './words.ts'

export interface Collected {
  steps: StepDraft[]
  labels: LabelProcedure[]
  causeTables: Table[]
}

/** Reads the blocks of one heading, in order; what it finds is added to `into`. */
export function collectSteps(blocks: readonly Block[], scope: Scope, metadata: Metadata, into: Collected): void {
  new Collector(scope, metadata, into).read(blocks)
}

class Collector {
  readonly #outer: Scope
  readonly #metadata: Metadata
  readonly #into: Collected
  #scope: Scope
  /** What the next list or paragraph belongs to. */
  #pending: LabelUse | null = null
  /** The sentence right before a fence or list: "If failover causes issues:". */
  #intro = ''
  #optionsFrom = 0
  /** Labels side by side that name places to do the same thing in. */
  #platforms: ReadonlySet<string> = new Set()

  constructor(scope: Scope, metadata: Metadata, into: Collected) {
    this.#outer = scope
    this.#scope = scope
    this.#metadata = metadata
    this.#into = into
    const role = readRole(scope.headings[0] ?? '')
    if (role === 'symptoms') this.#pending = 'symptoms'
    else if (role === 'prepare') this.#pending = 'prerequisites'
    else if (/^when\b/i.test(scope.headings[0] ?? '') && role === 'about') this.#pending = 'when'
  }

  read(blocks: readonly Block[]): void {
    this.#platforms = platformsAmong(labelsOf(blocks))
    for (const [index, block] of blocks.entries()) {
      switch (block.type) {
        case 'paragraph':
          this.#paragraph(block, blocks, index)
          break
        case 'fence':
          this.#fence(block, blocks[index - 1])
          break
        case 'list':
          this.#list(block, blocks[index + 1])
          break
        case 'table':
          this.#table(block)
          this.#intro = ''
          break
      }
    }
  }

  #paragraph(block: Paragraph, blocks: readonly Block[], index: number): void {
    const plain: string[] = []
    for (const line of block.lines) {
      const label = readLabel(line) ?? bareLabel(line, block, blocks[index + 1])
      if (label === null) plain.push(line)
      else {
        plain.length = 0
        this.#label(label.name, label.value, block, blocks, index)
        if (label.value !== '') plain.push(label.value)
      }
    }
    const text = plainText(plain.join(' '))
    if (
      this.#pending !== null &&
      plain.length > 0 &&
      block.lines.length > 0 &&
      readLabel(block.lines.at(-1) ?? '') === null
    ) {
      noteMetadata(this.#metadata, this.#pending, plain.join(' '))
    }
    this.#intro = text
    this.#noteWhen(text)
  }

  /** "If the migration exits non-zero:" right under a procedure's heading says when it is for. */
  #noteWhen(text: string): void {
    if (this.#into.steps.length > 0 || this.#scope.section !== null || !text.endsWith(':')) return
    const condition = readCondition(text)
    if (condition === null) return
    this.#metadata.when ??= text.replace(/:$/, '')
    this.#intro = ''
  }

  #label(name: string, value: string, block: Paragraph, blocks: readonly Block[], index: number): void {
    const use = classifyLabel(name)
    this.#intro = ''
    if (use === 'remark') {
      this.#pending = null
      return
    }
    if (use !== 'section') {
      this.#pending = value === '' ? use : null
      noteMetadata(this.#metadata, use, value)
      return
    }
    this.#pending = null
    this.#scope = labelScope(this.#outer, name)
    if (readOption(name) !== null || this.#platforms.has(name)) {
      if (this.#optionsFrom === 0) this.#optionsFrom = block.line
      this.#scope.choice = `alternatives-${this.#optionsFrom}`
    }
    const end = labelEnd(blocks, index)
    if (namesProcedure(name, blocks.slice(index + 1), end)) {
      this.#into.labels.push({ heading: name, line: block.line, endLine: end })
    }
  }

  #fence(fence: Fence, before: Block | undefined): void {
    const kind = fenceKind(fence.language, fence.lines)
    this.#pending = null
    if (kind === null || (kind === 'json' && !isInput(this.#intro, this.#scope))) {
      this.#output(fence)
      return
    }
    const scope = this.#introduced(before)
    this.#into.steps.push(...fenceSteps(fence, kind, scope))
    this.#intro = ''
  }

  /** Text in a fence that is nothing to run, right after a step: what the step should print. */
  #output(fence: Fence): void {
    const last = this.#into.steps.at(-1)
    if (
      last !== undefined &&
      last.expected === null &&
      /\b(?:expect|output|should|result|looks? like|see)\w*\b/i.test(this.#intro)
    ) {
      last.expected = fence.lines.join('\n').slice(0, 2000)
    }
    this.#intro = ''
  }

  /** The scope, narrowed by the sentence before. */
  #introduced(before: Block | undefined): Scope {
    if (before?.type !== 'paragraph' || this.#intro === '') return this.#scope
    const sentence = this.#intro.split(/(?<=[.!?])\s+/).at(-1) ?? ''
    const condition = /[:：]$/.test(sentence) ? readCondition(sentence) : null
    const title =
      sentence.length <= 90 && /[:：]$/.test(sentence) ? sentence.replace(/[\s:：]+$/, '') : this.#scope.title
    return {
      ...this.#scope,
      title: this.#scope.section === null || title !== this.#scope.title ? title : this.#scope.title,
      condition: join(this.#scope.condition, condition),
    }
  }

  #list(list: List, next: Block | undefined): void {
    const pending = this.#pending
    const scope = this.#introduced({ type: 'paragraph', lines: [], line: 0, endLine: 0 })
    this.#pending = null
    this.#intro = ''
    if (pending === 'symptoms' || pending === 'prerequisites' || pending === 'when') {
      for (const item of list.items) {
        const text = itemText(item)
        if (text === '') continue
        if (pending === 'when') this.#metadata.when = join(this.#metadata.when, text)
        else this.#metadata[pending].push(text)
      }
    }
    const told = pending === null ? null : classifyList(pending)
    const prose = told !== 'metadata' && proseList(list, scope)
    for (const [index, item] of list.items.entries()) {
      if (this.#labelled(item)) continue
      const follows = index === list.items.length - 1 && next?.type === 'fence' && /:$/.test(itemText(item))
      this.#item(item, scope, prose && !follows)
      // The fence after a list that its author forgot to indent belongs to the last item.
      if (follows) this.#intro = itemText(item)
    }
  }

  /** A table of commands is a list of steps; in one of causes and fixes they stay what they are. */
  #table(table: Table): void {
    this.#into.causeTables.push(table)
    const column = commandColumn(table)
    if (column < 0) return
    for (const row of table.rows) {
      const command = row.commands[column]
      if (command === null || command === undefined) continue
      const said = row.cells.find((cell, index) => index !== column && cell !== '')
      this.#into.steps.push(
        commandStep(row.line, row.line, row.cells.join(' | '), command, {
          ...this.#scope,
          title: said ?? this.#scope.title,
        }),
      )
    }
  }

  /** `- **Severity**: P1`. */
  #labelled(item: ListItem): boolean {
    const first = item.blocks[0]
    if (item.task || first?.type !== 'paragraph' || item.blocks.length > 1) return false
    const label = readLabel(first.lines[0] ?? '')
    if (label === null || label.value === '') return false
    const use = classifyLabel(label.name)
    if (use === 'section' || use === 'remark') return false
    noteMetadata(this.#metadata, use, label.value)
    return true
  }

  #item(item: ListItem, scope: Scope, prose: boolean): void {
    const text = itemText(item)
    const own = readCondition(text)
    const inner: Scope = {
      ...scope,
      title: text === '' ? scope.title : title(text),
      condition: join(scope.condition, own),
      optional: scope.optional || isOptional(text),
    }
    const before = this.#into.steps.length
    for (const block of item.blocks) {
      if (block.type === 'fence') {
        const kind = fenceKind(block.language, block.lines)
        if (kind !== null && kind !== 'json') this.#into.steps.push(...fenceSteps(block, kind, inner))
      } else if (block.type === 'list') {
        for (const nested of block.items) this.#item(nested, inner, nested.task)
      } else if (block.type === 'table') this.#into.causeTables.push(block)
    }
    if (this.#into.steps.length > before || text === '') return
    if (item.task || (prose && !isLinkOnly(item))) this.#into.steps.push(itemStep(item, inner))
  }
}

function classifyList(use: LabelUse): 'metadata' | null {
  return use === 'section' ? null : 'metadata'
}

/** Whether the items of a list are things to do, rather than facts. */
function proseList(list: List, scope: Scope): boolean {
  const role = scope.roles[0]
  if (role === 'symptoms' || role === 'about') return false
  const items = list.items.filter((item) => !isLinkOnly(item))
  if (items.length === 0) return false
  const share = items.filter((item) => instructs(itemText(item))).length / items.length
  if (list.ordered && headsWork(scope.headings[0] ?? '')) return true
  if (list.ordered) return share >= 0.5 || (items.length > 1 && namesSequence(scope))
  return share >= 0.6 && role !== undefined && role !== 'causes' && role !== 'document'
}

/** Whether what heads a numbered list says that it tells an order of events, as in "Standard deployment". */
function namesSequence(scope: Scope): boolean {
  const near = scope.headings[0] ?? ''
  if (/\b(?:steps?|process|procedure|set-?up|workflow|sequence|order|instructions|plan)\b/i.test(near)) return true
  return scope.headings.some((heading) => actionKind(heading) !== null)
}

/** JSON is something to use when the text says so, and an answer when it says that. */
function isInput(intro: string, scope: Scope): boolean {
  const said = `${intro} ${scope.headings[0] ?? ''}`
  return (
    !/\b(?:returns?|respon[sd]\w*|output|expected|example|looks? like|format|shape|sample)\b/i.test(said) &&
    scope.section !== null
  )
}

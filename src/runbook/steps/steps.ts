import type { Block, Fence, List, ListItem, Paragraph, Table } from '../markdown/block.ts'
import { oneLine, plainText, readLabel } from '../markdown/inline.ts'
import { withItsBullets } from '../markdown/stray-bullets.ts'
import { commandColumn } from '../sections/command-tables.ts'
import { bareLabel, type LabelProcedure, labelEnd, labelsOf, namesProcedure } from '../sections/labels.ts'
import {
  continues,
  DOING,
  guards,
  introducesNext,
  isInput,
  lastSentence,
  ONE_OF,
  proseList,
  readGuard,
} from '../sections/leads-to.ts'
import {
  headsBoxes,
  holdsCommands,
  isLinkOnly,
  listsCommands,
  namedSymptom,
  share,
  tells,
} from '../sections/list-items.ts'
import { classifyLabel, type LabelUse, type Metadata, noteItem, noteMetadata, useUnder } from '../sections/metadata.ts'
import { join, labelScope, title } from '../sections/scopes.ts'
import { looksLikeCommand } from '../shell/language.ts'
import type { Scope, StepDraft } from '../step-draft.ts'
import { platformsAmong } from '../words/alternatives.ts'
import { isAlternative, isOptional, readCondition, readOption } from '../words/conditions.ts'
import { labelTells, mainClause, readInstruction, tellsToAct } from '../words/instructions.ts'
import { readRole } from '../words/read-role.ts'
import type { Role } from '../words/role.ts'
import { instructs } from '../words/words.ts'
import { fenceSteps } from './fence-steps.ts'
import { beforeCommand, commandStep, itemStep, wordsStep } from './item-steps.ts'
import { namedCase } from './named-case.ts'
import { shownSteps } from './shown-steps.ts'

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
  /** It, or the label, with its line: a step of its own where what follows is nothing to do. */
  #lead: { line: number; text: string } | null = null
  /** What such a sentence makes what follows depend on. */
  #guard: string | null = null
  /** Under a remark: "**Note:**". */
  #quiet = false
  #optionsFrom = 0
  /** Whether several symptoms stand as items, each over what is done about that one. */
  #cases = false
  /** Labels side by side that name places to do the same thing in. */
  #platforms: ReadonlySet<string> = new Set()

  constructor(scope: Scope, metadata: Metadata, into: Collected) {
    this.#outer = scope
    this.#scope = scope
    this.#metadata = metadata
    this.#into = into
    this.#pending = useUnder(scope.headings[0] ?? '')
  }

  read(blocks: readonly Block[]): void {
    this.#platforms = platformsAmong(labelsOf(blocks))
    this.#cases =
      blocks.flatMap((block) =>
        block.type === 'list' ? block.items.filter((item) => namedSymptom(item) !== null) : [],
      ).length > 1
    let taken: Block | undefined
    for (const [index, block] of blocks.entries()) {
      if (block === taken) continue
      switch (block.type) {
        case 'paragraph':
          this.#paragraph(block, blocks, index)
          break
        case 'fence':
          this.#fence(block, blocks[index - 1])
          break
        case 'list': {
          const whole = withItsBullets(block, blocks[index + 1])
          if (whole !== null) taken = blocks[index + 1]
          this.#list(whole ?? block, blocks[index + (whole === null ? 1 : 2)], blocks[index + (whole === null ? 2 : 3)])
          break
        }
        case 'table':
          this.#table(block)
          this.#intro = ''
          break
      }
    }
  }

  #paragraph(block: Paragraph, blocks: readonly Block[], index: number): void {
    const next = blocks[index + 1]
    let part: Part = { label: null, lines: [], line: block.line }
    for (const [at, line] of block.lines.entries()) {
      const label = readLabel(line) ?? bareLabel(line, block, next)
      if (label === null) part.lines.push(line)
      else {
        if (part.lines.length > 0) this.#says(part, plainText(oneLine(part.lines)), block.line + at - 1)
        this.#label(label.name, label.value, block, blocks, index)
        const lines = label.value === '' ? [] : [label.value]
        part = { label: label.name, lines, line: block.line + at }
      }
    }
    const text = plainText(oneLine(part.lines))
    if (this.#pending !== null && text !== '' && readLabel(block.lines.at(-1) ?? '') === null) {
      noteMetadata(this.#metadata, this.#pending, part.lines.join(' '))
    }
    this.#intro = text
    const introduces = introducesNext(text, next) || sumsUp(part, next)
    if (introduces) this.#introduces(text, block)
    this.#lead = introduces || text === '' ? { line: block.line, text: text === '' ? (part.label ?? '') : text } : null
    if (!introduces && text !== '' && !(block.quoted === true && readCondition(text) === null))
      this.#says(part, text, block.endLine)
  }

  /** A sentence before a fence or list; "If the migration exits non-zero:" holds for what follows, up to the next one. */
  #introduces(text: string, block: Paragraph): void {
    if (!text.endsWith(':')) return
    this.#guard = readGuard(text)
    // Right under a procedure's heading it also says when the procedure is for.
    if (this.#into.steps.length > 0 || this.#scope.section !== null) return
    if (this.#guard !== null && block.lines.length > 0) this.#metadata.when ??= text.replace(/:$/, '')
  }

  /** A paragraph, or what stands after a label: a step where it tells someone to do something. */
  #says({ label, lines, line }: Part, text: string, endLine: number): void {
    const role = this.#scope.roles[0]
    if (this.#pending !== null || this.#quiet || role === 'about' || role === 'symptoms') return
    if (label !== null && classifyLabel(label) !== 'section') return
    const told = readInstruction(text)
    const named = label !== null && labelTells(label)
    if (told === null && !named) return
    const started = this.#into.steps.length > 0 || (role !== undefined && DOING.includes(role))
    if (!named && told?.condition == null && (!started || role === 'causes')) return
    const scope = { ...this.#scope, condition: join(this.#scope.condition, told?.condition ?? null) }
    const name = label === null ? (told?.title ?? text) : `${label}: ${text}`
    this.#into.steps.push(
      wordsStep(line, endLine, lines.join('\n'), {
        ...scope,
        title: title(name),
        optional: scope.optional || told?.optional === true,
      }),
    )
  }

  #label(name: string, value: string, block: Paragraph, blocks: readonly Block[], index: number): void {
    const use = classifyLabel(name)
    this.#intro = ''
    this.#guard = null
    this.#quiet = false
    // "Documentation" over boxes to tick is work; over links it is none.
    const next = blocks[index + 1]
    const list = value === '' && next?.type === 'list' ? next : null
    const ticks =
      list !== null && (list.items.some((item) => item.task) || (/^documentation\b/i.test(name) && share(list) >= 0.6))
    if (use === 'remark' && !ticks) {
      this.#pending = null
      this.#quiet = value === ''
      return
    }
    // "Response: 15 minutes" is a time; "Response" over what to do is none.
    const does = use === 'responseTime' && list !== null
    if (use !== 'section' && use !== 'remark' && !does) {
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
    const { kind } = fence
    const shows = this.#pending === 'symptoms' && !fence.lines.some(looksLikeCommand)
    this.#pending = null
    this.#quiet = false
    // What the symptom looks like, in a fence that is called a shell's.
    if (shows) return
    if (kind === null || (kind === 'json' && !isInput(this.#intro, this.#scope))) {
      const shown = kind === null ? shownSteps(fence, this.#scope, this.#intro, this.#into.steps.length > 0) : null
      if (shown === null) this.#output(fence)
      else {
        this.#into.steps.push(...shown)
        this.#intro = ''
      }
      this.#lead = null
      return
    }
    const scope = this.#introduced(before)
    this.#lead = null
    // A function under "Best practices" or "Prevention" shows how to write one.
    if (kind === 'python' && scope.roles[0] === 'about') return
    this.#into.steps.push(...fenceSteps(fence, kind, scope))
    this.#intro = ''
  }

  /** A fence that is nothing to run, right after a step: what it should print; after an instruction: what to write. */
  #output(fence: Fence): void {
    const last = this.#into.steps.at(-1)
    const shown = /\b(?:expect|output|should|result|looks? like|see|example|returns?|respon[sd])\w*\b/i.test(
      this.#intro,
    )
    if (last !== undefined && last.expected === null && shown) {
      last.expected = fence.lines.join('\n').slice(0, 2000)
    } else if (
      !shown &&
      fence.language !== '' &&
      !/^(?:text|txt|plain\w*|output|none|mermaid|log)$/.test(fence.language)
    )
      this.#written(fence)
    this.#intro = ''
  }

  /** "Set the limit in the values:" over YAML, "Look it up in the console:" over Ruby: for a person to do. */
  #written(fence: Fence): void {
    const role = this.#scope.roles[0]
    const text = this.#intro
    if (this.#lead === null || role === 'about' || role === 'symptoms') return
    const sentence = lastSentence(text)
    if (!/[:：]$/.test(sentence) || !tellsToAct(mainClause(sentence.replace(/[\s:：]+$/, '')))) return
    const scope = { ...this.#scope, condition: join(this.#scope.condition, this.#guard), title: title(sentence) }
    this.#into.steps.push(wordsStep(this.#lead.line, fence.endLine, text, scope))
  }

  /** The scope, narrowed by the sentence before. */
  #introduced(before: Block | undefined): Scope {
    const led = (before?.type === 'paragraph' || before?.type === 'list') && this.#intro !== ''
    if (!led && this.#guard === null) return this.#scope
    const scope = { ...this.#scope, condition: join(this.#scope.condition, this.#guard) }
    if (!led) return scope
    const sentence = lastSentence(this.#intro)
    const condition = before.type === 'list' ? readGuard(sentence) : null
    // "For example:" says less than the heading above it.
    const names =
      sentence.length <= 90 && /[:：]$/.test(sentence) && (tellsToAct(mainClause(sentence)) || !instructs(scope.title))
    this.#instead(sentence, scope)
    return {
      ...scope,
      title: names || before.type === 'list' ? title(sentence) : scope.title,
      condition: join(scope.condition, condition),
    }
  }

  /** "Alternatively, from the command line:": instead of the step before, and under its condition. */
  #instead(sentence: string, scope: Scope): void {
    const before = this.#into.steps.at(-1)
    if (before === undefined || !isAlternative(sentence) || before.section !== scope.section) return
    scope.condition ??= before.condition
    scope.choice ??= before.choice ?? `alternatives-${before.line}`
    before.choice ??= scope.choice
  }

  #list(list: List, next: Block | undefined, afterNext: Block | undefined): void {
    const pending = this.#pending
    const scope = this.#introduced({ type: 'paragraph', lines: [], line: 0, endLine: 0 })
    const lead = this.#lead
    const quiet = this.#quiet
    this.#pending = null
    this.#lead = null
    this.#quiet = false
    this.#intro = ''
    if (pending === 'symptoms' || pending === 'prerequisites' || pending === 'when') {
      for (const item of list.items) {
        const text = item.text
        if (text === '') continue
        if (pending === 'when') this.#metadata.when = join(this.#metadata.when, text)
        else this.#metadata[pending].push(text)
      }
    }
    const told = pending === null ? null : classifyList(pending)
    // `3.` after a fence goes on with what `1.` and `2.` began.
    const goesOn = list.ordered && list.start > 1 && this.#into.steps.length > 0
    const prose = told !== 'metadata' && !quiet && (goesOn || proseList(list, scope))
    // "If load is high:" over what that means, and what to do then.
    const some = told !== 'metadata' && !quiet && !prose && guards(scope)
    const before = this.#into.steps.length
    for (const [index, item] of list.items.entries()) {
      if (noteItem(this.#metadata, item)) {
        if (this.#cases) this.#case = namedSymptom(item) ?? this.#case
        continue
      }
      const follows = index === list.items.length - 1 && next?.type === 'fence' && continues(list, item, afterNext)
      this.#item(item, scope, (prose || (some && tells(item))) && !follows, lead?.text)
      // The fence after a list that its author forgot to indent belongs to the last item.
      if (follows) this.#intro = item.text
    }
    // "Look at the dashboards:" over a list of links is something to do, once.
    if (told === null && !quiet && this.#into.steps.length === before && this.#intro === '') this.#led(lead, list)
  }

  #led(lead: { line: number; text: string } | null, list: List): void {
    const role = this.#scope.roles[0]
    if (lead === null || role === 'about' || role === 'symptoms' || role === 'causes') return
    const text = lead.text.replace(/[\s:：]+$/, '')
    if (!labelTells(text)) return
    this.#into.steps.push(wordsStep(lead.line, list.endLine, text, { ...this.#scope, title: title(text) }))
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

  /** The last symptom that stood as an item, where there are several. */
  #case: string | null = null

  #item(item: ListItem, outer: Scope, prose: boolean, intro = ''): void {
    // Facts, and nothing under them: most lists are of that.
    if (!prose && !item.task && item.blocks.length === 1 && item.blocks[0]?.type === 'paragraph') return
    const { text } = item
    const scope = this.#case === null ? outer : { ...outer, condition: join(outer.condition, this.#case) }
    const own = readCondition(text) ?? beforeCommand(item) ?? namedCase(text, scope, intro)
    const inner: Scope = {
      ...scope,
      title: text === '' ? scope.title : title(text),
      condition: join(scope.condition, own),
      optional: scope.optional || isOptional(text),
    }
    const before = this.#into.steps.length
    const runs = item.blocks.some((block) => holdsCommands(block) || (block.type === 'list' && listsCommands(block)))
    // "2. Common causes:" over bullets says what may be so: nothing to do.
    const instructed = item.blocks.some((block) => block.type === 'list' && share(block) >= 0.6)
    const explains = item.blocks.length > 1 && !instructed && EXPLAINS.includes(readRole(text))
    if (!runs && !explains && text !== '' && !headsBoxes(item) && (item.task || (prose && !isLinkOnly(item))))
      this.#into.steps.push(itemStep(item, inner))
    for (const [at, block] of item.blocks.entries()) {
      if (block.type === 'fence') {
        if (block.kind !== null && block.kind !== 'json') this.#into.steps.push(...fenceSteps(block, block.kind, inner))
      } else if (block.type === 'list') {
        // Bullets belong to their item, unless there are commands among them.
        const choice = ONE_OF.test(text) ? `alternatives-${item.line}` : inner.choice
        const each = runs && (block.ordered || share(block) >= 0.6)
        for (const nested of block.items) this.#item(nested, { ...inner, choice }, nested.task || each)
      } else if (block.type === 'table') this.#into.causeTables.push(block)
      else if (block.type === 'paragraph' && at > 0)
        this.#afterwards(block, item.blocks[at + 1], inner, runs && this.#into.steps.length > before)
    }
    // Its fence holds a remark and nothing to run: "# In the dashboards, filter by service".
    if (runs && prose && text !== '' && this.#into.steps.length === before)
      this.#into.steps.push({ ...wordsStep(item.line, item.endLine, text, inner), from: item.line })
  }

  /** A paragraph of an item after its first: "Then restart the workers." */
  #afterwards(block: Paragraph, next: Block | undefined, scope: Scope, started: boolean): void {
    const text = plainText(oneLine(block.lines))
    const told = readInstruction(text)
    if (told === null || introducesNext(text, next)) return
    if (told.condition === null && (!started || block.quoted === true)) return
    const condition = join(scope.condition, told.condition)
    this.#into.steps.push(
      wordsStep(block.line, block.endLine, block.lines.join('\n'), { ...scope, title: told.title, condition }),
    )
  }
}

/** "Fix: give the cache more memory" over the steps that do it. */
function sumsUp({ label }: Part, next: Block | undefined): boolean {
  return label !== null && next?.type === 'list' && next.ordered && readRole(label) === 'fix' && holdsCommands(next)
}

function classifyList(use: LabelUse): 'metadata' | null {
  return use === 'section' ? null : 'metadata'
}

/** What a paragraph says from one label to the next. */
interface Part {
  label: string | null
  lines: string[]
  line: number
}

const EXPLAINS: readonly (Role | null)[] = ['causes', 'symptoms']

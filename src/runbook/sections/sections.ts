import type { Block, Document, Heading, List } from '../markdown/block.ts'
import { readLabel } from '../markdown/inline.ts'
import { headingTells } from '../words/instructions.ts'
import { headsWork } from '../words/other-languages.ts'
import { actionKind, namesProblem } from '../words/procedure-kind.ts'
import { readRole, readRoleUnder } from '../words/read-role.ts'
import type { Role } from '../words/role.ts'
import { instructs, isNumbered } from '../words/words.ts'
import { commandColumn } from './command-tables.ts'
import { holdsCommands, isLinkOnly, share, tellsAll } from './list-items.ts'
import { headTroubles } from './listed-troubles.ts'
import { classifyLabel } from './metadata.ts'

/** A heading and what stands under it. The root has no heading: it holds what comes before the first one. */
export interface Section {
  heading: Heading | null
  /** The heading's; empty for the root. */
  text: string
  role: Role | null
  /** Whether it holds what is meant for some other day: "Roadmap", and all under it. */
  plans: boolean
  blocks: Block[]
  children: Section[]
  parent: Section | null
  /** Last line that holds anything, with the children's. */
  endLine: number
  /** What was found out about it so far: everything under a heading asks, and each question is answered once. */
  known: Known
}

interface Known {
  ownSteps: boolean | undefined
  steps: boolean | undefined
  divided: boolean | undefined
  numbered: NumberedChildren | undefined
}

/** How many sub-headings are numbered, and how many of those tell what to do. */
interface NumberedChildren {
  count: number
  instructing: number
}

function sectionOf(heading: Heading | null, parent: Section | null): Section {
  const text = heading?.text ?? ''
  const endLine = heading?.endLine ?? 0
  const known = { ownSteps: undefined, steps: undefined, divided: undefined, numbered: undefined }
  const plans = parent?.plans === true || PLANS.test(text)
  return {
    heading,
    text,
    role: readRoleUnder(parent?.role ?? null, text),
    plans,
    blocks: [],
    children: [],
    parent,
    endLine,
    known,
  }
}

const PLANS = /\b(?:roadmap|future (?:work|improvements|enhancements))$/i

export function buildSections(document: Document): Section {
  const root = sectionOf(null, null)
  let current = root
  const blocks = headTroubles(withoutColophon(document.blocks))
  for (const block of blocks) {
    if (block.type === 'heading') {
      while (current.heading !== null && current.heading.level >= block.level) current = current.parent as Section
      const section = sectionOf(block, current)
      current.children.push(section)
      current = section
    } else current.blocks.push(block)
    for (let at: Section | null = current; at !== null; at = at.parent) at.endLine = Math.max(at.endLine, block.endLine)
  }
  // A title's section is the whole file.
  const title = root.children.length === 1 ? root.children[0] : undefined
  const last = document.blocks.at(-1)
  if (title?.heading?.level === 1 && last !== undefined) title.endLine = Math.max(title.endLine, last.endLine)
  return root
}

/** `**Last updated:** …` or a line in italics at the end belongs to the file, not to the procedure before it. */
function withoutColophon(blocks: readonly Block[]): readonly Block[] {
  let end = blocks.length
  while (end > 0 && isColophon(blocks[end - 1] as Block)) end -= 1
  return blocks.slice(0, end)
}

function isColophon(block: Block): boolean {
  if (block.type !== 'paragraph') return false
  return block.lines.every((line) => {
    if (/^([*_])[^*_](?:.*[^*_])?\1$/.test(line.trim())) return true
    const label = readLabel(line)
    return label !== null && label.value !== '' && classifyLabel(label.name) === 'remark'
  })
}

/** Whether anything in the section's own text, before its sub-headings, is to be done. */
export function hasOwnSteps(section: Section): boolean {
  section.known.ownSteps ??= findOwnSteps(section)
  return section.known.ownSteps
}

function findOwnSteps(section: Section): boolean {
  const { role } = section
  if (section.plans) return false
  if (section.blocks.some(holdsCommands)) return true
  if (role === 'about' || role === 'symptoms') return false
  if (section.blocks.some((block) => block.type === 'table' && commandColumn(block) >= 0)) return true
  let quiet = false
  let under = role
  const named = namesProblem(section.text)
  for (const block of section.blocks) {
    if (block.type === 'paragraph') {
      const label = readLabel(block.lines.at(-1) ?? '')
      quiet = saysNotSteps(block.lines[0] ?? '')
      if (label !== null) under = named && isRemedy(label.name) ? 'fix' : role
    }
    if (block.type === 'list' && !quiet && listHasSteps(block, section, under)) return true
  }
  return isInstruction(section)
}

/** `**Solutions:**` over bullets, in a section that is called by its trouble. */
function isRemedy(label: string): boolean {
  const role = readRole(label)
  return role === 'fix' || role === 'steps'
}

/** A list under `**Symptoms:**` or `**Prerequisites:**` is no list of steps. */
function saysNotSteps(line: string): boolean {
  const label = readLabel(line)
  return label !== null && classifyLabel(label.name) !== 'section'
}

function listHasSteps(list: List, section: Section, role: Role | null): boolean {
  if (list.items.some((item) => item.task)) return true
  const items = list.items.filter((item) => !isLinkOnly(item))
  if (items.length === 0) return false
  if (list.ordered && headsWork(section.text)) return true
  if (list.ordered) return share(list) >= 0.5 || (items.length > 1 && actionKind(section.text) !== null)
  if (role === null && headingTells(section.text)) return tellsAll(list)
  if (role === 'fix' && tellsAll(list)) return true
  return (
    share(list) >= 0.6 &&
    (role === 'document' ||
      role === 'fix' ||
      role === 'steps' ||
      role === 'verify' ||
      role === 'rollback' ||
      role === 'diagnose')
  )
}

/** A heading such as `9. Document the incident`, or `Web rollback` over a sentence that says how: a step in prose. */
export function isInstruction(section: Section): boolean {
  if (section.children.length > 0 || section.heading === null) return false
  if (isNumbered(section.heading.text) && instructs(section.heading.text)) return isNumberedAmongOthers(section)
  // "Monitoring" over what to measure one day is none; as the third of the stages it is.
  if (section.role === 'about' && !isNumbered(section.heading.text)) return false
  if (actionKind(section.heading.text) === null) return false
  const first = section.blocks.find((block) => block.type === 'paragraph')
  return first !== undefined && instructs(first.lines[0] ?? '')
}

function isNumberedAmongOthers({ parent }: Section): boolean {
  return parent !== null && numberedChildren(parent).count > 1
}

export function numberedChildren(section: Section): NumberedChildren {
  section.known.numbered ??= countNumbered(section.children)
  return section.known.numbered
}

function countNumbered(children: readonly Section[]): NumberedChildren {
  const texts = children.map(({ text }) => text).filter(isNumbered)
  return { count: texts.length, instructing: texts.filter(instructs).length }
}

export function hasSteps(section: Section): boolean {
  section.known.steps ??= (hasOwnSteps(section) || section.children.some(hasSteps)) && !isAdvice(section)
  return section.known.steps
}

/** "Best practices" over "Before", "During" and "After": what is always so, unless there is something to run or to tick. */
export function isAdvice({ text, role, blocks, children }: Section): boolean {
  if (role !== 'about' || children.length === 0 || !children.every((child) => TIMES.test(child.text))) return false
  if (!/\b(?:best practices|principles|guidelines)\b/i.test(text)) return false
  return ![...blocks, ...children.flatMap((child) => child.blocks)].some(
    (block) => holdsCommands(block) || (block.type === 'list' && block.items.some(({ task }) => task)),
  )
}

const TIMES = /^(?:pre-|post-|before|during|after)/i

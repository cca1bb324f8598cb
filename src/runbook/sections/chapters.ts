import { longPattern } from '../../core/long-pattern.ts'
import type { ProcedureKind } from '../../plan/plan.ts'
import { platformsAmong } from '../words/alternatives.ts'
import { readOption } from '../words/conditions.ts'
import { namesProblem, namesReference, titleKind } from '../words/procedure-kind.ts'
import { withoutSigns } from '../words/read-role.ts'
import type { Role } from '../words/role.ts'
import { instructs, isNumbered, withoutNumber } from '../words/words.ts'
import { labelsOf } from './labels.ts'
import { holdsCommands } from './list-items.ts'
import { saysAlert, saysProcedure } from './metadata.ts'
import { hasOwnSteps, hasSteps, numberedChildren, type Section } from './sections.ts'

/** Roles that divide a procedure's work, as opposed to talking about it. */
const WORK: readonly (Role | null)[] = ['prepare', 'diagnose', 'steps', 'fix', 'causes', 'verify']

const CORE: readonly (Role | null)[] = ['diagnose', 'steps', 'fix', 'causes']

/** Whether a heading names a procedure, rather than a chapter that holds several. */
export function isProcedure(section: Section): boolean {
  if (!hasSteps(section)) return false
  const working = section.children.filter(hasSteps)
  if (working.length === 0) return true
  // A whole file is one procedure when it is divided into the parts of one: tests and notes come with anything.
  if (section.heading?.level === 1) {
    const core = working.some(
      (child) => (CORE.includes(child.role) && !isChapterOfTroubles(child)) || isStepHeading(child),
    )
    if ((core || /\bcheck-?list\b/i.test(section.text)) && isDivided(section)) return true
    return isOneIncident(section)
  }
  if (saysProcedure(section.blocks) || NAMED_ONE.test(section.text)) return true
  // "Post-deployment validation": its chapters are what is looked at, one after the other.
  if (section.role === 'verify' && /^post-/i.test(withoutNumber(section.text))) return true
  return isDivided(section) || hasOwnSteps(section) || isTicked(section, working) || placesIn(section).size > 0
}

/** Its author says that it is one: `Scenario 2: …`, `Symptom: "…"`. */
const NAMED_ONE = /^(?:runbook|scenario|playbook|symptom|issue|problem)\b[^:]{0,12}[:.–—-]/i

/** "Checklist" over "Before the restore" and "After the restore": boxes all through. */
function isTicked({ text }: Section, working: readonly Section[]): boolean {
  return /\bcheck-?list$/i.test(text) && working.every(onlyBoxes)
}

function onlyBoxes({ blocks, children }: Section): boolean {
  if (children.length > 0 || blocks.some(holdsCommands)) return false
  return blocks.every((block) => block.type !== 'list' || block.items.every(({ task }) => task))
}

/**
 * The sub-headings that name places to do one thing in: `Docker`, `Render`, `Fly.io` under "Turn the flags off". Empty where
 * one of them has ways of its own to choose from, and where anything but the preparation and the check stands beside them.
 */
export function placesIn({ children }: Section): ReadonlySet<string> {
  const working = children.filter(hasSteps)
  const places = platformsAmong(working.map(({ text }) => text))
  const own = working.every(({ text, role, blocks, children }) =>
    places.has(text)
      ? children.length === 0 && !labelsOf(blocks).some((label) => readOption(label) !== null)
      : role === 'verify' || role === 'prepare' || CHECKS.test(text),
  )
  return own ? places : new Set()
}

const CHECKS = /^(?:verify|check|confirm|validate)\b|\b(?:verification|validation|checks?)$/i

/** A file that begins with its alert and severity is about that one, whatever its chapters are called. */
function isOneIncident(section: Section): boolean {
  const { blocks, children } = section
  if (!namesProblem(section.text)) return false
  if (children.some((child) => hasSteps(child) && saysAlert(child.blocks))) return false
  if (saysAlert(blocks) || children.some((child) => isAlertDetails(child) && saysAlert(child.blocks))) return true
  return goesThrough(section) || isForOneAlert(section)
}

/** `## Alert: QueueGrows` over a sentence or two, and then the chapters that say what to do about it. */
function isForOneAlert({ children }: Section): boolean {
  const alerts = children.filter(({ text }) => NAMES_ALERT.test(withoutSigns(text)))
  const working = children.filter(hasSteps)
  return (
    alerts.length === 1 &&
    !hasSteps(alerts[0] as Section) &&
    working.filter(({ role }) => role !== null && role !== 'about').length > working.length / 2
  )
}

const NAMES_ALERT = /^(?:alert|alarm)\s*[:–—-]\s*\S/i

/** "Error rate spike" whose chapters look for the cause and mend it, and name no other trouble. */
function goesThrough({ text, children }: Section): boolean {
  const working = children.filter(hasSteps)
  // "Database issues" are several.
  if (/\b(?:issues|problems|incidents|alerts)\b/i.test(text) || working.some(isChapterOfIssues)) return false
  const named = working.filter(({ role, text }) => role === null && namesProblem(text))
  const roles = new Set(working.map(({ role }) => role))
  return named.length === 0 && roles.has('diagnose') && (roles.has('fix') || roles.has('causes'))
}

function isAlertDetails(section: Section): boolean {
  return /^alert(?: (?:definition|details|information|info|summary|overview))?$/i.test(section.text)
}

/** How many things of their own the headings under this one name. */
function titledIn(section: Section): number {
  const { role } = section
  if (isStepHeading(section)) return 0
  const inner = section.children.filter(hasSteps).reduce((sum, child) => sum + titledIn(child), 0)
  if (role === null) return Math.max(1, inner)
  return role === 'rollback' || isChapterOfIssues(section) || isChapterOfTroubles(section) ? inner : 0
}

/** "Common issues" holds several that stand for themselves; "Common causes" belongs to what it explains. */
export function isChapterOfIssues(section: Section): boolean {
  return (
    section.role === 'causes' &&
    /issue|problem|failure/i.test(section.text) &&
    section.children.filter((child) => hasSteps(child) && !isStepHeading(child)).length > 1
  )
}

/** "Troubleshooting" at the end of planned work, over one heading for each thing that may go wrong with it. */
export function isChapterOfTroubles({ role, text, children }: Section): boolean {
  if (role !== 'diagnose' || !/^troubleshooting\b/i.test(text)) return false
  return children.filter(({ text }) => namesProblem(text)).length > 1 || children.some(isChapterOfIssues)
}

/** `1. Verify the primary`, `Step 2`: one of the steps of what stands above. */
export function isStepHeading(section: Section): boolean {
  const { text } = section
  if (/^step\s+\d/i.test(text) || readOption(text) !== null || isPhase(section)) return true
  if (isLettered(section)) return true
  if (!isNumbered(text)) return false
  if (instructs(text)) return true
  if (isStage(section)) return true
  // `3. Bulk restore` among `1. List versions` and `2. Copy one back`.
  const { count, instructing } =
    section.parent === null ? { count: 0, instructing: 0 } : numberedChildren(section.parent)
  return instructing > count / 2
}

/** `B. Check the events` under `Symptom 1: …`: one place after the other to look at. */
function isLettered({ text, parent }: Section): boolean {
  return /^[A-Z][.)]\s/.test(text) && parent !== null && NAMED_ONE.test(parent.text)
}

/** `Phase 2: Copy the data` among others of that name: parts of one piece of work, unless they take weeks. */
export function isPhase({ text, parent }: Section): boolean {
  if (!PHASE.test(text) || LASTS.test(text) || parent === null) return false
  // "Backups" in five phases are as many things to set up; "Migration" in five is one.
  if (parent.heading?.level === 1 && !ONE_WORK.includes(titleKind(parent.text, false))) return false
  return parent.children.filter((child) => PHASE.test(child.text)).length > 2
}

const ONE_WORK: readonly (ProcedureKind | null)[] = ['deploy', 'migrate', 'rollback', 'restore', 'rotate', 'scale']

const PHASE = /^phase\s+\d/i
const LASTS = /\b(?:weeks?|months?|sprints?|quarters?)\b/i

const STAGE = longPattern()`
  ^(?:detect(?:ion|ing)?|acknowledg\w+|identif\w+|(?:initial |first )?(?:response|assessment|triage)|declar\w+
    |investigat\w+|diagnos\w+|mitigat\w+|contain\w+|eradicat\w+|remediat\w+|recover\w*|resolution|resolv\w+
    |communicat\w+|escalat\w+|verif\w+|closure|post-?(?:incident|mortem)|review|follow-?up)\b`

/** `3. Investigation and Diagnosis` among `1. Detection` and `2. Response`: the stages that any incident goes through. */
function isStage({ parent }: Section): boolean {
  if (parent === null || !/\b(?:process|workflow|lifecycle|procedure|response)\b/i.test(parent.text)) return false
  const numbered = parent.children.filter(({ text }) => isNumbered(text))
  const stages = numbered.filter(({ text }) => STAGE.test(withoutNumber(text).toLowerCase())).length
  return numbered.length > 2 && stages >= numbered.length * 0.8
}

/** Whether a sub-heading names a procedure of its own within one. */
export function isNested(section: Section, under: { kind: ProcedureKind }, divided: boolean): boolean {
  if (!hasSteps(section)) return false
  const { text } = section
  // "Immediate rollback" and "Restore from the backup" under "Rollback procedure" are the ways it goes.
  if (section.parent?.role === 'rollback' && under.kind === 'rollback') return false
  if (section.role === 'rollback' || isReference(section) || isWholeChecklist(section, under)) return true
  if (section.role !== null || divided || isStepHeading(section)) return false
  if (isCalledProcedure(text) || isReview(section)) return true
  if (under.kind === 'checklist' && onlyBoxes(section)) return false
  if (under.kind === 'incident' || under.kind === 'diagnose') {
    // What was lost is fetched back whether or not the incident is over.
    if (section.parent?.role === null && RESTORES.test(withoutNumber(text))) return true
    return (
      !instructs(text) &&
      !/\b(?:steps|actions|checks)$/i.test(text) &&
      (saysProcedure(section.blocks) ||
        namesProblem(text) ||
        // "Order book verification" over "Verification commands" is the end of the incident around it.
        section.children.some(({ role }) => role !== 'verify' && WORK.includes(role)))
    )
  }
  const kind = titleKind(text, saysProcedure(section.blocks))
  // Between "Pre-migration" and "Verify", "Apply migration" is the work itself; among other goals it is one of them.
  if (kind === under.kind && isDivided(section.parent)) return false
  return kind !== null && ['deploy', 'rollback', 'migrate', 'scale', 'rotate', 'restore', 'incident'].includes(kind)
}

/** "Quick reference": commands of all sorts to choose from, which nobody runs one after the other. */
function isReference({ text, blocks }: Section): boolean {
  return namesReference(text) && blocks.some(holdsCommands)
}

/** "Checklist" over nothing but boxes, in an incident: gone through as a whole, from the first look to the last word. */
function isWholeChecklist(section: Section, { kind }: { kind: ProcedureKind }): boolean {
  if (kind !== 'incident' || !/^check-?list$/i.test(withoutSigns(withoutNumber(section.text)))) return false
  const working = section.children.filter(hasSteps)
  return working.length === 0 ? onlyBoxes(section) : working.every(onlyBoxes)
}

const RESTORES = /^(?:data(?:base)?|backup|snapshot) (?:recovery|restor(?:e|ation))$|^restor(?:e|ing) (?:from|the) /i

/** "Complete recovery procedure": its author says what it is, and "complete" is no order. */
function isCalledProcedure(text: string): boolean {
  return /^(?:complete|full|manual|emergency)\b.*\bprocedure$|^(?:\S+ )?manual (?:backup|snapshot)$/i.test(text)
}

/** "Code review checklist": gone through as a whole, whatever the incident is at. */
function isReview({ text }: Section): boolean {
  return /\breview check-?list$/i.test(text)
}

/** `#### Memory leak` with its own symptoms, under "Common causes"; "Scenario 2: Out of memory" under "Resolution". */
export function isCause(section: Section, under: { kind: ProcedureKind }): boolean {
  if (under.kind !== 'incident' && under.kind !== 'diagnose') return false
  if (section.parent === null || section.role !== null) return false
  const { role } = section.parent
  if (SCENARIO.test(section.text)) return WORK.includes(role) && hasSteps(section)
  if (role === 'diagnose') return isOneOfTroubles(section)
  if (role !== 'causes') return false
  return !isStepHeading(section) && saysProcedure(section.blocks) && hasSteps(section)
}

/** "Diagnostic steps" over "Database backup failure" and "Cache backup failure": which of them it is, and what then. */
function isOneOfTroubles({ text, parent }: Section): boolean {
  const others = parent?.children ?? []
  return (
    others.length > 1 &&
    !instructs(text) &&
    others.every((child) => child.role === null && hasSteps(child) && BY_TROUBLE.test(child.text))
  )
}

/** Called by a trouble, and by nothing to do about it. */
const BY_TROUBLE = /\b(?:failures?|failed|failing|errors?|issues?|problems?|down|unavailable|exhaust\w+)$/i

/** A file's author calls it one of several things that happen; a "case" is no more than a condition. */
const SCENARIO =
  /^scenario ?#?(?:\d{1,2}|[a-z])(?: (?:resolution|solution|fix|mitigation|recovery|diagnosis))?\s*[:.–—-]/i

/** "Post-rollback", "After the restore": what follows whichever of the procedures beside it was run. */
export function isAftermath(section: Section): boolean {
  return hasSteps(section) && !isPhase(section) && /^(?:post|after)\b/i.test(withoutNumber(section.text))
}

const SEVERAL = /\b(?:operations|tasks|emergency procedures)$/i

function isDivided(section: Section | null): boolean {
  if (section === null) return false
  section.known.divided ??= findDivided(section)
  return section.known.divided
}

function findDivided(section: Section): boolean {
  const all = section.children.filter(hasSteps)
  // Beside `Step 1`, `Step 2` it is what may go wrong in them; beside anything else it makes the file a collection.
  const working = all.some(isStepHeading) ? all.filter((child) => !isChapterOfTroubles(child)) : all
  const dividing = working.filter(
    (child) =>
      (WORK.includes(child.role) && !isChapterOfIssues(child) && !isChapterOfTroubles(child)) || isStepHeading(child),
  ).length
  // "Daily operations" over "Health checks" and "Backup verification" holds two of them.
  if (SEVERAL.test(section.text) && dividing < working.length && section.heading?.level !== 1) return false
  return dividing > 0 && dividing >= working.reduce((sum, child) => sum + titledIn(child), 0)
}

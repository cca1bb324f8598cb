import { longPattern } from '../core/long-pattern.ts'
import { remember } from '../runbook/remember.ts'
import type { StepDraft } from '../runbook/step-draft.ts'
import { mainClause, tellsToAct } from '../runbook/words/instructions.ts'
import { namesProblem } from '../runbook/words/procedure-kind.ts'
import { instructs, isNumbered, withoutNumber } from '../runbook/words/words.ts'
import { afterwards, BEFOREHAND, checklistPhase, showsSuccess } from './box-phase.ts'
import {
  BACK,
  CHANGE,
  COMMUNICATE,
  COPY,
  DOCUMENT,
  ENDS,
  GATHER,
  LOOK,
  type PhaseInput,
  PREPARE,
  type ReadStep,
  STARTS,
  TO_LOOK,
  VERIFY,
  VERIFY_HEADING,
} from './phase-words.ts'
import type { Effect, Phase, ProcedureKind } from './plan.ts'

/** What a step is there for, of its commands' effects: a change among them says more than what nobody can know. */
export function knownEffect(effects: readonly Effect[]): Effect {
  for (const effect of ['destructive', 'write', 'unknown'] as const) if (effects.includes(effect)) return effect
  return 'read'
}

/** One step among those of its procedure. */
interface Place {
  kind: ProcedureKind
  input: ReadStep
  steps: readonly ReadStep[]
  /** Of the steps before it. */
  before: readonly Phase[]
  index: number
}

/** Phases of a procedure's steps, in their order. */
export function phasesOf(kind: ProcedureKind, steps: readonly PhaseInput[]): Phase[] {
  const phases: Phase[] = []
  const read = steps.map(
    ({ step, effect }): ReadStep => ({ step, effect, text: told(step), looks: undefined, gathers: undefined }),
  )
  for (const [index, input] of read.entries()) phases.push(phaseOf({ kind, input, steps: read, before: phases, index }))
  return phases
}

function phaseOf(place: Place): Phase {
  const { kind, input, before } = place
  const { step, text } = input
  const role = step.roles[0]
  if (input.effect === 'unknown' && signsIn(input) && !before.some(works))
    return planning(kind) ? 'prepare' : 'diagnose'
  if (COMMUNICATE.test(text)) return 'communicate'
  if (DOCUMENT.test(text)) return 'document'
  if (role === 'prepare') return 'prepare'
  if (role === 'verify' && !sets(input)) return 'verify'
  // "1. Verify the alert" comes before anything was done about it.
  if (step.section !== null && before.some(works) && VERIFY_HEADING.test(withoutNumber(step.section))) return 'verify'
  // In a checklist of its own an "Escalation procedure" is a row of different things to do.
  // A command that only reads tells nobody.
  if (role === 'communicate' && kind !== 'checklist' && input.effect !== 'read' && !TECHNICAL.test(text))
    return 'communicate'
  if (role === 'diagnose' && !tellsToChange(input)) return step.roles.includes('verify') ? 'verify' : 'diagnose'
  if (role === 'document' && (input.effect === null || WRITES_UP.test(text))) return afterwards(text)
  if (step.kind === 'checklist' && kind !== 'checklist') {
    if (planning(kind) && BEFOREHAND.test(withoutNumber(step.headings[0] ?? ''))) return 'prepare'
    if (showsSuccess(input, before)) return 'verify'
  }
  if (planning(kind) && step.kind !== 'checklist' && BACK.test(text) && !isLooking(input)) return 'rollback'
  const rollback = kind === 'rollback' || role === 'rollback' || step.headings.slice(0, -1).some(namesRollback)
  if (rollback) return isLooking(input) && changedBefore(place) ? 'verify' : 'rollback'
  switch (kind) {
    case 'incident':
    case 'diagnose':
    case 'other':
      return respondPhase(place)
    case 'checklist':
      return checklistPhase(input)
    default:
      return planned(place)
  }
}

/** `ssh shop-1` and nothing else: one must be there to look or to change anything. */
function signsIn({ step }: PhaseInput): boolean {
  return SIGNS_IN.test(step.code)
}

const SIGNS_IN = /^\s*(?:ssh|gcloud compute ssh|aws ssm start-session)\s[^\n;|&]*$/

function tellsToChange(input: ReadStep): boolean {
  const { effect, text } = input
  if (isChange(input)) return CHANGE.test(text)
  return (effect === null && RAISES.test(text)) || (effect === 'unknown' && ENDS.test(text))
}

/** Whether something was done by then. */
function works(phase: Phase): boolean {
  return phase === 'fix' || phase === 'rollback'
}

/** "Increase the timeout in the script", between two commands that look. */
const RAISES = /^(?:increase|decrease|raise|lower|reduce|extend) (?:the )?[\w-]/i

/** After an incident, whatever is asked for it: "Generate the report", "Analyze the pattern". */
const WRITES_UP =
  /^(?:(?:generate|export|collect|archive|capture|save)\b.*\b(?:reports?|summary|timeline|evidence|logs|metrics|audit)|analy[sz]e|summari[sz]e)\b/i

/** "Create the missing indexes" under "Post-migration": not all of it verifies. */
function sets(input: ReadStep): boolean {
  const { text, step } = input
  return isChange(input) && SETS.test(text) && step.headings.some((name) => /^post-?\w+$/i.test(withoutNumber(name)))
}

const SETS = /^(?:create|update|enable|configure|rebuild|reindex|remove|delete|analy[sz]e)\b/i

function planning(kind: ProcedureKind): boolean {
  return kind !== 'incident' && kind !== 'diagnose' && kind !== 'checklist'
}

/** Among whom to call: what is tried, or looked at, before the call. */
const TECHNICAL = longPattern('i')`
  ^(?:check for|(?:create|take) (?:an? )?(?:backup|snapshot)|review recent
    |consider (?!(?:invok|escalat|declar|pag|involv|notify))|scale|restart|roll|implement|deploy|fail ?over
    |apply|increase|enable|disable)\b`

/** In an incident: looking first, then changing, then looking whether it helped. */
function respondPhase(place: Place): Phase {
  const { kind, input, steps, index } = place
  const { text } = input
  if (!isLooking(input)) {
    // In a procedure that only looks, opening a shell or setting a variable is part of looking.
    if (kind === 'diagnose' && !isChange(input) && !ENDS.test(text) && (input.effect !== null || !CHANGE.test(text)))
      return 'diagnose'
    const first =
      /^back ?up before\b/i.test(text) || (COPY.test(text) && steps.slice(index + 1, index + 12).some(isChange))
    return first ? 'prepare' : 'fix'
  }
  // "Set the right region", as one of the remedies: nothing is found out by it.
  if (input.step.roles[0] === 'fix' && /^set\b(?! ?up)/i.test(text)) return 'fix'
  if (gathers(steps, index)) return 'diagnose'
  if (input.step.headings.slice(0, -1).some((heading) => ONCE_OVER.test(heading))) return 'verify'
  // Waiting is no diagnosis: it is all that can be done.
  if (/^wait\b/i.test(text)) return 'verify'
  if (/^(?:identify|find|determine) and (?:fix|kill|stop|remove|resolve)/i.test(text)) return 'fix'
  // What happened, and why, is asked before and after: it shows no success.
  if (
    /^(?:assess|identify|determine|investigate|diagnose|use .* to determine|(?:find (?:the )?)?(?:root )?cause)\b/i.test(
      text,
    )
  )
    return 'diagnose'
  // Among remedies in words, "Check for poison messages" is one more place to look; "Check that it recovered" is not.
  const remedy = input.effect === null && input.step.roles[0] === 'fix'
  if (remedy && /^(?:check|review|look|analy[sz]e)\b/i.test(text) && !HELPED.test(text)) return 'diagnose'
  if (isOneOfRemedies(place)) return 'diagnose'
  // Settings are looked at for what is wrong with them, and "Image pull errors" is one more trouble.
  const read = input.effect === 'read' && !instructs(text) && namesProblem(text)
  if (input.step.roles[0] === 'fix' && (LOOKS_AT_SETTINGS.test(text) || read)) return 'diagnose'
  const changed = changedBefore(place)
  // "Ensure that ids are random", before anything was changed: it is what changes it.
  if (remedy && !changed && /^ensure\b/i.test(text)) return 'fix'
  return changed ? 'verify' : 'diagnose'
}

/** "Monitoring after resolution": there is nothing left to find. */
const ONCE_OVER = /\b(?:after|post)[- ](?:the )?(?:resolution|recovery|fix|mitigation|remediation|restart|restore)\b/i

/** "2. Check the migration files" between "1. Reset the database" and "3. Run them by hand": ways to try, one after the other. */
function isOneOfRemedies({ input, steps, index }: Place): boolean {
  const { step, text } = input
  if (
    step.roles[0] !== 'fix' ||
    !/^(?:check|review|inspect)\b/i.test(text) ||
    HELPED.test(text) ||
    /\bstatus$/i.test(text)
  )
    return false
  return steps.slice(index + 1, index + 6).some((next) => next.step.section === step.section && isChange(next))
}

const LOOKS_AT_SETTINGS = longPattern('i')`
  ^(?:check|review|inspect)\s+(?:(?:for|the)\s+)?(?:[\w-]+\s+){0,2}
  (?:config\w*|settings?|limits?|quotas?|permissions?|rbac|(?:network )?polic(?:y|ies)|environment|leaks?|selectors?
    |credentials?|versions?|syntax)$`

const HELPED =
  /\b(?:recover\w*|normal|return\w*|resolved|improv\w+|clear(?:s|ed)|again|stable|success\w*|work(?:s|ing)|still|gone)\b/i

/** In planned work: everything up to the first change prepares it, and looking afterwards verifies it. */
function planned({ kind, input, steps, before, index }: Place): Phase {
  const { text } = input
  if (!before.some(works) && input.effect !== null && input.step.code.split('\n').every(isAssignment)) return 'prepare'
  const changed = before.includes('fix') || /^(?:after|post)\b/i.test(withoutNumber(input.step.headings.at(-1) ?? ''))
  if (gathers(steps, index)) return 'prepare'
  // "Backup verification": all of it verifies, its scratch database included.
  const { headings } = input.step
  const verifies = (heading: string | undefined) => /\b(?:verification|validation)$/i.test(heading ?? '')
  if (verifies(headings.at(-1)) || (input.effect === null && headings.some(verifies))) return 'verify'
  if (changed && /^(?:(?:log ?in|sign in|authenticate)\b|connect to \S+(?: \S+)?$)/i.test(text)) return 'fix'
  if (VERIFY.test(text) || isLooking(input) || isShown(input)) {
    if (changed) return 'verify'
    // "Monitor the deployment", "Verification script": where nothing is changed, looking is all of it.
    if (input.effect !== null && steps.length > 1 && onlyVerifies(steps)) return 'verify'
    // What is looked at after the last change is whether it took.
    if (VERIFY.test(text) && steps.slice(0, index).some(isChange) && !steps.slice(index).some(isChange)) return 'verify'
    if (isGathering(input)) return 'prepare'
    // "Daily health check": upkeep that changes nothing only looks.
    return kind === 'maintain' && input.effect !== null && !steps.some(changes) ? 'diagnose' : 'prepare'
  }
  // "Error rates", in what is watched once it is out.
  const watched = headings.some((heading) => /\bmonitoring\b/i.test(heading))
  if (changed && input.effect === null && watched && !instructs(text)) return 'verify'
  const { section } = input.step
  // What a numbered heading calls the work is the work, whatever its command is called.
  const work = section !== null && isNumbered(section) && !PREPARE.test(withoutNumber(section)) && CHANGE.test(section)
  if (work) return 'fix'
  // A copy of what is there, before what comes next changes it.
  if (
    kind === 'maintain' &&
    COPY.test(text) &&
    !/\b(?:director(?:y|ies)|folder|filename|script)s?\b/i.test(text) &&
    backsUp(input.step)
  )
    return 'fix'
  if (COPY.test(text) && steps.slice(index + 1, index + 12).some(isChange)) return 'prepare'
  if (isChange(input) && /^edit\b/i.test(text)) return 'fix'
  if (PREPARE.test(text) && !STARTS.test(text.replace(/^\w+/, '')) && (!changed || /\bbuilt\b|\blint/.test(text)))
    return 'prepare'
  if (/\bdry[- ]run\b/i.test(text)) return 'prepare'
  return 'fix'
}

/** `make logs-api`, "The API only", under "View logs": nobody can know, and its heading says that it looks. */
function isShown({ step, effect, text }: ReadStep): boolean {
  const { section } = step
  if (effect !== 'unknown' || section === null || CHANGE.test(text)) return false
  return SHOWS.test(withoutNumber(section))
}

const SHOWS = /^(?:view|show|list|inspect|look at|tail|check|read)\b/i

/** Under "Manual backup" the copy is the work, not what comes before it. */
function backsUp({ headings }: StepDraft): boolean {
  return /\bbackups?\b|\bsnapshots?\b/i.test(headings.at(-1) ?? '')
}

/** What the step says to do: its title less its number, its condition, and the field it stands in. */
function told(step: StepDraft): string {
  const plain = withoutNumber(step.title)
  const field = plain.includes(':') ? /^[A-Z][^:.]{1,40}:\s+(.+)$/s.exec(plain)?.[1] : undefined
  const said = field !== undefined && !tellsToAct(plain) && tellsToAct(mainClause(field)) ? field : plain
  return mainClause(said)
}

/** Whether the step only finds or sets what a later one needs, which changes something. */
function gathers(steps: readonly ReadStep[], index: number): boolean {
  if (!isGathering(steps[index] as ReadStep)) return false
  for (const next of steps.slice(index + 1, index + 5)) {
    const { text } = next
    if (isGathering(next) || DOCUMENT.test(text) || COMMUNICATE.test(text)) continue
    return !isLooking(next)
  }
  return false
}

function isGathering(input: ReadStep): boolean {
  input.gathers ??= !isChange(input) && (GATHER.test(input.text) || onlyAssigns(input.step.code))
  return input.gathers
}

function onlyAssigns(code: string): boolean {
  return code !== '' && code.split('\n').every(isAssignment)
}

function isAssignment(line: string): boolean {
  return /^\s*(?:$|#|(?:export\s+)?[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\(.*\)|\S*)\s*(?:#.*)?$)/.test(line)
}

/** Whether it does, or may do, more than look. */
function changes({ effect }: PhaseInput): boolean {
  return effect !== null && effect !== 'read'
}

function onlyVerifies(steps: readonly ReadStep[]): boolean {
  return !steps.some(doesMore) && VERIFY.test(steps[0]?.text ?? '')
}

/** Whether it does anything but look, as far as its words and its effect say. */
function doesMore(input: ReadStep): boolean {
  return isChange(input) || (!VERIFY.test(input.text) && !isLooking(input))
}

function isChange({ effect }: PhaseInput): boolean {
  return effect === 'write' || effect === 'destructive'
}

/** Whether the step only looks: by what it does where that is known, else by what it says. */
function isLooking(input: ReadStep): boolean {
  input.looks ??= onlyLooks(input)
  return input.looks
}

function onlyLooks(input: ReadStep): boolean {
  const { text } = input
  if (input.step.asks === true || COLLECTS.test(text)) return true
  // "Wait for the database" over what starts it.
  if (/^wait\b/i.test(text) && isChange(input) && STARTS_UP.test(input.step.code)) return false
  if (VERIFY.test(text) || (input.effect === null && TO_LOOK.test(input.step.text))) return true
  if (LOOK.test(text))
    return (
      !isChange(input) ||
      (/^(?:check|verify|test|list|view|show|get|describe|review|inspect)\b/i.test(text) &&
        !CHANGE.test(text) &&
        !STARTS_UP.test(input.step.code))
    )
  if (input.effect === 'read')
    return (
      !/^generate\b.*\b(?:keys?|secrets?|passwords?|tokens?|certificates?)\b/i.test(text) &&
      !CHANGE.test(text.split(/[\s:]/, 1)[0] ?? '')
    )
  return false
}

/** Into files of one's own, to be looked at. */
const COLLECTS =
  /^(?:collect|gather|capture)\b.*\b(?:logs?|metrics|diagnostics|evidence|information|info|stats|traces?|dumps?)\b/i

/** Steps to look back. No procedure that people follow has more between two that belong together. */
const FARTHEST = 300

/** "If that fails, check the compose file" over what starts it anew. */
const STARTS_UP = /\b(?:docker[ -]compose|systemctl|docker|service)\b[^\n|;]*\s(?:up -d|start|restart)\b/

/** Whether something was changed before in the same section. */
function changedBefore({ input, steps, before, index }: Place): boolean {
  const { text } = input
  const { section, headings, condition } = input.step
  if (listsCommands(headings.at(-1) ?? '')) return false
  const [own = '', around] = headings
  // `2. Restart` after `1. Look` under one heading: what an earlier one changed, a later one verifies.
  const numbered = isNumbered(own) && !namesProblem(own)
  for (let at = index - 1; at >= Math.max(0, index - FARTHEST); at--) {
    const earlier = steps[at] as ReadStep
    if (earlier.step.section !== section && !(numbered && earlier.step.headings[1] === around)) continue
    const phase = before[at]
    const then = earlier.step.condition
    if (phase === 'fix' && (then === null || then === condition || (AFTER.test(text) && sameFence(earlier, input))))
      return true
    if (phase === 'rollback' && !isLooking(earlier)) return true
  }
  return false
}

/** "If needed, restart it" and then "Verify that it is up": only then is there anything to verify. */
const AFTER = /^(?:verify|monitor|wait|confirm|validate|watch|re-?(?:check|test))\b|\bagain$/i

function sameFence({ step: one }: PhaseInput, { step: other }: PhaseInput): boolean {
  return one.fence !== undefined && one.fence === other.fence
}

/** "Quick commands": what a reader picks from, each for itself. */
const listsCommands = remember((heading: string): boolean =>
  /\b(?:commands?(?: reference)?|cheat ?sheet|quick reference)$/i.test(heading),
)

/** Asked of every heading around every step. */
const namesRollback = remember((heading: string): boolean =>
  /\b(?:rolling back|roll(?: \S+){1,4} back|roll-? ?back|revert|undo)\b/i.test(heading),
)

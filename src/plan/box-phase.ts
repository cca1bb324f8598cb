import { instructs, withoutNumber } from '../runbook/words/words.ts'
import { BACK, CHANGE, type ReadStep, VERIFY } from './phase-words.ts'
import type { Phase } from './plan.ts'

/** Headings of boxes that are ticked once the work is done. */
const AFTERWARDS =
  /\bpost-|\bafter\b|\bverification\b|\bvalidation\b|\bdrills?\b|\bexercises?\b|\btests?\b|\btesting\b/i

/** A box that says how things are, after what changed them or under "Validation checklist". */
export function showsSuccess({ step, text }: ReadStep, before: readonly Phase[]): boolean {
  if (text.endsWith('?') || (instructs(text) && !IS_SO.test(text))) return false
  if (step.headings.slice(0, -1).some((heading) => AFTERWARDS.test(heading) && !BEFOREHAND.test(heading))) return true
  return (before.includes('fix') || before.includes('rollback')) && !BUILT.test(text)
}

const IS_SO = /\b(?:successful(?:ly)?|normal|healthy|stable|passing|passed|running|completed|working)$/i
export const BEFOREHAND = /^pre-?\w/i
const BUILT = /\b(?:built|ready|scheduled|prepared|approved|tagged|merged)\b|\blint/i

/** After an incident: writing it down, unless it says to mend or to test something. */
export function afterwards(text: string): Phase {
  if (/^(?:fix|deploy|re-?deploy|roll|restart|apply|patch)\b/i.test(text)) return 'fix'
  return /^(?:test|verify|validate|monitor(?:ing)?)\b|^(?:check|confirm)\b.*\b(?:recovered|returned|normal|restored|stable|healthy)\b/i.test(
    text,
  )
    ? 'verify'
    : 'document'
}

/** Of a step in a checklist: of a box, by its heading and what it says; of the rest, by what they say. */
export function checklistPhase({ step, text, effect }: ReadStep): Phase {
  if (step.kind === 'checklist') {
    const heading = step.headings.join(' ')
    // Boxes for the days after an incident: what is written, told and learned.
    if (/\bpost-?(?:incident|mortem)/i.test(heading)) return afterwards(text)
    if (AFTERWARDS.test(heading)) return FOLLOWS_UP.test(text) ? 'document' : 'verify'
    // "Incident commander checklist": boxes for what is done, not for what must be so before.
    if (RESPONDS.test(heading) && !/\bpre-/i.test(heading)) return BACK.test(text) ? 'rollback' : checklistText(text)
    if (!/\bduring\b|\brecovery\b/i.test(heading)) return 'prepare'
    return VERIFY.test(text) || /\b(?:verified|validated|healthy|passing|passed|passes|normal)\b/i.test(text)
      ? 'verify'
      : 'fix'
  }
  // "Gather logs" over what fetches them, in the browser or at a shell; "Check the sentry" over where to click.
  const phase = checklistText(text)
  const looks = step.headings.slice(0, -1).some((heading) => LOOKS_ROUND.test(withoutNumber(heading)))
  return phase === 'fix' && looks && !CHANGE.test(text) && effect !== 'write' && effect !== 'destructive'
    ? 'diagnose'
    : phase
}

/** What is learned from it, and left for later. */
const FOLLOWS_UP =
  /^(?:identify|update|schedule|implement|plan|improve|archive)\b.*\b(?:improv\w+|opportunit\w+|runbooks?|documentation|procedures?|rules|alert\w*|follow-?ups?|learn\w+|lessons|action items)\b/i

const LOOKS_ROUND =
  /^(?:gather|collect|check|review|inspect|look|investigate|analy[sz]e|triage|assess|identify)\b(?! ?-?list)/i

const RESPONDS =
  /\bincident (?:commander|response|check-?list)|\bcommander\b|\bresponder\b|\binvestigation\b|\bfirst response\b|^(?:resolution|mitigation|remediation|containment)\b/i

function checklistText(text: string): Phase {
  if (
    /^(?:identify|investigate|assess|triage|diagnose|analy[sz]e|analysis|root cause|detect|check|review|determine|gather|collect|capture|begin (?:the |initial )*(?:investigat|triag|diagnos)\w*|what|when|how many)\b/i.test(
      text,
    )
  )
    return 'diagnose'
  return VERIFY.test(text) ? 'verify' : 'fix'
}

import { longPattern } from '../../core/long-pattern.ts'
import { isOptional, readCondition } from './conditions.ts'
import { startsWithVerb, withoutNumber } from './words.ts'

/** What a sentence of a paragraph tells the reader to do. */
export interface Instruction {
  /** The sentence, as a title. */
  title: string
  condition: string | null
  optional: boolean
}

/** What comes before the main clause: when, where, what for. `Under the "Logs" tab, in the left column, …` has two. */
const LEAD = longPattern('i')`
  ^(?:if|when|once|after|before|unless|until|in|on|under|from|at|with|for|to|using|emergency|last resort
    |as a last resort|optional(?:ly)?)\b[^,:;.]{0,160}[,:;]\s*`
/** "If the list is empty you can ask for a new one": without its comma. */
const BARE_LEAD = /^(?:if|when|once)\b[^,:;.]{0,160}?\s(?=you (?:can|should|must|need|have)\b)/i
const CONNECTIVE =
  /^(?:(?:then|next|finally|alternatively|otherwise|also|now|please|instead|afterwards?|and|or|in that case|in this case)\b,?\s+)+/i
/** Said to the reader, as a command is. */
const TO_READER = longPattern('i')`
  ^(?:you (?:can|could|should|must|may|might|will need to|will have to|need to|have to|may need to|may have to
      |might (?:need|want) to|may want to|want to)|we (?:need to|have to|should|must)|it is necessary to
    |be sure to|remember to|(?:please )?make sure (?:that )?you)\s+
  (?:(?:also|then|now|first|manually|simply|either|always)\s+)?`

/** Telling where to read, or about the text itself: nothing anyone does to a system. */
const POINTS = longPattern('i')`
  ^(?:see|read|refer|visit|note(?! down)|use (?:this|these|the following|when)|follow (?:this|these|the)\b
    |keep in mind|give|find (?:more|out more|below|the (?:docs|documentation))|list of|look (?:below|above)
    |skip (?:this|to)|go to (?:section|step)|continue (?:with|to)|proceed|complete (?:this|these)
    |perform (?:the following|these)|do (?:the following|these)|run (?:the following|these|this)
    |execute (?:the following|these|this)|view (?:more|the (?:docs|documentation))|consider)\b`

/**
 * What a paragraph tells a responder to do; null when it explains, warns or points elsewhere. Its first sentence decides,
 * except that a condition may follow an explanation: "The pool is small. If it is full, restart the API."
 *
 * @param text - Plain text, on one line.
 */
export function readInstruction(text: string): Instruction | null {
  if (text.length < 8 || text.endsWith(':')) return null
  const sentences = text.slice(0, 1200).split(/(?<=[.!?])\s+(?=[A-Z])/, 8)
  for (const [index, sentence] of sentences.entries()) {
    if (index > 0 && !/^(?:if|unless|in case)\b/i.test(sentence)) continue
    if (!tells(sentence) || /^you should (?:now )?(?:be\b|see\b|get\b|have\b)/i.test(sentence)) continue
    const condition = readCondition(sentence)
    return { title: short(sentence), condition, optional: isOptional(sentence) }
  }
  return null
}

/** Whether the main clause of a sentence tells someone to do something. */
function tells(sentence: string): boolean {
  return tellsToAct(mainClause(withoutNumber(sentence)))
}

/** `Once it is up, you can then check the log` → `check the log`. */
export function mainClause(sentence: string): string {
  let rest = sentence
  for (let strip = 0; strip < 4; strip++) {
    const lead = LEAD.exec(rest) ?? BARE_LEAD.exec(rest)
    if (lead === null || lead[0].length === rest.length) break
    rest = rest.slice(lead[0].length)
  }
  return rest.replace(CONNECTIVE, '').replace(TO_READER, '')
}

/** Whether a clause, less what comes before it, is an instruction to act, not to read on. */
export function tellsToAct(clause: string): boolean {
  return startsWithVerb(clause) && !POINTS.test(clause) && !isStatement(clause)
}

/** Verbs that are nouns as well: "Review Frequency", "Document Owner", "Backup Location". */
const NOUNS = longPattern('i')`
  ^(?:access|alert|approve|archive|backup|block|build|call|change|check|contact|copy|document|download|dump
    |escalate|export|file|fix|import|issue|load|lock|log|look|mark|measure|monitor|note|patch|place|point|post
    |query|rate|read|release|report|request|review|route|schedule|search|set|shutdown|snapshot|start|switch
    |tag|test|trace|track|view|watch)\b`

/** Whether a label says what to do, rather than what something is: "Review slow queries", not "Review Frequency: weekly". */
export function labelTells(label: string): boolean {
  const words = label.split(/\s+/)
  if (words.length < 3 || !tellsToAct(label)) return false
  return !NOUNS.test(label) || !/^[A-Z]/.test(words[1] as string) || words.length > 3
}

/** Whether a heading says what to do: "Scale compute", "Investigate alarms"; "Backup locations" names a thing. */
export function headingTells(heading: string): boolean {
  const text = withoutNumber(heading)
  return text.includes(' ') && tellsToAct(text) && !NOUNS.test(text)
}

/** A word, at most three more of which none begins an object (`the`, `your`, `with`), and a verb in the third person. */
const STATEMENT = longPattern('i')`
  ^\S+(?:\s+(?!(?:the|a|an|all|any|each|every|your|its|their|this|that|these|those|it|them|which|if|until|with
        |to|and)\b)[\w-]+){0,3}\s+(?:is|are|was|were|will|has|have|can|should|may|must|does|do|comes?|runs?
    |happens?|fails?|takes?|needs?|means?|requires?|returns?|contains?|completes?|typically|usually|normally
    |generally|often)\b`

/** `Access logs are kept for a week`, `Backup retention is 30 days`: the first word is a noun. */
function isStatement(clause: string): boolean {
  if (/^(?:check|verify|confirm|ensure|make|validate|see|test|wait)\b/i.test(clause)) return false
  return STATEMENT.test(clause)
}

function short(sentence: string): string {
  const plain = sentence.replace(/[\s.:：]+$/, '')
  return plain.length <= 160 ? plain : `${plain.slice(0, 157)}…`
}

/** `Dashboard → Service → Deploys`: where to click, which says what to do without a verb. */
export function isClickPath(text: string): boolean {
  return /\b(?:dashboard|console|portal|settings|menu|admin)\b[^→>]{0,30}\s(?:→|->|>)\s\S/i.test(text)
}

import { longPattern } from '../../core/long-pattern.ts'
import { remember } from '../remember.ts'

/** What the words of headings, labels and comments say. Everything here looks at plain text, without Markdown. */

const NUMBERING =
  /^(?:(?:step|phase|option|schritt|paso)\s+)?(?:\(?[0-9]+[a-z]?(?:\.[0-9]+)*[.):]?|[a-z][.)])\s*[-–—:.)]*\s+/i

/** `1. Check status` → `Check status`; `3a. API Down` → `API Down`; `Step 2: Restart` → `Restart`. */
export function withoutNumber(text: string): string {
  if (!mayBeNumbered(text)) return text.trim()
  const match = NUMBERING.exec(text)
  // "5 minutes later" counts and "502 Bad Gateway" is a status: neither numbers.
  if (match === null || /^(?:\d+\s+[a-z]|[45]\d\d\s)/.test(text)) return text.trim()
  return text.slice(match[0].length).trim()
}

/** `Then check the log:` → `Then check the log`. */
export function withoutColon(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  // Most texts end in a letter: that is cheaper to see than to look for a colon everywhere.
  return last > 58 && last < 127 ? text : text.replace(/[\s:：]+$/, '')
}

/** By its first two characters: asked of every heading, label, comment and item, most of which have no number. */
function mayBeNumbered(text: string): boolean {
  const second = text[1]
  return second === '.' || second === ')' || (text !== '' && '0123456789(sSpPoO'.includes(text[0] as string))
}

/** `1. …`, `Step 2: …`: one of several that follow each other. */
export function isNumbered(text: string): boolean {
  return /^(?:step\s+)?\(?\d+(?:\.\d+)*[.):]\s*\S/i.test(text) || /^step\s+\d+\b/i.test(text)
}

/** What may stand before the verb. */
const ADVERB =
  'then|next|first|finally|now|also|please|manually|immediately|quickly|temporarily|optionally|gracefully|safely'

/** Verbs that tell someone what to do; not "issue 5", nor the load balancer of somebody. */
const VERB = String.raw`
  acknowledge|access|activate|add|adjust|alert|allow|analy[sz]e|announce|apply|approve|archive|ask|assess
  |assign|attach|backup|back up|block|bootstrap|bounce|bring|build|call|cancel|capture|change|check|choose
  |clean|clear|click|clone|close|collect|combine|commit|communicate|compare|complete|compress|configure|confirm|connect
  |consider|contact|continue|convert|copy|cordon|create|deactivate|decide|declare|decrease|delete|deploy
  |describe|detect|determine|diagnose|disable|disconnect|dismiss|document|downgrade|download|drain|drop
  |dump|edit|enable|engage|enhance|ensure|enter|escalate|establish|evaluate|examine|execute|expand|export|extend|extract
  |failover|fail over|fetch|file|find|fix|flush|follow|force|free|gather|generate|get|give|go|grant|halt
  |handle|identify|implement|import|increase|inform|initiate|inspect|install|invalidate|investigate|invoke
  |isolate|issue(?! ?#?\d)|join|keep|kick|kill|launch|limit(?!s\b| (?:is|of|was|exceeded|reached))|list|load(?! balanc\w+ \w+$)|locate|lock|log|login
  |log in|look|lower|make|mark|measure|merge|migrate|mitigate|modify|monitor|mount|move|navigate|note
  |notify|obtain|open|optimi[sz]e|page|patch|pause|perform|pick|pin|ping|place|point|post|prepare|press
  |prioriti[sz]e|promote|provide|provision|prune|publish|pull|purge|push|print|put|query|quarantine|raise
  |rate|re-[a-z]{2,}|re-?apply|re-?create|re-?deploy|re-?enable|re-?generate|re-?index|re-?open|re-?queue
  |re-?run|re-?start|re-?sync|re-?try|read|rebalance|reboot|rebuild|reclaim|recover|redirect|reduce
  |refresh|register|release|reload|remove|rename|renew|reorgani[sz]e|repair|repeat|replace|replay|report
  |request|requeue|reset|resize|resolve|restore|resume|retrieve|retry|return|revert|review|revoke|roll
  |rollback|rotate|route|run|save|scale|schedule|scan|search|see|select|send|set|set up|setup|share|show
  |shut|shutdown|sign|silence|simulate|skip|snapshot|spin|ssh|start|stop|store|strengthen|submit|switch|sync|tag|tail
  |take|tell|terminate|test|throttle|trace|track|trigger|try|tune|uncordon|undo|uninstall|unlock|unset
  |update|upgrade|upload|use|vacuum|validate|verify|view|visit|wait|warm|watch|write`

/** Not half of a word: "set-up", "issue's". */
const IMPERATIVE = longPattern('i')`^(?:(?:${ADVERB})[,:]?\s+)?(?:${VERB})\b(?!['’]s|-\w)`

/** Whether a clause begins with a verb that tells someone to do something. */
export function startsWithVerb(clause: string): boolean {
  return IMPERATIVE.test(clause)
}

/** Whether the text tells someone to do something: it begins with a verb, or with a condition and then a verb. */
export const instructs = remember(isInstruction)

/** "Login issues", "Query performance tuning", "Alert manager integration": the first word is a noun. */
const NAMES_THING = longPattern('i')`
  ^(?:access|alert|backup|build|file|import|export|limit|load|log|login|network|query|rate|release|request|route
    |search|snapshot|start|sync|trace|view)\s+(?:[\w-]+\s+){0,3}
  (?:issues?|problems?|errors?|failures?|integration|tuning|optimi[sz]ation|performance)$`

function isInstruction(text: string): boolean {
  const plain = withoutNumber(text)
  if (IMPERATIVE.test(plain)) return !NAMES_THING.test(plain)
  const conditional = /^(?:if|when|once|after|before|for|on)\b[^,:;–—]{0,120}[,:;–—]\s*(.+)$/i.exec(plain)
  return conditional !== null && IMPERATIVE.test(conditional[1] as string)
}

/** What a reader is told to expect, rather than to do. */
export function isExpectation(text: string): boolean {
  return /^(?:expect(?:ed|ation)?s?\b|should\b|(?:example |sample )?(?:output|response|result)s?\b\s*(?:[:(]|should|is|looks)|returns?:|you should (?:see|get)|look for\b|=>|->|→|e\.g\.)/i.test(
    text,
  )
}

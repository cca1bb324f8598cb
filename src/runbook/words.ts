import { firstOf } from './first-of.ts'
import { foreignRole } from './other-languages.ts'
import { remember } from './remember.ts'
import type { Role } from './role.ts'

export type { Role } from './role.ts'

/** What the words of headings, labels and comments say. Everything here looks at plain text, without Markdown. */

const NUMBERING =
  /^(?:(?:step|phase|option|schritt|paso)\s+)?(?:\(?[0-9]+[a-z]?(?:\.[0-9]+)*[.):]?|[a-z][.)])\s*[-–—:.)]*\s+/i

/** `1. Check status` → `Check status`; `3a. API Down` → `API Down`; `Step 2: Restart` → `Restart`. */
export function withoutNumber(text: string): string {
  if (!mayBeNumbered(text)) return text.trim()
  const match = NUMBERING.exec(text)
  // "5 minutes later" counts, it does not number.
  if (match === null || /^\d+\s+[a-z]/.test(text)) return text.trim()
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
  const first = text[0] ?? ''
  const second = text[1]
  return second === '.' || second === ')' || (first >= '0' && first <= '9') || '(sSpPoO'.includes(first)
}

/** `1. …`, `Step 2: …`: one of several that follow each other. */
export function isNumbered(text: string): boolean {
  return /^(?:step\s+)?\(?\d+(?:\.\d+)*[.):]\s*\S/i.test(text) || /^step\s+\d+\b/i.test(text)
}

const VERBS =
  /^(?:(?:then|next|first|finally|now|also|please|manually|immediately|quickly|temporarily|optionally|gracefully|safely)[,:]?\s+)?(?:acknowledge|access|activate|add|adjust|alert|allow|analy[sz]e|announce|apply|approve|archive|ask|assess|assign|attach|backup|back up|block|bootstrap|bounce|bring|build|call|cancel|capture|change|check|choose|clean|clear|click|clone|close|collect|communicate|compare|complete|compress|configure|confirm|connect|consider|contact|continue|convert|copy|cordon|create|deactivate|decide|declare|decrease|delete|deploy|describe|detect|determine|diagnose|disable|disconnect|dismiss|document|downgrade|download|drain|drop|dump|edit|enable|ensure|enter|escalate|establish|evaluate|examine|execute|expand|export|extend|extract|failover|fail over|fetch|file|find|fix|flush|follow|force|free|gather|generate|get|give|go|grant|halt|handle|identify|implement|import|increase|inform|initiate|inspect|install|invalidate|investigate|invoke|isolate|issue(?! ?#?\d)|join|keep|kick|kill|launch|list|load(?! balanc\w+ \w+$)|locate|lock|log|login|log in|look|lower|make|mark|measure|merge|migrate|mitigate|modify|monitor|mount|move|navigate|note|notify|obtain|open|optimi[sz]e|page|patch|pause|perform|pick|pin|ping|place|point|post|prepare|press|prioriti[sz]e|promote|provide|provision|prune|publish|pull|purge|push|print|put|query|quarantine|raise|rate|re-[a-z]{2,}|re-?apply|re-?create|re-?deploy|re-?enable|re-?generate|re-?index|re-?open|re-?queue|re-?run|re-?start|re-?sync|re-?try|read|rebalance|reboot|rebuild|reclaim|recover|redirect|reduce|refresh|register|release|reload|remove|rename|renew|reorgani[sz]e|repair|repeat|replace|replay|report|request|requeue|reset|resize|resolve|restore|resume|retrieve|retry|return|revert|review|revoke|roll|rollback|rotate|route|run|save|scale|schedule|scan|search|see|select|send|set|set up|setup|share|show|shut|shutdown|sign|silence|simulate|skip|snapshot|spin|ssh|start|stop|store|submit|switch|sync|tag|tail|take|tell|terminate|test|throttle|trace|track|trigger|try|tune|uncordon|undo|uninstall|unlock|unset|update|upgrade|upload|use|vacuum|validate|verify|view|visit|wait|warm|watch|write)\b(?!['’]s|-\w)/i

/** Whether a clause begins with a verb that tells someone to do something. */
export function startsWithVerb(clause: string): boolean {
  return VERBS.test(clause)
}

/** Whether the text tells someone to do something: it begins with a verb, or with a condition and then a verb. */
export const instructs = remember(isInstruction)

function isInstruction(text: string): boolean {
  const plain = withoutNumber(text)
  if (VERBS.test(plain)) return true
  const conditional = /^(?:if|when|once|after|before|for|on)\b[^,:;–—]{0,120}[,:;–—]\s*(.+)$/i.exec(plain)
  return conditional !== null && VERBS.test(conditional[1] as string)
}

/** What a reader is told to expect, rather than to do. */
export function isExpectation(text: string): boolean {
  return /^(?:expect(?:ed|ation)?s?\b|should\b|(?:example |sample )?(?:output|response|result)s?\b\s*(?:[:(]|should|is|looks)|returns?:|you should (?:see|get)|look for\b|=>|->|→|e\.g\.)/i.test(
    text,
  )
}

/** A word that every condition has. */
const CONDITIONAL =
  /\b(?:if|when|unless|in case|emergency|last resort|worst case|nuclear option|as|where|for (?:p|sev-?)\d)/i

/**
 * The condition under which something is to be done: "If recent deployment", "(if capacity allows)", "Emergency".
 * What is optional is said by {@link isOptional}.
 * @returns null for "Check if …": there the `if` is part of the question.
 */
export function readCondition(text: string): string | null {
  if (!CONDITIONAL.test(text)) return null
  const plain = withoutColon(withoutNumber(text))
  const parenthesised = /\(((?:(?:only |but only )?(?:if|when|unless)\b|(?:as a )?last resort\b(?=\)))[^()]*)\)/i.exec(
    plain,
  )
  if (parenthesised !== null) return (parenthesised[1] as string).trim()
  const leading =
    /^(?:or\s+|otherwise,?\s+)?((?:only |even )?(?:if(?!=)|when(?! (?:did|does|do|was|is|are|will|has|should|prompted|asked|ready|done|finished|complete|you(?:['’]re| are) (?:ready|done|finished)))|unless|in case)\b[^,:;]*)/i.exec(
      plain,
    )
  if (leading !== null) return cutAtDash(leading[1] as string)
  const last = /(?:^|[.!?]\s+)((?:only )?(?:if|unless|in case)\b[^.:,;]*)$/i.exec(plain)
  if (last !== null) return cutAtDash(last[1] as string)
  const marked = /^(emergency|last resort|as a last resort|worst case|nuclear option)\b\s*(?:[:,–—-]|$)/i.exec(plain)
  if (marked !== null) return marked[1] as string
  const closing =
    /[\s,;–—-]+((?:only )?if using (?:[\w-]+ ?){1,4}|(?:only )?(?:if|when|as|where) (?:needed|necessary|required|applicable|possible|appropriate|desired|available|safe|configured|enabled|relevant|recurring|severe))\.?$/i.exec(
      plain,
    )
  if (closing !== null) return (closing[1] as string).trim()
  // "Post updates every 15 minutes for P1", "(for SEV1/SEV2)".
  const graded =
    /\s\(?(for (?:p|sev-?)\d(?:(?:\/|, ?| and | or |[-–])(?:p|sev-?)?\d)*(?: incidents?)?(?: only)?)\)?$/i.exec(plain)
  if (graded !== null) return graded[1] as string
  if (
    /^(?:check|verify|see|determine|confirm|test|ask|know|find out|look|monitor|validate|investigate|identify|inspect)\b/i.test(
      plain,
    )
  )
    return null
  const trailing = /\s((?:only if|only when|if|unless|in case|as a last resort)\b[^,:;()]*)$/i.exec(plain)
  return trailing === null ? null : (trailing[1] as string).trim()
}

function cutAtDash(text: string): string {
  return (text.split(/\s[-–—]\s|\s→\s|\s(?=you (?:can|should|must|need to|have to)\b)/)[0] as string).trim()
}

export function isOptional(text: string): boolean {
  if (!/optional|if (?:desired|you)/i.test(text)) return false
  return /^optional(?:ly)?\b|\(optional\b|[-–—,:] ?optional\)?$|\bif (?:desired|you (?:also )?(?:want|like))\b/i.test(
    withoutNumber(text),
  )
}

/** `Or restore …`, `Alternatively, …`: instead of what came just before. */
export function isAlternative(text: string): boolean {
  return /^(?:or\b(?!acle|ders?\b)|alternatively\b|alternative\b(?!s)|otherwise\b)/i.test(withoutNumber(text))
}

/** `Option 2: …`, `Alternative B`, `Method 1 - …`: the name of one of several ways. */
export function readOption(text: string): string | null {
  const match = /^((?:option|alternative|method|approach|variant)\s+(?:\d+|[a-z]))\b\s*(?:[:.)–—(-]|$)/i.exec(text)
  return match === null ? null : (match[1] as string)
}

const ROLES: [Role, RegExp][] = [
  ['symptoms', /^(?:symptoms?|indicators?|signs|what you(?:'ll| will) see|detection|how to detect)$/],
  [
    'prepare',
    /^(?:(?:pre-?requisites?|pre-?conditions?|requirements?|before (?:you (?:begin|start)|starting|you begin)|preparation|setup|set up|pre-?\w+(?: \w+)? ?(?:checks?|checklist|steps|tasks)?)(?: checklist)?)$/,
  ],
  [
    'diagnose',
    /^(?:(?:initial|quick|first|immediate|basic|rapid|step-by-step) )?(?:triage|diagnos(?:is|e|tics?|ing)|investigat(?:ion|e|ing)|assess(?:ment)?|troubleshoot(?:ing)?|debug(?:ging)?|analysis|diagnostic|investigative|identification|identify|checks?|health checks?)(?: (?:steps?|checklist|commands?|procedures?|guide|tips|queries|\(.*\)))?$|^(?:diagnos|investigat|troubleshoot|debugg?|assess|identify)(?:e|ing)? the (?:issue|problem|failure|incident|alert|situation)$/,
  ],
  [
    'causes',
    /^(?:(?:common|possible|likely|potential|typical|known|root|frequent|probable) )*(?:causes?|reasons?|issues?|failures?|problems|failure reasons|failure modes|fixes)(?: (?:and|&|\/) (?:fix(?:es)?|solutions?|resolutions?|remed(?:y|ies)|actions?|mitigations?))?(?: table)?$/,
  ],
  [
    'fix',
    /^(?:(?:immediate|quick|short-term|long-term|temporary|permanent|emergency|possible|recommended|common|corrective|first) )*(?:resolutions?|mitigations?|remediations?|recover(?:y|ies)|fix(?:es)?|solutions?|workarounds?|actions?|response|remed(?:y|ies)|repair|treatment)(?: (?:steps?|paths?|procedures?|options?|actions?|plan|strategies|\(.*\)))?$/,
  ],
  [
    'steps',
    /^(?:steps?|procedures?|process|instructions?|how to|workflow|execution|step-by-step(?: \w+)?|actions? (?:steps|items|required)|immediate (?:steps|actions?)|playbook|commands?|runbook|implementation|task|the fix|checklist)$/,
  ],
  [
    'verify',
    /^post-?(?:deploy(?:ment)?|release|rollout|upgrade|failover|migration)$|^(?:(?:(?:recovery|failover|fix|resolution|service|system|application) (?:verification|validation|confirmation)|recovery testing)|(?:(?:final|post-?\w+(?: \w+)?) )?(?:verif(?:y|ication|ying)|validat(?:e|ion|ing)|confirm(?:ation)?|testing|smoke tests?|health verification|success criteria|validation checklist|check(?:s|ing)? (?:recovery|success)|verify (?:recovery|resolution|success|fix|the fix|the resolution|rollback|deployment)))(?: (?:steps?|checklist|commands?|procedures?|tests?|\(.*\)))?$/,
  ],
  [
    'rollback',
    /^(?:(?:emergency|quick|immediate|manual) )?(?:roll-? ?back|back-?out|revert|undo)(?: (?:procedures?|steps?|plan|process|instructions?|strategy|\(.*\)))?$/,
  ],
  [
    'communicate',
    /^(?:(?:internal|external|incident|stakeholder|customer|user) )?(?:communications?|notif(?:y|ication)s?|escalat(?:ion|e)s?|announce(?:ment)?s?|status (?:page )?updates?)(?: (?:plan|path|paths|steps?|matrix|procedures?|contacts?|policy|template|templates|checklist|\(.*\)))?$/,
  ],
  [
    'document',
    /^(?:post-?(?:incident|mortem)s?(?: .*)?|follow[- ]?ups?(?: .*)?|lessons learned|documentation|document|after(?:math| the incident)|next steps|root cause analysis|cleanup|clean up|post-?\w+)$/,
  ],
  [
    'about',
    /^(?:overview|summary|background|context|description|notes?|important|warning|caution|meaning|impact|severity|purpose|scope|architecture|introduction|about|references?|related.*|see also|links?|resources|appendix.*|glossary|contacts?|owners?|prevention.*|preventive.*|metadata|table of contents|contents|toc|when to (?:use|roll[- ]?back|restore|fail ?over|declare|invoke).*|when|trigger|triggers|alert(?:s| details| definition)?|metrics|dashboards?|monitoring|change ?log|revision history|history|faq|examples?|expected (?:output|results?|outcome)|retry policy|behaviou?r.*|key .*|limitations?|timeline|(?:\w+ ){0,2}components|useful links|estimated time|conclusion|best practices.*|(?:core |guiding |key )?principles|guidelines|considerations|goals|objectives|current (?:gaps|state|limitations)|known (?:gaps|limitations)|future (?:work|improvements)|roadmap)$/,
  ],
]

export const readRole = remember(roleOf)

function roleOf(text: string): Role | null {
  const plain = withoutSigns(withoutNumber(text)).toLowerCase()
  // "Post-mortem template": to fill in, not to do.
  if (/\btemplates?$/.test(plain)) return 'about'
  const role = englishRole(plain)
  if (role !== null || !plain.endsWith(')')) return role ?? foreignRole(plain)
  const bare = plain.replace(/\s*\([^()]*\)$/, '')
  return (bare === plain ? null : englishRole(bare)) ?? foreignRole(bare)
}

/** Without what decorates a heading: `🚨 Rollback!` → `Rollback`. */
function withoutSigns(text: string): string {
  if (/^[a-z].*[a-z]$/i.test(text)) return text
  return text.replace(/^[^\p{L}\p{N}(<`'"]+/u, '').replace(/[\s:：.!*]+$/, '')
}

const englishRole = firstOf(ROLES)

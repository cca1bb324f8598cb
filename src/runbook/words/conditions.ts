import { longPattern } from '../../core/long-pattern.ts'
import { withoutColon, withoutNumber } from './words.ts'

/** A word that every condition has. */
const CONDITIONAL =
  /\b(?:if|when|unless|in case|emergency|last resort|worst case|nuclear option|as|where|only|for (?:p|sev-?)\d|for (?:urgent|critical|severe|major|serious) )/i

/** "Scale up (if capacity allows)", "Restart (last resort)". */
const PARENTHESISED =
  /\(((?:(?:only |but only )?(?:if|when|unless)\b|only (?:for|in|on)\b|(?:as a )?last resort\b(?=\)))[^()]*)\)/i

/** "If recent deployment: …"; not "When did it start". */
const LEADING = longPattern('i')`
  ^(?:or\s+|otherwise,?\s+)?
  ((?:only |even )?
    (?:if(?!=)
      |when(?! (?:an? |the )?alert (?:fires|is )| (?:did|does|do|was|is|are|will|has|should|prompted|asked|ready|done|finished|complete
        |you(?:['’]re| are) (?:ready|done|finished)))
      |unless|in case)\b[^,:;]*)`

/** A sentence of its own, the last: "Restart the API. Only if it is down". */
const LAST = /(?:^|[.!?]\s+)((?:only )?(?:if|unless|in case)\b[^.:,;]*)$/i

/** "Emergency: …", "Last resort". */
const MARKED = /^(emergency|last resort|as a last resort|worst case|nuclear option)\b\s*(?:[:,–—-]|$)/i

/** "Scale up if needed", "Flush the cache, if using Redis". */
const CLOSING = longPattern('i')`
  [\s,;–—-]+
  ((?:only )?if using (?:[\w-]+ ?){1,4}
  |(?:only )?(?:if|when|as|where) (?:needed|necessary|required|applicable|possible|appropriate|desired|available
    |safe|configured|enabled|relevant|recurring|severe))\.?$`

/** "Post updates every 15 minutes for P1", "(for SEV1/SEV2)". */
const GRADED = /\s\(?(for (?:p|sev-?)\d(?:(?:\/|, ?| and | or |[-–])(?:p|sev-?)?\d)*(?: incidents?)?(?: only)?)\)?$/i

/** "For P0/P1 incidents:" over what is done then; "Call the manager for urgent situations". */
const FOR_SOME = longPattern('i')`
  ^(for (?:p|sev-?)\d(?:(?:/|, ?| and | or |[-–])(?:p|sev-?)?\d)*(?: incidents?| issues?| alerts?)?
    |for (?:urgent|critical|severe|major|serious) (?:situations?|issues?|incidents?|cases?|outages?|problems?))$
  |\s(for (?:urgent|critical|severe|major|serious) (?:situations?|issues?|incidents?|cases?|outages?|problems?))\.?$`

/** "Check if …": the `if` is part of the question. */
const ASKS = longPattern('i')`
  ^(?:check|verify|see|determine|confirm|test|ask|know|find out|look|monitor|validate|investigate|identify|inspect)\b`

/** "Restart the workers only if the queue grows". */
const TRAILING =
  /(?<!\b(?:check|see|verify|determine|confirm|know|ask|find out|tell|decide))\s((?:only if|only when|if|unless|in case|as a last resort)\b[^,:;()]*)$/i

/**
 * The condition under which something is to be done: "If recent deployment", "(if capacity allows)", "Emergency".
 * What is optional is said by {@link isOptional}.
 */
export function readCondition(text: string): string | null {
  if (!CONDITIONAL.test(text)) return null
  const plain = withoutColon(withoutNumber(text))
  const said = (pattern: RegExp) => pattern.exec(plain)?.[1]
  const inside = said(PARENTHESISED)
  if (inside !== undefined) return inside.trim()
  const clause = said(LEADING) ?? said(LAST)
  if (clause !== undefined) return cutAtDash(clause)
  const words = said(MARKED) ?? said(CLOSING) ?? said(GRADED)
  if (words !== undefined) return words.trim()
  const some = FOR_SOME.exec(plain)
  if (some !== null) return some[1] ?? some[2] ?? null
  if (ASKS.test(plain)) return null
  return said(TRAILING)?.trim() ?? null
}

function cutAtDash(text: string): string {
  return (text.split(ENDS)[0] as string).trim()
}

/** "If the list is empty you can ask again" ends before "you"; "If you cannot sign in" has no other subject. */
const ENDS =
  /\s[-–—]\s|\s→\s|(?<!^(?:(?:only|even) )?(?:if|when|unless|in case))\s(?=you (?:can|should|must|need to|have to)\b)/i

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
  // Asked of every comment and heading, of which few begin like one.
  if (!'oamvOAMV'.includes(text[0] ?? '-')) return null
  const match = /^((?:option|alternative|method|approach|variant)\s+(?:\d+|[a-z]))\b\s*(?:[:.)–—(-]|$)/i.exec(text)
  return match === null ? null : (match[1] as string)
}

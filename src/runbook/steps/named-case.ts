import type { Scope } from '../step-draft.ts'
import { mainClause, tellsToAct } from '../words/instructions.ts'
import { instructs } from '../words/words.ts'

/** "Based on the root cause:" over one item for each. */
const BY_CAUSE =
  /\b(?:based on|depending on|according to)\b.*\b(?:causes?|errors?|issues?|problems?|findings?|symptoms?|diagnosis|bottlenecks?)\b.*:$/i

const ALARMS =
  /^(?:\d+[.)] )?(?:investigat\w+|respond\w*|react\w*|handl\w+|troubleshoot\w*)\b.*\b(?:alarms?|alerts?|symptoms?|errors?)\b/i

/** "ALB 5xx: check the target group", under "Investigate alarms": which alarm it is for. */
export function namedCase(text: string, { headings }: Scope, intro: string): string | null {
  if (!text.includes(': ') || !(ALARMS.test(headings[0] ?? '') || BY_CAUSE.test(intro))) return null
  const [, name = '', told = ''] = /^([^:.]{2,50}): (.+)$/.exec(text) ?? []
  return name === '' || instructs(name) || !tellsToAct(mainClause(told)) ? null : name
}

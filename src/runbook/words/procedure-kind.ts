import { longPattern } from '../../core/long-pattern.ts'
import type { ProcedureKind } from '../../plan/plan.ts'
import { remember } from '../remember.ts'
import { withoutNumber } from './words.ts'

/** Titles that name an action; the order decides when two match. */
const ACTIONS: [ProcedureKind, RegExp][] = [
  ['checklist', /\bcheck-?lists?\b|\bsign-?off\b/],
  // "Backup health checks": looking, at whatever it is.
  ['diagnose', /^(?!daily|weekly|monthly).*\b(?:health|status)[- ]?checks?$/],
  [
    'rollback',
    /\broll(?:ing|ed)?[- ]?back\b|\broll(?: \S+){1,4} back\b|\brevert(?:ing)?\b|\bdowngrad|\bback-?out\b|\bfail-?back\b|\bundo\b/,
  ],
  [
    'rotate',
    /\b(?:rotat(?:e|ing)|renew(?:ing|al)?)\b|\b(?:secrets?|keys?|credentials?|password|certificates?|tokens?|jwt|certs?) (?:rotation|renewal)\b|\bcert(?:ificate)?s? updates?\b/,
  ],
  // A drill is upkeep, whatever it restores.
  ['maintain', /\bdrills?(?: \([^()]*\))?$/],
  ['migrate', /\bmigrat(?:e|ion|ions|ing)\b|\bschema changes?\b/],
  ['restore', /\brestor(?:e|ing|ation)\b|\brecover(?:y|ing)?\b|\bpoint-in-time\b|\bpitr\b|\brebuild(?:ing)?\b/],
  [
    'scale',
    /\b(?:auto-?)?scal(?:e|ing)\b|\bresiz(?:e|ing)\b|\b(?:increase|add|expand) (?:capacity|replicas?|workers?|nodes?|memory|cpu|storage|disk)\b/,
  ],
  [
    'maintain',
    longPattern()`
      \bmaintenance\b|\bclean-?up\b|\bvacuum|\breindex|\blog rotation\b|\bbackups?\b|\bpatching\b
      |\bupgrad(?:e|es|ing)\b|\bprun(?:e|ing)\b|\barchiv(?:e|al|ing)\b|\bhousekeeping\b
      |^(?:re-?start|reboot|bounce)(?:ing)?\b|\bdaily\b|\bweekly\b|\bmonthly\b
      |^(?:update|change|edit|set|adjust|configure) (?:\S+ ){0,3}(?:variables?|settings?|config\w*|limits?)$
      |\b(?:optimi[sz]ation|tuning)\b`,
  ],
  [
    'deploy',
    longPattern()`
      \brolling[- ]updates?\b|\bblue[- /]?green\b|\bcanary (?:release|deploy\w*|rollout)s?\b
      |\b(?:re-?)?deploy(?:s|ing|ment|ments)?\b|\breleas(?:e|ing)\b|\brollout\b|\bgo-?live\b|\bhotfix\b|\bship\b
      |\bbuild (?:and|&) push\b|\bupdate (?!base )(?:\S+ ){0,3}images?\b`,
  ],
  [
    'diagnose',
    longPattern()`
      ^(?:quick |useful |common |basic |check|view|inspect|monitor|debug|diagnos|troubleshoot|investigat|get
        |list|show|query|find|tail|access|connect to)|\bstatus\b|\bhealth ?checks?\b|\bdiagnos|\btroubleshooting\b
      |\b(?:useful|common) commands\b|\bchecks?$|\bconnect(?:ion)?s?$|\blogs$|\bqueries$|\bscan(?:s|ning)?$
      |^run (?:\S+ ){0,2}tests$`,
  ],
]

const PROBLEM = longPattern()`
  \b(?:fail(?:s|ed|ing|ures?)?|down(?!grad|load|time window)|outages?|errors?|issues?|high|exhaust\w*|pressure
    |backlogs?|slow\w*|unavailab\w+|unresponsive|unreachable|stuck|spikes?|full$
    |already (?:in use|exists?|running)|(?:out of|no) (?:(?:disk|free) )?
    (?:space|disk|memory|storage|sync|inodes|capacity|connections)\b|expir\w+|limited|exceed\w*|lag(?:ging)?
    |leaks?|crash\w*|oom|timeouts?|degrad\w+|breach|compromis\w+|corrupt\w+|missing
    |not (?:\w+ing|ready|available|sent)|can(?:no|['’])t|won['’]?t|(?:does|do|did|is|are|was|were)n['’]t
    |(?:does|do|did|is|are|was|were) not|keeps? \w+ing|blocked|hangs?|deletion|lost|unable|broken|loss|latency
    |deadlocks?|flood|attack|throttl\w+|overload\w*|saturat\w+|firing|5xx|4xx|50\d|problems?|split[- ]brain
    |failover|rejected|refused|stalled|unhealthy|anomal\w+|violations?|ddos|inconsisten\w+)\b`

/** What holds a word of trouble and is none: `High availability`, `Issue a certificate`, `Initiate the failover`. */
const NO_PROBLEM = longPattern()`
  \bhigh[- ]availability\b|^(?:initiate|trigger|force|perform|execute|start|manual(?:ly)?) (?:an? |the )?
  (?:manual )?fail-?over\b|^issue (?:an?|the|new)\b|\bdown ?(?:to|for)\b|^scale\b|\bscal(?:e|ing) down\b`

/** `Success rate < 99%`, `Queue size > 80 %`: what an alert says. */
const BEYOND = /\w \(?(?:[<>≥≤]=?|above|below|over|under) ?\d/

/** "Failure Injection Testing", "Recovery Drills": the problem is made, to learn from it. */
export function namesExercise(title: string): boolean {
  return /\b(?:testing|tests|drills?|exercises?|simulations?|game days?)$/i.test(title)
}

/** "Quick reference", "Cheat sheet": commands of every sort, side by side. */
export function namesReference(title: string): boolean {
  return /^(?:[^\p{L}]*)(?:quick |command )?(?:reference|cheat ?sheet)(?: commands)?$/iu.test(title)
}

/** What a title that names a problem says; "High availability" and "Issue a certificate" are none. */
export function namesProblem(title: string): boolean {
  const plain = withoutNumber(title).toLowerCase()
  if (namesExercise(plain)) return false
  if (NO_PROBLEM.test(plain)) return false
  return PROBLEM.test(plain) || BEYOND.test(plain)
}

/** The kind of an action that a title names; null when it names none. */
export const actionKind = remember(kindOfAction)

function kindOfAction(title: string): ProcedureKind | null {
  const plain = withoutNumber(title).toLowerCase()
  if (!MAY_ACT.test(plain)) return null
  for (const [kind, pattern] of ACTIONS)
    if (pattern.test(plain)) return kind === 'restore' && namesExercise(plain) ? null : kind
  return null
}

/** What any of the actions holds: most titles have nothing of the kind. */
const MAY_ACT = new RegExp(ACTIONS.map(([, pattern]) => pattern.source).join('|'))

const CONTAINERS: [ProcedureKind, RegExp][] = [
  [
    'incident',
    /\bincidents?\b|\bfailure (?:modes|scenarios)\b|\bcommon (?:problems|issues|scenarios)\b|\bscenarios\b|\balerts?\b|\bemergenc/,
  ],
  ['diagnose', /\b(?:useful|common|handy|quick) commands\b|\bdiagnostics?\b|\btroubleshooting\b|\bmonitoring\b/],
]

/**
 * What a procedure is for, by what its author calls it; null when the title does not say.
 *
 * @param reported - Whether an alert, a severity or symptoms are given: then someone was woken by it.
 */
export function titleKind(title: string, reported: boolean): ProcedureKind | null {
  // What stands before a file's first heading has none.
  if (title === '') return reported ? 'incident' : null
  const plain = withoutNumber(title).toLowerCase()
  if (/\bcheck-?list\b|\b(?:incident|response)\b.*\b(?:process|workflow|lifecycle)$/.test(plain)) return 'checklist'
  if (reported) return 'incident'
  if (namesReference(title)) return null
  const action = actionKind(title)
  // "Post-rollback verification" only looks.
  if (
    /^post-?(?:roll-?back|deploy(?:ment)?|release|migration|failover) (?:verification|validation|checks?)$/.test(plain)
  )
    return 'diagnose'
  if (action === 'rollback') return action
  // "Check certificate expiration" looks at it; that it has expired is not said.
  if (action === 'diagnose' && /^(?:check|view|show|list|inspect)\b/.test(plain)) return action
  // "Delete failed pods" tidies up after the failure.
  if (/^(?:(?:drain|delete|remove|clean(?: ?up)?|purge|prune)\b(?:,? and |, )?)+/.test(plain)) return action
  // "Rotate compromised keys" is a rotation, "certificate not renewing" is not.
  if (action === 'rotate' && !/\b(?:not|fail\w*|stuck|errors?|issues?)\b/.test(plain)) return action
  // "Migration failure", "Backup Failure": the problem is the point.
  if (
    namesProblem(title) &&
    !/^(?:restore|recover|recovery from|scale|deploy|re-?deploy|migrate)\b(?!\s+(?:fail|error|stuck|issue|problem|is |hangs))/.test(
      plain,
    )
  )
    return 'incident'
  return action
}

/** @param above - Headings the procedure stands under, nearest first. */
export function containerKind(above: readonly string[]): ProcedureKind | null {
  for (const heading of above) {
    const plain = heading.toLowerCase()
    for (const [kind, pattern] of CONTAINERS) if (pattern.test(plain)) return kind
    const kind = actionKind(heading)
    if (kind !== null && kind !== 'checklist') return kind
  }
  return null
}

import { longPattern } from '../../core/long-pattern.ts'
import type { TableKind } from '../../plan/plan.ts'
import type { Table } from '../markdown/block.ts'

interface Rule {
  kind: TableKind
  header: RegExp
  /** The heading above, when the header alone could mean several. */
  heading?: RegExp
}

/** The first rule that holds decides. Headers are joined by ` | `, in lower case. */
const RULES: readonly Rule[] = [
  { kind: 'rpo_rto', header: /\brpo\b|\brto\b|recovery (?:point|time)/ },
  { kind: 'rpo_rto', header: /metric|target|tier|service/, heading: /\brpo\b|\brto\b/ },
  // "Issue type | Initial response | Escalation": who, not what.
  {
    kind: 'escalation',
    header: /^(?!.*\b(?:cause|fix|solution|resolution|action|check)\b).*(?:^|\| )escalat(?:e|ion)(?: to)?(?: \||$)/,
  },
  {
    kind: 'cause_fix',
    header: longPattern()`
      (?:cause|issue|symptom|problem|error|failure|reason|scenario|condition|indicator).*\|.*
      (?:fix|solution|resolution|action|remed|mitigation|workaround|what to do|response\b(?! time)|check)`,
  },
  {
    kind: 'escalation',
    header: longPattern()`
      (?:level|tier|role|severity|step|time|priority).*\|.*escalat|escalat.*\|
      |(?:level|tier)\b.*\|.*(?:contact|who|person|team).*\|.*(?:when|time|after)`,
  },
  {
    kind: 'severity',
    header:
      /(?:severity|priority|sev|level|p-level)\b.*\|.*(?:definition|description|response|example|criteria|impact|sla|meaning)/,
  },
  {
    kind: 'alarms',
    header:
      /(?:alarm|alert|rule)s?\b.*\||threshold.*\|.*(?:action|severity)|metric.*\|.*(?:threshold|warning|critical)/,
  },
  { kind: 'escalation', header: /contact|role|team|who|elapsed|\btime\b.*\|/, heading: /escalat/ },
  { kind: 'backups', header: /backup.*\|/ },
  { kind: 'backups', header: /retention|frequency|location|schedule/, heading: /backups?\b/ },
  { kind: 'retention', header: /retention/ },
  {
    kind: 'impact',
    header: /(?:component|service|feature|area|system).*\|.*(?:behaviou?r|impact|effect|when .* down|degrad)/,
  },
  { kind: 'queue', header: /\bqueues?\b/ },
  { kind: 'dashboards', header: /dashboard|panel/ },
  { kind: 'dashboards', header: /url|link|purpose/, heading: /dashboard/ },
  { kind: 'logs', header: /\blogs?\b|log (?:group|type|file)/ },
  { kind: 'logs', header: /location|path|source/, heading: /\blogs?\b/ },
  { kind: 'schedule', header: /schedule|frequency|cron|interval|cadence|how often/ },
  { kind: 'contacts', header: /contact|phone|e-?mail|slack|pager|support|on-?call|vendor.*\|.*(?:url|portal)/ },
  { kind: 'contacts', header: /name|role|team|service/, heading: /contacts?\b/ },
  { kind: 'dependencies', header: /health ?check|dependenc|depends on|criticality|fallback|upstream|downstream/ },
  { kind: 'dependencies', header: /service|name|system/, heading: /dependenc/ },
  { kind: 'impact', header: /impact/ },
  {
    kind: 'resources',
    header:
      /resource|identifier|\barn\b|\burl\b|endpoint|\bport\b|value|hostname|\bname\b.*\|.*(?:id|location|namespace)|environment.*\|/,
  },
  { kind: 'severity', header: /severity/ },
]

export function tableKind(table: Table, headings: readonly string[]): TableKind {
  const header = table.header.join(' | ').toLowerCase()
  const near = (headings[0] ?? '').toLowerCase()
  for (const rule of RULES) {
    if (rule.header.test(header) && (rule.heading === undefined || rule.heading.test(near))) return rule.kind
  }
  return 'other'
}

/** Cause and fix of each row of a cause→fix table. */
export function readCauses(table: Table): { line: number; cause: string; fix: string }[] {
  const header = table.header.map((cell) => cell.toLowerCase())
  const fix = lastIndex(header, /fix|solution|resolution|action|remed|mitigation|workaround|what to do|response|check/)
  const cause = header.findIndex((cell, index) => index !== fix && /cause|reason/.test(cell))
  const causeAt =
    cause >= 0
      ? cause
      : header.findIndex(
          (cell, index) =>
            index !== fix && /issue|symptom|problem|error|failure|scenario|condition|indicator/.test(cell),
        )
  if (fix < 0 || causeAt < 0) return []
  return table.rows
    .map(({ line, cells }) => ({ line, cause: cells[causeAt] ?? '', fix: cells[fix] ?? '' }))
    .filter((row) => row.cause !== '' || row.fix !== '')
}

function lastIndex(cells: readonly string[], pattern: RegExp): number {
  for (let index = cells.length - 1; index >= 0; index--) if (pattern.test(cells[index] as string)) return index
  return -1
}

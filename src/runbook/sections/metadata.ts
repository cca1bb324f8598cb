import { longPattern } from '../../core/long-pattern.ts'
import type { Block, ListItem } from '../markdown/block.ts'
import { plainText, readLabel } from '../markdown/inline.ts'
import { remember } from '../remember.ts'
import { firstOf } from '../words/first-of.ts'
import { readRole } from '../words/read-role.ts'

/** What a runbook's author says about a procedure before its steps. */
export interface Metadata {
  alert: { name: string; threshold: string | null } | null
  severity: string | null
  responseTime: string | null
  estimatedTime: string | null
  when: string | null
  prerequisites: string[]
  symptoms: string[]
}

export type LabelUse = keyof Metadata | 'remark' | 'section'

export function emptyMetadata(): Metadata {
  return {
    alert: null,
    severity: null,
    responseTime: null,
    estimatedTime: null,
    when: null,
    prerequisites: [],
    symptoms: [],
  }
}

const USES: [LabelUse, RegExp][] = [
  ['alert', /^(?:(?:firing |prometheus |grafana |cloudwatch |related )?(?:alert|alarm)s?(?: names?)?)$/],
  ['severity', /^(?:severity|sev|priority|severity level|impact level)$/],
  [
    'responseTime',
    /^(?:response time|response|respond within|sla|time to respond|target response(?: time)?|response sla)$/,
  ],
  [
    'estimatedTime',
    longPattern()`
      ^(?:(?:estimated|expected|typical) (?:time|duration|resolution time|recovery time)|duration|time required
        |time to complete|eta|estimate|mttr|rto|time|estimated downtime|downtime)$`,
  ],
  [
    'when',
    longPattern()`
      ^(?:when|when to use(?: this)?(?: runbook)?|use when|use this when|use case|trigger(?:ed by|s)?|scenario
        |conditions?|purpose|goal|problem|description)$`,
  ],
  [
    'prerequisites',
    /^(?:pre-?requisites?|pre-?conditions?|requirements?|requires|you need|before you (?:begin|start)|required (?:access|tools|permissions))$/,
  ],
  [
    'symptoms',
    /^(?:symptoms?|indicators?|signs|what you(?:'ll| will) see|user impact|user symptoms|observed symptoms)$/,
  ],
  [
    'remark',
    longPattern()`
      ^(?:notes?|warnings?|important|caution|danger|tips?|hint|info|background|context|impact|meaning|who
        |owners?|author|team|contacts?|last (?:updated|reviewed|tested|modified)|next review
        |(?:document |runbook )?version|document owner|review (?:frequency|schedule|cadence)|approvers?
        |classification|status|frequency|see(?: also)?|references?|related.*|dashboards?|links?|documentation
        |audience|review cycle|date|reviewed by|approved by|maintained by|maintainers?|on-?call.*|slack.*
        |root causes?|why|explanation|rationale|example|risk|risk level|important notes?|critical|service
        |services|component|system|environment|tags|category|type|key points?|remember|retry policy|location
        |locations|file|files|output)$`,
  ],
]

/** What a bold label is for: metadata of its procedure, a remark, or the name of a section. */
export const classifyLabel = remember((name: string): LabelUse => {
  const bare = name.endsWith(')') ? name.replace(/\([^()]*\)$/, '') : name
  return (
    useOf(
      bare
        .replace(/^[^\p{L}\p{N}]+/u, '')
        .trim()
        .toLowerCase(),
    ) ?? 'section'
  )
})

const useOf = firstOf(USES)

/** Notes what `label: value` says; what was said first stands. */
export function noteMetadata(metadata: Metadata, use: LabelUse, value: string): void {
  const text = plainText(value)
  if (text === '') return
  switch (use) {
    case 'alert':
      metadata.alert ??= readAlert(value)
      break
    case 'severity':
    case 'responseTime':
    case 'estimatedTime':
    case 'when':
      metadata[use] ??= text
      break
    case 'prerequisites':
    case 'symptoms':
      metadata[use].push(...splitList(text))
      break
  }
}

/** What stands right under a heading is for: under "Symptoms" a symptom, under "When to use this" the occasion. */
export function useUnder(heading: string): LabelUse | null {
  const role = readRole(heading)
  if (role === 'symptoms') return 'symptoms'
  if (role === 'prepare') return 'prerequisites'
  return role === 'about' && /^when\b/i.test(heading) ? 'when' : null
}

/** `- **Severity**: P1`. Notes it, and tells whether the item was such a one. */
export function noteItem(metadata: Metadata, item: ListItem): boolean {
  const first = item.blocks[0]
  if (item.task || first?.type !== 'paragraph' || item.blocks.length > 1) return false
  const label = readLabel(first.lines[0] ?? '')
  if (label === null || label.value === '') return false
  const use = classifyLabel(label.name)
  if (use === 'section' || use === 'remark') return false
  noteMetadata(metadata, use, label.value)
  return true
}

/** `` `CheckoutSlow` (> 2 s for 5 minutes) `` → name and threshold. */
function readAlert(value: string): { name: string; threshold: string | null } {
  const code = /`([^`]+)`/.exec(value)?.[1]
  const text = plainText(value)
  const threshold = /\(([^()]*)\)\s*$/.exec(text)?.[1] ?? null
  const name = code ?? text.replace(/\s*\([^()]*\)\s*$/, '')
  return { name: name.trim(), threshold }
}

/** Divides at commas that stand in no parentheses or quotes. */
function splitList(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let part = ''
  for (const char of text) {
    if (char === '"') quoted = !quoted
    else if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    if ((char === ',' || char === ';') && depth <= 0 && !quoted) {
      parts.push(part)
      part = ''
    } else part += char
  }
  parts.push(part)
  return parts.map((item) => item.trim().replace(/[.;]$/, '').replace(/^and /, '')).filter((item) => item !== '')
}

/** Whether the text right under a heading says that the heading names a procedure. */
export function saysProcedure(blocks: readonly Block[]): boolean {
  return saysAny(blocks, (use) => use !== 'section' && use !== 'remark' && use !== 'prerequisites')
}

/** Whether it says for which alert, or how grave: then it is about one incident. */
export function saysAlert(blocks: readonly Block[]): boolean {
  return saysAny(blocks, (use) => use === 'alert' || use === 'severity')
}

function saysAny(blocks: readonly Block[], asked: (use: LabelUse) => boolean): boolean {
  for (const block of blocks) {
    const lines = block.type === 'paragraph' ? block.lines : block.type === 'list' ? block.items.flatMap(firstLine) : []
    for (const line of lines) {
      const label = readLabel(line)
      if (label !== null && asked(classifyLabel(label.name))) return true
    }
  }
  return false
}

function firstLine(item: { blocks: Block[] }): string[] {
  const first = item.blocks[0]
  return first?.type === 'paragraph' ? first.lines.slice(0, 1) : []
}

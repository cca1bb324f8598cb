import { stringify } from 'yaml'
import type { NotKnown, Permissions, Role } from './permissions.ts'

export type Part = 'iam' | 'rbac' | 'sql' | 'all'

/**
 * Permissions as text. One part alone is what its tool reads: a JSON document, YAML for `kubectl apply -f -`, SQL for
 * `psql`; what is not known then stands in its comments, or for JSON, which has none, is returned apart.
 */
export function permissionsText(permissions: Permissions, part: Part): { text: string; aside: string } {
  switch (part) {
    case 'iam':
      return { text: permissions.iam === null ? '' : json(permissions.iam), aside: remarks(permissions, '') }
    case 'rbac':
      return { text: comment(remarks(permissions, ''), '#') + rbac(permissions), aside: '' }
    case 'sql':
      return { text: comment(remarks(permissions, ''), '--') + sql(permissions), aside: '' }
    case 'all':
      return { text: all(permissions), aside: '' }
  }
}

function all(permissions: Permissions): string {
  const { iam, rbac: roles, sql: grants } = permissions
  const parts: string[] = []
  if (iam !== null) {
    if (iam.look.Statement.length > 0) parts.push(`IAM policy, to look\n\n${json(iam.look)}`)
    if (iam.act.Statement.length > 0) parts.push(`IAM policy, to act: besides what looking needs\n\n${json(iam.act)}`)
  }
  if (roles !== null) {
    if (roles.look.length > 0) parts.push(`Kubernetes RBAC, to look\n\n${yaml(roles.look)}`)
    if (roles.act.length > 0) parts.push(`Kubernetes RBAC, to act: besides what looking needs\n\n${yaml(roles.act)}`)
  }
  if (grants !== null) {
    if (grants.look.length > 0) parts.push(`SQL grants, to look\n\n${grants.look.join('\n')}\n`)
    if (grants.act.length > 0)
      parts.push(`SQL grants, to act: besides what looking needs\n\n${grants.act.join('\n')}\n`)
  }
  if (parts.length === 0) parts.push('no command in it needs a permission in AWS, Kubernetes or SQL\n')
  const said = remarks(permissions, '')
  return `${parts.join('\n')}${said === '' ? '' : `\n${said}`}`
}

function rbac({ rbac: roles }: Permissions): string {
  return roles === null ? '' : yaml([...roles.look, ...roles.act])
}

function sql({ sql: grants }: Permissions): string {
  if (grants === null) return ''
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `-- ${title}\n${lines.join('\n')}\n`
  return `${part('to look', grants.look)}${part('to act', grants.act)}`
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function yaml(roles: readonly Role[]): string {
  return roles.map((role) => `---\n${stringify(role, { lineWidth: 0 })}`).join('')
}

/** What is not known, one line for each reason, and what one should know. */
function remarks({ notKnown, notes }: Permissions, indent: string): string {
  const lines = notes.map((note) => `${indent}note: ${note}`)
  for (const [why, whats] of byReason(notKnown)) {
    const said = [...whats].map(([what, at]) => `${what} (${at.size === 1 ? 'line' : 'lines'} ${[...at].join(', ')})`)
    lines.push(`${indent}not known what these need, ${why}: ${said.join(', ')}`)
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** Reason → command → its lines; each in the order of the file. */
function byReason(list: readonly NotKnown[]): Map<string, Map<string, Set<number>>> {
  const reasons = new Map<string, Map<string, Set<number>>>()
  for (const { what, why, line } of list) {
    const whats = reasons.get(why) ?? new Map<string, Set<number>>()
    whats.set(what, (whats.get(what) ?? new Set()).add(line))
    reasons.set(why, whats)
  }
  return reasons
}

function comment(text: string, mark: string): string {
  return text.replace(/^(?=.)/gm, `${mark} `)
}

import type { IamPolicy, IamStatement, Split } from '../permissions.ts'
import { covers, withoutCovered } from './arns.ts'
import type { IamNeed } from './need.ts'

/** Two policies: whoever may act is given both. What looking already allows is not granted again. */
export function iamPolicies(needs: Split<readonly IamNeed[]>): Split<IamPolicy> {
  const look = merge(needs.look)
  const act = merge(needs.act)
    .map((need) => ({ ...need, resources: need.resources.filter((arn) => !isAllowed(look, need, arn)) }))
    .filter((need) => need.resources.length > 0)
  return { look: policy(look, 'Look'), act: policy(act, 'Act') }
}

type Merged = IamNeed & { resources: string[] }

/** One entry for each action under one condition, with all its resources. */
function merge(needs: readonly IamNeed[]): Merged[] {
  const merged = new Map<string, Merged>()
  for (const need of needs) {
    const key = `${need.action}\n${JSON.stringify(need.condition ?? null)}`
    const known = merged.get(key)
    const resources = [...(known?.resources ?? []), ...(need.resources ?? ['*'])]
    merged.set(key, { ...need, resources: withoutCovered(resources) })
  }
  return [...merged.values()]
}

function isAllowed(look: readonly Merged[], need: Merged, arn: string): boolean {
  return look.some(
    (allowed) =>
      allowed.action === need.action &&
      JSON.stringify(allowed.condition) === JSON.stringify(need.condition) &&
      allowed.resources.some((pattern) => covers(pattern, arn)),
  )
}

/** Actions on the same resources share a statement; statements stand by service, the narrow ones first. */
function policy(needs: readonly Merged[], name: string): IamPolicy {
  const groups = new Map<string, Omit<IamStatement, 'Sid'>>()
  for (const { action, resources, condition } of needs) {
    const service = action.split(':')[0]
    // What no one can narrow reads better in one place, whichever service it is of.
    const key = `${resources.join() === '*' ? '*' : service}\n${resources.join('\n')}\n${JSON.stringify(condition ?? null)}`
    const group = groups.get(key) ?? {
      Effect: 'Allow',
      Action: [],
      Resource: resources,
      ...(condition ? { Condition: condition } : {}),
    }
    group.Action.push(action)
    groups.set(key, group)
  }
  const statements = [...groups.values()]
    .map((group) => ({ ...group, Action: [...new Set(group.Action)].sort() }))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        compare(a.Action[0] ?? '', b.Action[0] ?? '') ||
        compare(a.Resource.join(), b.Resource.join()),
    )
  const counts = new Map<string, number>()
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Sid: sid(statement, name, counts), ...statement })),
  }
}

function rank({ Resource }: Omit<IamStatement, 'Sid'>): number {
  return Resource.join() === '*' ? 1 : 0
}

/** `LookEcs`, `ActEcs2`: letters and digits alone, as IAM wants it. */
function sid({ Action, Resource }: Omit<IamStatement, 'Sid'>, name: string, counts: Map<string, number>): string {
  const prefix = Resource.join() === '*' ? 'Anywhere' : ((Action[0] ?? '').split(':')[0] ?? '')
  const word = prefix.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const count = (counts.get(word) ?? 0) + 1
  counts.set(word, count)
  return `${name}${word}${count === 1 ? '' : count}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

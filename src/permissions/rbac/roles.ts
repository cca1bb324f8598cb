import { isKnown } from '../known-part.ts'
import type { RbacRule, Role, Split } from '../permissions.ts'
import type { RbacNeed } from './needs.ts'

/** Roles for each namespace, and a ClusterRole for what stands in none. What looking already allows is not granted again. */
export function rolesFor(needs: Split<readonly RbacNeed[]>): Split<Role[]> {
  return {
    look: roles(needs.look, 'standby-look'),
    act: roles(
      needs.act.filter((need) => !needs.look.some((allowed) => allows(allowed, need))),
      'standby-act',
    ),
  }
}

function allows(allowed: RbacNeed, need: RbacNeed): boolean {
  return (
    allowed.verb === need.verb &&
    allowed.resource === need.resource &&
    allowed.group === need.group &&
    (allowed.name === null || allowed.name === need.name) &&
    (allowed.namespace === '*' || allowed.namespace === need.namespace)
  )
}

function roles(needs: readonly RbacNeed[], name: string): Role[] {
  const namespaces = [...new Set(needs.map(({ namespace }) => namespace))].sort((a, b) =>
    compare(sortKey(a), sortKey(b)),
  )
  return namespaces.map((namespace): Role => {
    const rules = rulesOf(needs.filter((need) => need.namespace === namespace))
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    if (namespace === '*') return { apiVersion, kind: 'ClusterRole', metadata: { name }, rules }
    // A namespace that shows only when the command runs is left open: whoever applies the role says which.
    const known = namespace !== null && isKnown(namespace)
    return { apiVersion, kind: 'Role', metadata: known ? { name, namespace } : { name }, rules }
  })
}

function sortKey(namespace: string | null): string {
  return namespace === '*' ? '' : (namespace ?? '~')
}

/** Verbs on the same thing share a rule; so do things of one group with the same verbs. */
function rulesOf(needs: readonly RbacNeed[]): RbacRule[] {
  const open = new Set(needs.filter(({ name }) => name === null).map(thing))
  const things = new Map<string, { group: string; resource: string; names: Set<string> | null; verbs: Set<string> }>()
  for (const need of needs) {
    // A verb that is given on all of a kind need not be given on one of them.
    const named = need.name !== null && !open.has(thing(need))
    const key = `${need.group}/${need.resource}/${named ? need.name : ''}`
    const entry = things.get(key) ?? {
      group: need.group,
      resource: need.resource,
      names: named ? new Set([need.name ?? '']) : null,
      verbs: new Set(),
    }
    entry.verbs.add(need.verb)
    things.set(key, entry)
  }
  const rules = new Map<string, RbacRule>()
  for (const { group, resource, names, verbs } of things.values()) {
    const sorted = [...verbs].sort()
    const key = `${group}\n${sorted.join()}\n${names === null ? '' : resource}\n${names === null}`
    const rule = rules.get(key) ?? {
      apiGroups: [group],
      resources: [],
      ...(names === null ? {} : { resourceNames: [] }),
      verbs: sorted,
    }
    if (!rule.resources.includes(resource)) rule.resources.push(resource)
    if (names !== null) rule.resourceNames?.push(...names)
    rules.set(key, rule)
  }
  return [...rules.values()]
    .map((rule) => ({
      ...rule,
      resources: rule.resources.sort(),
      ...(rule.resourceNames ? { resourceNames: rule.resourceNames.sort() } : {}),
    }))
    .sort((a, b) =>
      compare(
        a.apiGroups.join() + a.resources.join() + a.verbs.join(),
        b.apiGroups.join() + b.resources.join() + b.verbs.join(),
      ),
    )
}

function thing({ verb, resource, group }: RbacNeed): string {
  return `${verb} ${group}/${resource}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

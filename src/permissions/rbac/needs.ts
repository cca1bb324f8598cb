import { findResource } from '../../analysis/kubectl/grammar.ts'
import { type KubectlCall, parseKubectl } from '../../analysis/kubectl/parse-kubectl.ts'
import { kubectlPermissions } from '../../analysis/kubectl/permissions.ts'
import { longPattern } from '../../core/long-pattern.ts'
import { isKnown } from '../known-part.ts'

/** One verb on one kind of resource. */
export interface RbacNeed {
  verb: string
  /** Plural, with its subresource: `deployments/scale`. */
  resource: string
  /** Empty for the core group. */
  group: string
  /** Null: any. */
  name: string | null
  /** `null`: that of the current context; `*`: all of them, or none (nodes, namespaces). */
  namespace: string | null
}

export interface KubectlNeeds {
  needs: RbacNeed[]
  notKnown: string | null
}

/** Commands that ask the server nothing that everyone signed in may not ask. */
const NEEDS_NOTHING = longPattern()`
  ^(?:|version|explain|api-resources|api-versions|config(?: .*)?|completion|kustomize|plugin(?: .*)?|options
    |auth can-i|auth whoami|cluster-info|help)$`
/** What a list of all names, or making a new one, cannot be narrowed to. */
const UNNAMED = new Set(['list', 'watch', 'create', 'deletecollection'])
/** What `kubectl get all` asks for. */
const ALL = [
  'pods',
  'replicationcontrollers',
  'services',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'horizontalpodautoscalers.autoscaling',
  'cronjobs.batch',
  'jobs.batch',
]
/** Commands that take any workload, find its pods, and then ask those. */
const THROUGH_PODS: Record<string, string> = {
  logs: 'get pods/log',
  exec: 'create pods/exec',
  'port-forward': 'create pods/portforward',
  attach: 'create pods/attach',
  cp: 'create pods/exec',
}

/** What one call of `kubectl` (or `oc`) needs. @param args - The words after the program. */
export function kubectlNeeds(args: readonly string[]): KubectlNeeds {
  const call = parseKubectl(args)
  const name = call.path.join(' ')
  if (call.flags.help !== undefined || call.flags['dry-run']?.at(-1) === 'client') return { needs: [], notKnown: null }
  const said = permissionsOf(call, name)
  if (said.length === 0) {
    const file = call.flags.filename ?? call.flags.kustomize
    if (NEEDS_NOTHING.test(name) && (name !== '' || call.errors.length === 0)) return { needs: [], notKnown: null }
    return {
      needs: [],
      notKnown: file ? `it depends on what ${file.join(', ')} holds` : 'which resources it asks for is not in sight',
    }
  }
  return { needs: said.map((permission) => needOf(permission, call)), notKnown: null }
}

function permissionsOf(call: KubectlCall, name: string): string[] {
  const through = THROUGH_PODS[name]
  if (through !== undefined) {
    const others = call.resources.filter(({ type }) => type !== 'pods').map(({ type }) => `get ${qualified(type)}`)
    const found = others.length > 0 || call.flags.selector !== undefined
    return unique(['get pods', ...others, ...(found ? ['list pods'] : []), through])
  }
  const said = kubectlPermissions(call)
  // Deleting by label or all of a kind lists them first.
  const lists =
    call.resources.some((resource) => resource.name === null) &&
    /^(?:delete|label|annotate|patch|scale|wait|rollout .*)$/.test(name)
  const more = lists ? call.resources.map(({ type }) => `list ${qualified(type)}`) : []
  return unique([...said, ...more]).flatMap((permission) => {
    const [verb = '', resource = ''] = permission.split(' ')
    return resource === 'all' ? ALL.map((each) => `${verb} ${each}`) : [permission]
  })
}

function needOf(permission: string, call: KubectlCall): RbacNeed {
  const [verb = '', target = ''] = permission.split(' ')
  const [qualifiedName = '', subresource] = target.split('/')
  const [plain = '', ...group] = qualifiedName.split('.')
  const resource = subresource === undefined ? plain : `${plain}/${subresource}`
  const named = call.resources.filter(({ type, name }) => name !== null && bareType(type) === plain)
  const only = named.length === 1 ? (named[0]?.name ?? null) : null
  // `create pods/exec` is checked against the pod's name; `create pods` has none yet.
  const narrow = only !== null && isKnown(only) && (subresource !== undefined || !UNNAMED.has(verb))
  return { verb, resource, group: group.join('.'), name: narrow ? only : null, namespace: namespaceOf(plain, call) }
}

function namespaceOf(resource: string, call: KubectlCall): string | null {
  const known = findResource(resource)
  if (known !== null && !known.namespaced) return '*'
  if (call.flags['all-namespaces']?.at(-1) === 'true') return '*'
  return call.namespace
}

function bareType(type: string): string {
  return findResource(type)?.name ?? type.split('.')[0] ?? type
}

function qualified(type: string): string {
  const resource = findResource(type)
  return resource === null || resource.group === '' ? type : `${resource.name}.${resource.group}`
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

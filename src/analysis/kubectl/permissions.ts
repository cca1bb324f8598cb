import { findResource } from './grammar.ts'
import type { KubectlCall } from './parse-kubectl.ts'

/** RBAC verbs each command asks for on the resources it names; from what kubectl 1.32 sends to the API server. */
const VERBS: Record<string, string[]> = {
  get: ['get', 'list'],
  describe: ['get', 'list'],
  wait: ['get', 'list', 'watch'],
  delete: ['get', 'delete'],
  edit: ['get', 'patch'],
  patch: ['get', 'patch'],
  label: ['get', 'patch'],
  annotate: ['get', 'patch'],
  'set env': ['get', 'patch'],
  'set image': ['get', 'patch'],
  'set resources': ['get', 'patch'],
  'rollout undo': ['get', 'patch'],
  'rollout restart': ['get', 'patch'],
  'rollout pause': ['get', 'patch'],
  'rollout resume': ['get', 'patch'],
  'rollout status': ['get', 'list', 'watch'],
  'rollout history': ['get'],
  'top pod': ['get', 'list'],
  'top node': ['get', 'list'],
  cordon: ['get', 'patch'],
  uncordon: ['get', 'patch'],
  taint: ['get', 'patch'],
}

/** What RBAC must allow, as `verb resource[.group][/subresource]`; empty where the command does not say. */
export function kubectlPermissions(call: KubectlCall): string[] {
  const name = call.path.join(' ')
  const types = [...new Set(call.resources.map(({ type }) => type))]
  if (name === 'logs') return ['get pods', 'get pods/log', ...(call.flags.selector ? ['list pods'] : [])]
  if (name === 'exec') return ['get pods', 'create pods/exec']
  if (name === 'port-forward') return ['get pods', 'create pods/portforward']
  if (name === 'scale') return types.flatMap((type) => [`get ${qualified(type)}`, `patch ${qualified(type)}/scale`])
  if (name === 'autoscale') return ['create horizontalpodautoscalers.autoscaling']
  if (name === 'run') return ['create pods']
  if (name === 'drain') return ['get nodes', 'patch nodes', 'list pods', 'create pods/eviction']
  if (name.startsWith('top ')) return [`list ${name === 'top pod' ? 'pods' : 'nodes'}.metrics.k8s.io`]
  if (call.path[0] === 'create') return types.map((type) => `create ${qualified(type)}`)
  const named = call.resources.every((resource) => resource.name !== null)
  const verbs = VERBS[name]
  if (verbs === undefined) return []
  // `set env --list` only looks.
  if (name === 'set env' && call.flags.list?.at(-1) === 'true' && call.pairs.length === 0)
    return types.map((type) => `get ${qualified(type)}`)
  const asked = /^(get|describe)$/.test(name) ? (named ? ['get'] : ['list']) : verbs
  return [
    ...types.flatMap((type) => asked.map((verb) => `${verb} ${qualified(type)}`)),
    ...(name === 'rollout undo' || name === 'rollout history' ? ['list replicasets.apps'] : []),
  ]
}

function qualified(type: string): string {
  const resource = findResource(type)
  return resource === null || resource.group === '' ? type : `${resource.name}.${resource.group}`
}

import { checkSelector } from './check-selector.ts'
import { findResource, kubectlCommand } from './grammar.ts'
import type { KubectlCall } from './kubectl-call.ts'
import { given, type Rule } from './rule.ts'

/** Commands that look their resources up by type, name, selector or file. */
const LOOKS_UP =
  /^(get|describe|delete|label|annotate|edit|patch|scale|autoscale|expose|wait|rollout .*|set .*|taint|exec|debug|attach)$/

/** Commands that act on what is named, and on all of a type only when told so. */
const NEEDS_NAMES = /^(delete|label|annotate|scale|patch|expose|autoscale|taint|wait|set .*)$/

/** How resources may be named: not in two ways at once. */
export const RESOURCE_RULES: readonly Rule[] = [
  ({ flag }) =>
    flag('kustomize') !== undefined &&
    (flag('filename') !== undefined || given(flag('recursive'))) &&
    "error: the -k flag can't be used with -f or -R",
  ({ call, name, file }) =>
    LOOKS_UP.test(name) &&
    file &&
    call.resources.length > 0 &&
    (slashed(call)
      ? 'error: resource/name arguments cannot be provided when a path is specified'
      : /^(exec|debug|attach)$/.test(name)
        ? 'error: resource/name arguments cannot be provided when a path is specified'
        : 'error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'),
  ({ call, name, file, flag }) => {
    const command = kubectlCommand(name)
    // Of `expose`, the selector is the new service's; `taint` lets the name win.
    if (!LOOKS_UP.test(name) || name === 'expose' || name === 'taint') return null
    const selector = flag('selector') ?? flag('field-selector')
    const selects = selector !== undefined && selector !== ''
    const all = command.flags.has('all') && given(flag('all'))
    if ((selects || (all && !/^(set .*|label|annotate)$/.test(name))) && slashed(call))
      return 'error: selectors and the all flag cannot be used when passing resource/name arguments'
    const named = call.resources.some((resource) => resource.name !== null)
    if ((selects || (all && name === 'delete')) && named)
      return 'error: name cannot be provided when a selector is specified'
    if (selects && !file && call.resources.length === 0 && name === 'wait')
      return 'error: at least one resource must be specified to use a selector'
    return null
  },
  ({ call, name, file, flag }) => {
    const types = call.resources.length > 0 && call.resources.every((resource) => resource.name === null)
    const found = flag('selector') ?? flag('field-selector') ?? (given(flag('all')) ? 'all' : undefined)
    return (
      NEEDS_NAMES.test(name) &&
      types &&
      // Of a type that is not built in, the server would be asked first.
      call.resources.every(({ type }) => findResource(type) !== null) &&
      !file &&
      found === undefined &&
      !flag('raw') &&
      'error: resource(s) were provided, but no name was specified'
    )
  },
  ({ call, name, flag }) =>
    LOOKS_UP.test(name) &&
    given(flag('all-namespaces')) &&
    call.resources.some(({ type, name: one }) => one !== null && findResource(type)?.namespaced) &&
    'error: a resource cannot be retrieved by name across all namespaces',
  ({ call, name, flag }) =>
    name === 'get' &&
    (given(flag('watch')) || given(flag('watch-only'))) &&
    new Set(call.resources.map(({ type }) => type)).size > 1 &&
    'error: you may only specify a single resource type',
  ({ name, flag }) => (/^(create|apply|top pod|top node)$/.test(name) ? checkSelector(flag('selector')) : null),
  ({ name, flag }) => {
    const wrong = flag('field-selector')
      ?.split(/(?<!\\),/)
      .find((term) => term !== '' && !/[=$`<]/.test(term))
    return (
      name === 'top pod' && wrong !== undefined && `error: invalid selector: '${wrong}'; can't understand '${wrong}'`
    )
  },
  ({ call, name }) =>
    /^(cordon|uncordon|drain)$/.test(name) &&
    new Set(call.resources.map(({ type }) => type)).size > 1 &&
    'error: you may only specify a single resource type',
  ({ name, flag }) =>
    name === 'drain' &&
    checkSelector(flag('pod-selector')) &&
    'error: --pod-selector=<pod_selector> must be a valid label selector',
]

function slashed(call: KubectlCall): boolean {
  return call.positionals.some((word) => /^[^/=$`<]+\/[^/=]+$/.test(word) && !call.pairs.includes(word))
}

import { stringify } from 'yaml'
import { findResource } from '../../../analysis/kubectl/grammar.ts'
import { failed, ok, Unanswerable } from '../client.ts'
import { autoscalerObjects, bundleObjects } from './autoscalers.ts'
import { renderJsonPath, select } from './jsonpath.ts'
import { deploymentObject, eventObjects, nodeObject, podObject, replicaSetObject, type Thing, time } from './objects.ts'
import { type Command, flag, isOn, KubectlError, type KubectlRequest, onlyFlags } from './request.ts'
import { matchesSelector } from './selector.ts'
import { COLUMNS, renderTable } from './table.ts'

interface Kind {
  kind: string
  /** As errors name it: `deployments.apps`. */
  full: string
  /** Before a name: `deployment.apps/stratum-api`. */
  prefix: string
  namespaced: boolean
}

const KINDS: Record<string, Kind> = {
  pods: { kind: 'Pod', full: 'pods', prefix: 'pod', namespaced: true },
  deployments: { kind: 'Deployment', full: 'deployments.apps', prefix: 'deployment.apps', namespaced: true },
  replicasets: { kind: 'ReplicaSet', full: 'replicasets.apps', prefix: 'replicaset.apps', namespaced: true },
  events: { kind: 'Event', full: 'events', prefix: 'event', namespaced: true },
  nodes: { kind: 'Node', full: 'nodes', prefix: 'node', namespaced: false },
  horizontalpodautoscalers: {
    kind: 'HorizontalPodAutoscaler',
    full: 'horizontalpodautoscalers.autoscaling',
    prefix: 'horizontalpodautoscaler.autoscaling',
    namespaced: true,
  },
  secrets: { kind: 'Secret', full: 'secrets', prefix: 'secret', namespaced: true },
  configmaps: { kind: 'ConfigMap', full: 'configmaps', prefix: 'configmap', namespaced: true },
  namespaces: { kind: 'Namespace', full: 'namespaces', prefix: 'namespace', namespaced: false },
}

/** All objects of a type in the namespace, by name; events by time. */
function objectsOf(request: KubectlRequest, type: string, everywhere: boolean): Thing[] {
  const { world, system } = request
  const known = KINDS[type]
  if (known === undefined) {
    if (findResource(type) === null) throw new KubectlError(`error: the server doesn't have a resource type "${type}"`)
    throw new Unanswerable(`kubectl get ${type}`)
  }
  if (known.namespaced && !everywhere && request.namespace !== system.kubernetes?.namespace) return []
  const workloads = Object.values(world.workloads)
  const byName = (things: Thing[]) => things.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  switch (type) {
    case 'pods':
      return byName(workloads.flatMap((w) => w.instances.map((i) => podObject(system, w, i))))
    case 'deployments':
      return byName(workloads.map((w) => deploymentObject(world, system, w)))
    case 'replicasets':
      return byName(workloads.flatMap((w) => w.releases.map((r) => replicaSetObject(system, w, r))))
    case 'horizontalpodautoscalers':
      return byName(autoscalerObjects(request))
    case 'secrets':
      return byName(bundleObjects(request, 'Secret'))
    case 'configmaps':
      return byName(bundleObjects(request, 'ConfigMap'))
    case 'events':
      return eventObjects(world, system)
    case 'nodes':
      return byName((system.kubernetes?.nodes ?? []).map((name) => nodeObject(world, system, name)))
    default: {
      const born = time(world.origin - 400 * 86_400_000)
      const names = ['default', 'kube-system', system.kubernetes?.namespace ?? 'default']
      return names.sort().map((name) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { creationTimestamp: born, labels: { 'kubernetes.io/metadata.name': name }, name },
      }))
    }
  }
}

export const get: Command = (request) => {
  onlyFlags(
    request,
    'output',
    'selector',
    'all-namespaces',
    'field-selector',
    'sort-by',
    'no-headers',
    'show-labels',
    'ignore-not-found',
    'watch',
    'chunk-size',
    'show-kind',
  )
  if (isOn(request, 'watch')) throw new Unanswerable('kubectl get --watch')
  const everywhere = isOn(request, 'all-namespaces')
  const found: { type: string; thing: Thing }[] = []
  const errors: string[] = []
  for (const { type, name } of request.call.resources) {
    const things = selected(request, objectsOf(request, type, everywhere))
    if (name === null) found.push(...things.map((thing) => ({ type, thing })))
    else {
      const thing = things.find((t) => t.metadata.name === name)
      if (thing !== undefined) found.push({ type, thing })
      else if (!isOn(request, 'ignore-not-found'))
        errors.push(`Error from server (NotFound): ${KINDS[type]?.full} "${name}" not found`)
    }
  }
  const oneByName = request.call.resources.length === 1 && request.call.resources[0]?.name !== null
  const stdout = shown(request, found, oneByName, everywhere)
  if (errors.length > 0) return failed(1, `${errors.join('\n')}\n`, stdout)
  const isTable = flag(request, 'output') === null || flag(request, 'output') === 'wide'
  if (found.length === 0 && isTable && !isOn(request, 'ignore-not-found')) {
    return {
      stdout: '',
      stderr: everywhere ? 'No resources found\n' : `No resources found in ${request.namespace} namespace.\n`,
      exitCode: 0,
    }
  }
  return ok(stdout)
}

function selected(request: KubectlRequest, things: Thing[]): Thing[] {
  const labels = flag(request, 'selector')
  const fields = flag(request, 'field-selector')
  const sortBy = flag(request, 'sort-by')
  let result = things
  if (labels !== null) result = result.filter((t) => matchesSelector(labels, t.metadata.labels))
  for (const term of fields?.split(',') ?? []) {
    const [, path = '', operator, value] = /^([A-Za-z.]+)(!=|==?)(.*)$/.exec(term) ?? []
    if (
      operator === undefined ||
      !/^(metadata\.(name|namespace)|status\.phase|spec\.nodeName|type|reason|involvedObject\.(name|kind))$/.test(path)
    )
      throw new Unanswerable(`the field selector ${term}`)
    result = result.filter((t) => (String(select(`.${path}`, t)[0] ?? '') === value) === (operator !== '!='))
  }
  if (sortBy !== null) {
    const path = sortBy.replace(/^\{?\.?/, '.').replace(/\}$/, '')
    const key = (t: Thing) => select(path, t)[0]
    result = result.toSorted((a, b) => {
      const [x, y] = [key(a), key(b)]
      return typeof x === 'number' && typeof y === 'number' ? x - y : String(x ?? '').localeCompare(String(y ?? ''))
    })
  }
  return result
}

function shown(
  request: KubectlRequest,
  found: { type: string; thing: Thing }[],
  oneByName: boolean,
  everywhere: boolean,
): string {
  const output = flag(request, 'output')
  if (output === null || output === 'wide') return tables(request, found, output === 'wide', everywhere)
  if (output === 'name')
    return found.map(({ type, thing }) => `${KINDS[type]?.prefix}/${thing.metadata.name}\n`).join('')
  const things = found.map(({ thing }) => thing)
  if (oneByName && things.length === 0) return ''
  const data = oneByName
    ? things[0]
    : { apiVersion: 'v1', items: things, kind: 'List', metadata: { resourceVersion: '' } }
  if (output === 'json') return `${JSON.stringify(sorted(data), null, 4)}\n`
  if (output === 'yaml') return stringify(sorted(data), { indentSeq: false, lineWidth: 0 })
  const [, style, template] = /^(jsonpath|jsonpath-as-json|custom-columns|go-template)=(.*)$/s.exec(output) ?? []
  if (style === 'jsonpath' && template !== undefined) return jsonPath(template, data)
  if (style === 'custom-columns' && template !== undefined) return customColumns(template, things)
  if (style === undefined && !/^(jsonpath|go-template|custom-columns|template)/.test(output)) {
    throw new KubectlError(
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml`,
    )
  }
  throw new Unanswerable(`kubectl get -o ${output}`)
}

function jsonPath(template: string, data: unknown): string {
  try {
    return renderJsonPath(template, data)
  } catch (error) {
    if (error instanceof Unanswerable) throw error
    throw new KubectlError(`error: error parsing jsonpath ${template}, ${(error as Error).message}`)
  }
}

function customColumns(template: string, things: Thing[]): string {
  const columns = template.split(',').map((column) => {
    const at = column.indexOf(':')
    return { header: column.slice(0, at), path: column.slice(at + 1).replace(/^\.?/, '.') }
  })
  const rows = things.map((t) =>
    columns.map(
      ({ path }) =>
        select(path, t)
          .map((v) => (typeof v === 'object' ? JSON.stringify(v) : String(v)))
          .join(',') || '<none>',
    ),
  )
  return renderTable([columns.map((c) => c.header), ...rows])
}

function tables(
  request: KubectlRequest,
  found: { type: string; thing: Thing }[],
  wide: boolean,
  everywhere: boolean,
): string {
  const { world, system } = request
  const types = [...new Set(found.map((f) => f.type))]
  const parts = types.map((type) => {
    const columns = COLUMNS[KINDS[type]?.kind ?? '']
    if (columns === undefined) throw new Unanswerable(`a table of ${type}`)
    const header = [
      ...columns.header,
      ...(wide ? columns.wide : []),
      ...(isOn(request, 'show-labels') ? ['LABELS'] : []),
    ]
    const rows = found
      .filter((f) => f.type === type)
      .map(({ thing }) => {
        const { cells, wide: more } = columns.row(thing, world.now)
        const name = types.length > 1 ? `${KINDS[type]?.prefix}/${cells[0]}` : (cells[0] ?? '')
        const labels = isOn(request, 'show-labels')
          ? [
              Object.entries(thing.metadata.labels)
                .map(([k, v]) => `${k}=${v}`)
                .join(',') || '<none>',
            ]
          : []
        return [
          ...(everywhere && KINDS[type]?.namespaced ? [system.kubernetes?.namespace ?? 'default'] : []),
          name,
          ...cells.slice(1),
          ...(wide ? more : []),
          ...labels,
        ]
      })
    const top = [...(everywhere && KINDS[type]?.namespaced ? ['NAMESPACE'] : []), ...header]
    return renderTable(isOn(request, 'no-headers') ? rows : [top, ...rows])
  })
  return parts.join('\n')
}

/** kubectl prints keys in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  )
}

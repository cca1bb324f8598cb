import { createServer, type Server } from 'node:http'
import { loadData } from '../../src/analysis/data.ts'

type Resource = [name: string, kind: string, group: string, short: string, namespaced: 0 | 1]

/** A server for kubectl, and whom it was asked for more than what there is. */
export interface ApiServer {
  /** The address for one command, by a name of its own. */
  urlFor: (name: string) => string
  /** Whether the command of that name got past its own checks: it asked for an object, not only which resources there are. */
  wasAsked: (name: string) => boolean
  close: () => void
}

/**
 * As much of a Kubernetes API server as lets kubectl go on to its own checks: it says which resources there are, finds nothing
 * else, and remembers who asked.
 */
export async function startApiServer(): Promise<ApiServer> {
  const { resources } = loadData<{ resources: Resource[] }>('kubectl.json')
  const groups = [...new Set(resources.map(([, , group]) => group))].filter((group) => group !== '')
  const asked = new Set<string>()
  const server: Server = createServer((request, response) => {
    const [, name = '', path = '/'] = /^\/([^/]+)(\/[^?]*)?/.exec(request.url ?? '') ?? []
    const known = request.method === 'GET' ? answerOf(path, resources, groups) : null
    if (known === null) asked.add(name)
    // An object, or a list of one: whoever asks goes on to print it, and says then what is wrong with the format.
    const answer = known ?? (request.method === 'GET' ? objectAt(path, resources) : null)
    response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? NOT_FOUND))
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { urlFor: (name) => `http://127.0.0.1:${port}/${name}`, wasAsked: (name) => asked.has(name), close }
}

const NOT_FOUND = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'NotFound',
  message: 'not here',
  code: 404,
}

function objectAt(path: string, resources: readonly Resource[]): object | null {
  const [type, name] = path.split('/').slice(-2)
  const find = (plural: string | undefined) => resources.find(([each]) => each === plural)
  const objectOf = ([, kind, group]: Resource, named: string) => ({
    apiVersion: group === '' ? 'v1' : `${group}/v1`,
    kind,
    metadata: { name: named, namespace: 'default', resourceVersion: '1' },
  })
  const one = find(type)
  if (one && name) return objectOf(one, name)
  const list = find(name)
  return list
    ? { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [objectOf(list, 'web')] }
    : null
}

function answerOf(path: string, resources: readonly Resource[], groups: readonly string[]): object | null {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis')
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map((name) => {
        const version = { groupVersion: `${name}/v1`, version: 'v1' }
        return { name, versions: [version], preferredVersion: version }
      }),
    }
  const [, root, ...rest] = path.split('/')
  const [group = '', version, ...parts] = root === 'api' ? ['', ...rest] : rest
  if (version !== 'v1' || parts.length > 0) return null
  const groupVersion = group === '' ? 'v1' : `${group}/v1`
  const own = resources.filter((resource) => resource[2] === group)
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: own.map(discovered) }
}

function discovered([name, kind, , short, namespaced]: Resource): object {
  const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
  return {
    name,
    singularName: kind.toLowerCase(),
    kind,
    namespaced: namespaced === 1,
    verbs,
    shortNames: short.split(',').filter(Boolean),
  }
}

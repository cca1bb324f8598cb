import type { HostSpec, System } from '../../system/system.ts'
import { defectOf } from '../../world/defects.ts'
import { isDown } from '../../world/down.ts'
import { random } from '../../world/random.ts'
import { routeOf } from '../../world/routing.ts'
import { releaseOf, serving, type World, workloadOf } from '../../world/world.ts'
import { type Scene, Unanswerable } from '../client.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import { prometheusResponse } from './prometheus.ts'
import { routeResponse } from './routes.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** What a host of the system answers. @throws Unanswerable where system.yaml does not say. */
export async function respond(host: HostSpec, request: HttpRequest, scene: Scene): Promise<HttpResponse> {
  if (host.kind === 'prometheus') return prometheusResponse(request, scene)
  const routed = await routeResponse(host, request, scene)
  if (routed !== null) return routed
  if (host.kind === 'service') return serviceResponse(host, request, scene)
  throw new Unanswerable(`${request.method} ${request.url}`)
}

function serviceResponse(host: HostSpec, request: HttpRequest, { world, system }: Scene): HttpResponse {
  const { pathname } = request.url
  const workload = workloadOf(world, workloadBehind(host, request, world, system))
  const up = serving(workload)
  if (up.length === 0) {
    return {
      status: 503,
      headers: { 'Content-Type': 'text/html' },
      body: '<html>\n<head><title>503 Service Temporarily Unavailable</title></head>\n<body><center><h1>503 Service Temporarily Unavailable</h1></center></body>\n</html>\n',
    }
  }
  // The load balancer sends one request here, the next one there.
  const instance = up[Math.floor(random(world.seed, world.now, pathname, 'balance') * up.length)] ?? up[0]
  if (instance === undefined) throw new Unanswerable(String(request.url))
  const fault = instance.state === 'sick' ? defectOf(world, system, workload, instance.release) : null
  const version = releaseOf(workload, instance.release).image.split(':').at(-1) ?? ''

  const health = host.health.find((h) => h.path === pathname)
  if (health !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
    if (!health.deep) return { status: 200, headers: JSON_TYPE, body: JSON.stringify({ status: 'ok' }) }
    const checks = checkedDependencies(host, world, workload.name)
    const broken = { ...checks.broken, ...fault?.defect.health }
    const healthy = Object.keys(broken).length === 0
    return {
      status: healthy ? 200 : 503,
      headers: JSON_TYPE,
      body: JSON.stringify({
        status: healthy ? 'healthy' : 'unhealthy',
        version,
        checks: { ...checks.well, ...broken },
      }),
    }
  }
  const endpoint = system.workloads
    .find((w) => w.name === workload.name)
    ?.traffic?.endpoints.find((e) => e.path === pathname && e.method === request.method)
  if (endpoint === undefined) {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Unanswerable(`${request.method} ${request.url}`)
    return { status: 404, headers: JSON_TYPE, body: JSON.stringify({ detail: 'Not Found' }) }
  }
  const failing = fault?.defect.errors[pathname] ?? 0
  if (fault !== null && random(world.seed, world.now, pathname, 'fails') < failing) {
    return {
      status: fault.defect.status,
      headers: JSON_TYPE,
      body: JSON.stringify({ detail: 'Internal Server Error' }),
    }
  }
  if (Object.keys(request.headers).some((h) => h.toLowerCase() === 'authorization'))
    throw new Unanswerable(`${request.method} ${request.url} with a login`)
  return { status: 401, headers: JSON_TYPE, body: JSON.stringify({ detail: 'Not authenticated' }) }
}

/** Whom DNS and the listener send this request to. */
function workloadBehind(host: HostSpec, request: HttpRequest, world: World, system: System): string {
  const routes = routeOf(world, system, host.origin) ?? []
  let left = random(world.seed, world.now, request.url.pathname, 'route')
  for (const { workload, part } of routes) {
    left -= part
    if (left < 0) return workload
  }
  return routes.at(-1)?.workload ?? host.of ?? ''
}

/** What the check says where something is not well; null where all is. */
function dependencyTrouble(world: World, workload: string, name: string): string | null {
  if (isDown(world, name)) return 'unreachable'
  const part = world.aws.unmet[`${workload}/${name}`] ?? 0
  return part > 0 && random(world.seed, world.now, name, 'unmet') < part ? 'failing' : null
}

function checkedDependencies(
  host: HostSpec,
  world: World,
  workload: string,
): { well: Record<string, string>; broken: Record<string, string> } {
  const well: Record<string, string> = {}
  const broken: Record<string, string> = {}
  for (const [check, name] of Object.entries(host.checks)) {
    const unmet = dependencyTrouble(world, workload, name)
    if (unmet !== null) broken[check] = unmet
    else well[check] = 'ok'
  }
  return { well, broken }
}

import type { HostSpec } from '../../system/system.ts'
import { doDeeds } from '../../world/deeds.ts'
import { isDown } from '../../world/down.ts'
import { serving, workloadOf } from '../../world/world.ts'
import type { Scene } from '../client.ts'
import type { HttpRequest, HttpResponse } from './http.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const detail = (status: number, text: string): HttpResponse => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({ detail: text }),
})

/** What a route of system.yaml answers, and does; null where there is none, or nobody behind it. */
export async function routeResponse(host: HostSpec, request: HttpRequest, scene: Scene): Promise<HttpResponse | null> {
  const { world, system } = scene
  const path = request.url.pathname + request.url.search
  const isActive = (fault: string) => world.faults.some((f) => f.name === fault && stillThere(scene, f.name))
  for (const route of host.routes) {
    const match = new RegExp(route.path).exec(path)
    if (match === null || route.method !== request.method) continue
    if (route.during !== undefined && !isActive(route.during)) continue
    if (host.kind === 'service' && serving(workloadOf(world, host.of ?? '')).length === 0) return null
    if (route.authorization !== undefined) {
      const given = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1]
      if (given === undefined || !new RegExp(route.authorization).test(given)) return detail(401, 'Not authenticated')
    }
    const values = { ...match.groups, ...bodyValues(request.body) }
    let body = route.body
    if (route.sql !== undefined) {
      if (isDown(world, route.sql.database)) return detail(503, 'database is not reachable')
      const keeps = !/^\s*select\b/i.test(route.sql.text)
      if (keeps) scene.write()
      const { rows } = await scene.query({ ...route.sql, values, keeps })
      const found = rows[0]?.[0]
      if (found === undefined || found === null) return detail(404, 'Not Found')
      body = found
    }
    if (route.does.length > 0) {
      scene.write()
      doDeeds(world, system, route.does, { values, command: scene.command })
    }
    const headers = Object.keys(route.headers).length === 0 && /^[[{]/.test(body) ? JSON_TYPE : route.headers
    return { status: route.status, headers, body }
  }
  return null
}

/** A fault that is mended is over, though it stays among the world's. */
function stillThere({ world }: Scene, name: string): boolean {
  return (world.tracks[`fault/${name}`]?.at(-1)?.[1] ?? 1) > 0
}

/** The fields of a JSON body that are plain values. */
function bodyValues(body: string | null): Record<string, string> {
  try {
    const read: unknown = JSON.parse(body ?? '')
    if (typeof read !== 'object' || read === null) return {}
    return Object.fromEntries(Object.entries(read).flatMap(([k, v]) => (typeof v === 'object' ? [] : [[k, String(v)]])))
  } catch {
    return {}
  }
}

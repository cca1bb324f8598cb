import { evaluatePromql, type Sample, type Value } from '../../promql/evaluate.ts'
import { PromqlError, parsePromql } from '../../promql/parse.ts'
import { parseDuration } from '../../system/duration.ts'
import { prometheusSource } from '../../world/alarms.ts'
import { type Scene, Unanswerable } from '../client.ts'
import type { HttpRequest, HttpResponse } from './http.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Prometheus' HTTP API: `query`, `query_range`, `alerts` and health. @throws Unanswerable for the rest of it. */
export function prometheusResponse(request: HttpRequest, scene: Scene): HttpResponse {
  const { pathname } = request.url
  const parameters = new URLSearchParams([...request.url.searchParams, ...new URLSearchParams(request.body ?? '')])
  const text = (body: string): HttpResponse => ({
    status: 200,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body,
  })
  switch (pathname) {
    case '/-/healthy':
      return text('Prometheus Server is Healthy.\n')
    case '/-/ready':
      return text('Prometheus Server is Ready.\n')
    case '/api/v1/query':
      return evaluated(() => instantQuery(parameters, scene))
    case '/api/v1/query_range':
      return evaluated(() => rangeQuery(parameters, scene))
    case '/api/v1/alerts':
      return success({ alerts: activeAlerts(scene) })
    default:
      throw new Unanswerable(`${request.method} ${request.url}`)
  }
}

function success(data: unknown): HttpResponse {
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify({ status: 'success', data }) }
}

function evaluated(query: () => unknown): HttpResponse {
  try {
    return success(query())
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    if (error.why === 'unsupported') throw new Unanswerable(error.message)
    const body = { status: 'error', errorType: 'bad_data', error: `invalid parameter "query": ${error.message}` }
    return { status: 400, headers: JSON_TYPE, body: JSON.stringify(body) }
  }
}

function instantQuery(parameters: URLSearchParams, scene: Scene): unknown {
  const { world, system } = scene
  const at = moment(parameters.get('time'), world.now)
  const value = evaluatePromql(parsePromql(parameters.get('query') ?? ''), prometheusSource(world, system), at)
  if (value.kind === 'vector') {
    return {
      resultType: 'vector',
      result: value.samples.map((s) => ({ metric: s.labels, value: [at / 1_000, number(s.value)] })),
    }
  }
  return { resultType: value.kind, result: [at / 1_000, value.kind === 'scalar' ? number(value.value) : value.value] }
}

function rangeQuery(parameters: URLSearchParams, scene: Scene): unknown {
  const { world, system } = scene
  const from = moment(parameters.get('start'), world.now)
  const to = moment(parameters.get('end'), world.now)
  const stepText = parameters.get('step') ?? ''
  const step = parseDuration(stepText) ?? Number(stepText) * 1_000
  if (!(step > 0))
    throw new PromqlError(
      'syntax',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    )
  if ((to - from) / step > 11_000)
    throw new PromqlError('syntax', 'exceeded maximum resolution of 11,000 points per timeseries.')
  const expression = parsePromql(parameters.get('query') ?? '')
  const lines = new Map<string, { metric: Record<string, string>; values: [number, string][] }>()
  for (let at = from; at <= to; at += step) {
    for (const sample of samplesOf(evaluatePromql(expression, prometheusSource(world, system), at))) {
      const key = JSON.stringify(sample.labels)
      const line = lines.get(key) ?? { metric: sample.labels, values: [] }
      lines.set(key, line)
      line.values.push([at / 1_000, number(sample.value)])
    }
  }
  return { resultType: 'matrix', result: [...lines.values()] }
}

function samplesOf(value: Value): Sample[] {
  if (value.kind === 'vector') return value.samples
  return value.kind === 'scalar' ? [{ labels: {}, value: value.value }] : []
}

function activeAlerts({ world, system }: Scene): unknown[] {
  return system.alarms.flatMap((spec) => {
    const state = world.alarms[spec.name]
    if (spec.kind !== 'prometheus' || state === undefined || state.state === 'ok') return []
    return [
      {
        labels: { alertname: spec.name, ...spec.labels },
        annotations: spec.annotations,
        state: state.state,
        activeAt: new Date(state.activeAt ?? state.since).toISOString(),
        value: number(state.value ?? 0),
      },
    ]
  })
}

/** Seconds since 1970 or RFC 3339. */
function moment(text: string | null, now: number): number {
  if (text === null || text === '') return now
  return /^[\d.]+$/.test(text) ? Number(text) * 1_000 : Date.parse(text)
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value)
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluatePromql, type MetricSource, type Value } from './evaluate.ts'
import { PromqlError, parsePromql } from './parse.ts'

/** Three counters that grow steadily, and a gauge. */
const source: MetricSource = {
  series(metric) {
    const counter = (labels: Record<string, string>, perSecond: number) => ({
      labels,
      increase: (from: number, to: number) => ((to - from) / 1_000) * perSecond,
      at: (time: number) => (time / 1_000) * perSecond,
    })
    if (metric === 'requests')
      return [
        counter({ path: '/a', code: '200' }, 90),
        counter({ path: '/a', code: '500' }, 10),
        counter({ path: '/b', code: '503' }, 5),
      ]
    if (metric === 'depth') return [{ labels: { queue: 'bulk' }, increase: () => 0, at: (time) => time / 1_000 }]
    return null
  },
}
const AT = 600_000
const evaluate = (query: string): Value => evaluatePromql(parsePromql(query), source, AT)
const values = (query: string) => {
  const value = evaluate(query)
  return value.kind === 'vector' ? value.samples.map((s) => [s.labels, Math.round(s.value * 1e6) / 1e6]) : [value]
}

const table: [query: string, expected: unknown][] = [
  ['1 + 2 * 3', [{ kind: 'scalar', value: 7 }]],
  ['-2 ^ 2 > bool 3', [{ kind: 'scalar', value: 0 }]],
  ['requests{code="500"}', [[{ __name__: 'requests', path: '/a', code: '500' }, 6000]]],
  [
    'rate(requests{code=~"5.."}[5m])',
    [
      [{ path: '/a', code: '500' }, 10],
      [{ path: '/b', code: '503' }, 5],
    ],
  ],
  ['rate(requests{code!~"5.."}[5m])', [[{ path: '/a', code: '200' }, 90]]],
  ['increase(requests{path!="/a"}[1m])', [[{ path: '/b', code: '503' }, 300]]],
  ['sum(rate(requests[5m]))', [[{}, 105]]],
  [
    'sum by (path) (rate(requests[5m]))',
    [
      [{ path: '/a' }, 100],
      [{ path: '/b' }, 5],
    ],
  ],
  [
    'sum(rate(requests[5m])) without (code)',
    [
      [{ path: '/a' }, 100],
      [{ path: '/b' }, 5],
    ],
  ],
  ['topk(1, rate(requests[5m]))', [[{ path: '/a', code: '200' }, 90]]],
  ['count(requests)', [[{}, 3]]],
  ['sum(rate(requests{code=~"5.."}[5m])) / sum(rate(requests[5m])) > 0.05', [[{}, 0.142857]]],
  ['sum(rate(requests[5m])) > 200', []],
  [
    'rate(requests{code="500"}[5m]) / on(path) sum by (path) (rate(requests[5m]))',
    [[{ path: '/a', code: '500' }, 0.1]],
  ],
  ['depth offset 1m', [[{ __name__: 'depth', queue: 'bulk' }, 540]]],
  ['max_over_time(depth[2m])', [[{ queue: 'bulk' }, 600]]],
  ['depth > 1 and depth < 1000', [[{ __name__: 'depth', queue: 'bulk' }, 600]]],
  ['depth unless depth > 1', []],
]

for (const [query, expected] of table) test(`evaluates ${query}`, () => assert.deepEqual(values(query), expected))

const refused: [query: string, why: 'syntax' | 'unsupported'][] = [
  ['sum(', 'syntax'],
  ['rate(requests)', 'syntax'],
  ['requests[5m]', 'syntax'],
  ['no_such_metric', 'unsupported'],
  ['histogram_quantile(0.9, requests)', 'unsupported'],
  ['a * on(x) group_left(y) b', 'unsupported'],
  ['stddev(requests)', 'unsupported'],
  ['rate(requests[5m:1m])', 'unsupported'],
]

for (const [query, why] of refused) {
  test(`refuses ${query} (${why}), and never answers nothing`, () => {
    assert.throws(
      () => evaluate(query),
      (error) => error instanceof PromqlError && error.why === why,
    )
  })
}

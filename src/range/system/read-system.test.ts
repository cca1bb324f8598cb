import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AppError } from '../../core/errors.ts'
import { EXAMPLES } from '../test-support/examples.ts'
import { parseDuration } from './duration.ts'
import { readSystem } from './read-system.ts'

const text = readFileSync(`${EXAMPLES}/stratum/system.yaml`, 'utf8')

const refusals: { when: string; from: string | RegExp; to: string; says: RegExp }[] = [
  {
    when: 'a field is of the wrong type',
    from: 'replicas: 6',
    to: 'replicas: six',
    says: /^system\.yaml:\d+: workloads\.0\.replicas: .*number/,
  },
  {
    when: 'a field is unknown',
    from: 'minimum: 4',
    to: 'minimum: 4\n    maximun: 9',
    says: /^system\.yaml:\d+: workloads\.0: .*maximun/,
  },
  {
    when: 'a duration is none',
    from: 'drain: 30s',
    to: 'drain: soon',
    says: /workloads\.0\.startup\.drain: "soon" is not a duration/,
  },
  {
    when: 'a name leads nowhere',
    from: 'of: stratum-redis',
    to: 'of: no-such-thing',
    says: /metrics\.\d+\.of: there is no thing "no-such-thing"/,
  },
  {
    when: 'shares do not make a whole',
    from: 'share: 0.28',
    to: 'share: 0.9',
    says: /workloads\.0\.traffic: the shares make 1\.62, not 1/,
  },
  { when: 'it is not YAML', from: 'name: stratum', to: 'name: [stratum', says: /^system\.yaml:\d+: / },
]

for (const { when, from, to, says } of refusals) {
  test(`refuses a system where ${when}, naming file, line and field`, () => {
    const broken = text.replace(from, to)
    assert.notEqual(broken, text)
    assert.throws(
      () => readSystem('system.yaml', broken),
      (error) => error instanceof AppError && error.code === 'bad-system' && says.test(error.message),
    )
  })
}

test('names the line of what is wrong', () => {
  const broken = text.replace('minimum: 4', 'minimum: 40')
  const line = broken.split('\n').findIndex((l) => l.includes('minimum: 40')) + 1
  assert.throws(() => readSystem('system.yaml', broken), {
    message: `system.yaml:${line}: workloads.0.minimum: is more than replicas`,
  })
})

test('reads durations', () => {
  assert.equal(parseDuration('90s'), 90_000)
  assert.equal(parseDuration('1h30m'), 5_400_000)
  assert.equal(parseDuration('250ms'), 250)
  assert.equal(parseDuration('5'), null)
  assert.equal(parseDuration('5 m'), null)
})

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../core/errors.ts'
import { readSystem } from '../../range/system/read-system.ts'
import { readScenarios } from './read-scenarios.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))
const systemOf = (name: string) => readSystem('system.yaml', readFileSync(join(EXAMPLES, name, 'system.yaml'), 'utf8'))
const stratum = systemOf('stratum')

const GOOD = `scenarios:
  - name: bad-release
    title: A release fails
    rehearses: { runbook.md: high-error-rate }
    faults: [bad-deploy]
    responder:
      choose: [recent deployment]
      values: { VERSION: 2.14 }
    goal:
      - { alarm: HighErrorRate, state: ok }
      - workload: stratum-api
        serving: { atLeast: 6 }
      - { world: caches/stratum-redis/nodeType, is: cache.r6g.large }
      - { did: ^kubectl rollout }
`

test('reads who does what from where, and fills in what goes without saying', () => {
  const [scenario] = readScenarios('scenarios.yaml', GOOD, stratum)
  assert.equal(scenario?.begin, 'alert')
  assert.deepEqual(scenario?.rehearses, { 'runbook.md': ['high-error-rate'] })
  assert.deepEqual(scenario?.responder, {
    choose: ['recent deployment'],
    holds: [],
    values: { VERSION: '2.14' },
    obeys: [],
    instead: [],
  })
  assert.equal(scenario?.within, 30 * 60_000)
  assert.equal(scenario?.expect, 'recovers')
  assert.deepEqual(
    scenario?.goal.map(({ subject, facts }) => [subject, facts]),
    [
      ['alarm', { state: { is: 'ok' } }],
      ['workload', { serving: { atLeast: 6 } }],
      ['world', { value: { is: 'cache.r6g.large' } }],
      ['did', { value: { atLeast: 1 } }],
    ],
  )
})

const refusals: { when: string; from: string; to: string; says: RegExp }[] = [
  { when: 'it is not YAML', from: 'title: A release fails', to: 'title: [A', says: /^s\.yaml:\d+: / },
  {
    when: 'a field is unknown',
    from: '    faults:',
    to: '    fault: x\n    faults:',
    says: /^s\.yaml:2: scenarios\.0: .*fault/,
  },
  { when: 'a fault is unknown', from: '[bad-deploy]', to: '[flood]', says: /^s\.yaml:5: .*no fault "flood"/ },
  {
    when: 'a name leads nowhere',
    from: 'alarm: High',
    to: 'alarm: Low',
    says: /^s\.yaml:10: .*no alarm "LowErrorRate": known are/,
  },
  {
    when: 'a fact is unknown',
    from: 'serving:',
    to: 'running:',
    says: /^s\.yaml:12: scenarios\.0\.goal\.1\.running: .*say one of healthy/,
  },
  {
    when: 'a check is about two things',
    from: 'state: ok }',
    to: 'queue: default }',
    says: /^s\.yaml:10: .*alarm and queue/,
  },
  {
    when: 'a check is about nothing',
    from: '{ did: ^kubectl rollout }',
    to: '{ done: x }',
    says: /^s\.yaml:14: .*names nothing/,
  },
  { when: 'a pattern is none', from: '^kubectl rollout', to: '"(("', says: /^s\.yaml:14: .*not a regular expression/ },
  {
    when: 'a duration is none',
    from: '    faults:',
    to: '    within: soon\n    faults:',
    says: /^s\.yaml:5: .*not a duration/,
  },
  { when: 'a verdict is none', from: '    faults:', to: '    expect: fine\n    faults:', says: /^s\.yaml:5: / },
  {
    when: 'an alert has no fault',
    from: '    faults: [bad-deploy]',
    to: '    begin: alert',
    says: /^s\.yaml:5: .*wants a fault/,
  },
  {
    when: 'a person starts it without a goal',
    from: GOOD.slice(GOOD.indexOf('    goal')),
    to: '    begin: manual\n',
    says: /^s\.yaml:2: .*must be a goal/,
  },
  {
    when: 'a name is taken',
    from: GOOD,
    to: `${GOOD}${GOOD.slice('scenarios:\n'.length)}`,
    says: /^s\.yaml:15: .*two called/,
  },
]

for (const { when, from, to, says } of refusals) {
  test(`refuses scenarios where ${when}, naming file, line and field`, () => {
    const broken = GOOD.replace(from, () => to)
    assert.notEqual(broken, GOOD)
    assert.throws(
      () => readScenarios('s.yaml', broken, stratum),
      (error) => error instanceof AppError && error.code === 'bad-scenario' && says.test(error.message),
    )
  })
}

for (const name of readdirSync(EXAMPLES)) {
  const file = join(EXAMPLES, name, 'scenarios.yaml')
  test(`reads the scenarios of ${name}`, { skip: existsSync(file) ? false : `${name} has none yet` }, () => {
    assert.ok(readScenarios(file, readFileSync(file, 'utf8'), systemOf(name)).length > 0)
  })
}

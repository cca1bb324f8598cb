import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_CONFIG, parseConfig, readConfig } from './config.ts'

test('paths are relative to the file, and what is left out has its default', () => {
  const config = parseConfig(
    '/etc/standby/standby.yaml',
    `runbooks:
  - docs/runbook.md
  - /srv/runbooks
environments:
  production:
    env: { AWS_PROFILE: prod }
    parameters:
      DATABASE_URL: postgresql://db/app
hosts: [Standby.Example.com]
steps-at-once: 4
`,
  )
  assert.deepEqual(config.runbooks, ['/etc/standby/docs/runbook.md', '/srv/runbooks'])
  assert.deepEqual(config.environments, [
    {
      name: 'production',
      kind: 'host',
      path: [],
      env: { AWS_PROFILE: 'prod' },
      parameters: { DATABASE_URL: 'postgresql://db/app' },
      worldNow: null,
    },
  ])
  assert.deepEqual(config.hosts, ['standby.example.com'])
  assert.equal(config.stepsAtOnce, 4)
})

test('an empty file says nothing', () => {
  for (const source of ['', '# later\n', '{}']) {
    assert.deepEqual(parseConfig('standby.yaml', source), { ...EMPTY_CONFIG, file: 'standby.yaml' })
  }
})

const BROKEN: [source: string, says: RegExp][] = [
  ['runbooks: [a.md\n', /^standby\.yaml, line \d: /],
  ['\nrunbooks: a.md\n', /^standby\.yaml, line 2: runbooks: /],
  ['environments:\n  prod:\n    kind: docker\n', /line 3: environments\.prod\.kind: must be: host/],
  [
    'environments:\n  prod:\n    parameters:\n      PORT: 5432\n',
    /line 4: environments\.prod\.parameters\.PORT: must be text/,
  ],
  ['environments:\n  prod:\n    parameters:\n      DB-URL: x\n', /line 4: .*DB-URL: is not a name of a variable/],
  ['environments:\n  "a b":\n    kind: host\n', /line 2|line 3/],
  ['hosts: []\nrunbook: x\n', /line 2: runbook: there is no such setting$/],
  [
    'lint:\n  failOn: error\n',
    /line 2: lint\.failOn: there is no such setting; names are written with hyphens: fail-on/,
  ],
  ['lint:\n  rules: [redis-keys]\n', /line 2: lint\.rules: expected a map \(name: value\), received a list/],
  ['steps-at-once: 0\n', /line 1: steps-at-once: must be a whole number from 1 to 256$/],
  ['steps-at-once: many\n', /line 1: steps-at-once: must be a whole number from 1 to 256$/],
  ['steps-at-once: 1.5\n', /line 1: steps-at-once: must be a whole number from 1 to 256$/],
  ['steps-at-once: 257\n', /line 1: steps-at-once: must be a whole number from 1 to 256$/],
  ['- a\n', /line 1: the file: /],
  ['a: 1\na: 2\n', /line 2: /],
]
for (const [source, says] of BROKEN) {
  test(`${JSON.stringify(source)} is refused with its line and field`, () => {
    assert.throws(
      () => parseConfig('standby.yaml', source),
      (error: Error & { code?: string }) => error.code === 'bad-config' && says.test(error.message),
    )
  })
}

test('a file that is not there is refused', () => {
  assert.throws(() => readConfig('/no/such/standby.yaml'), { code: 'no-such-config' })
})

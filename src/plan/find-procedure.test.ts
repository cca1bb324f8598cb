import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/errors.ts'
import { compileRunbook } from './compile.ts'
import { findProcedure, procedureById } from './find-procedure.ts'

const plan = compileRunbook(
  'x.md',
  `# Incidents

### 3a. API Down / High 5xx Rate

**Symptoms:** red

**Diagnosis:**

\`\`\`bash
kubectl get pods
\`\`\`

**Rollback to the last release:**

\`\`\`bash
kubectl rollout undo deployment/api --to-revision=<REVISION>
\`\`\`

### 3b. Database Down

\`\`\`bash
pg_isready
\`\`\`

## Deploy

### Deploy the API

\`\`\`bash
make deploy
\`\`\`

#### Rollback

\`\`\`bash
make undo
\`\`\`

### Deploy the worker

\`\`\`bash
make deploy-worker
\`\`\`

#### Rollback

\`\`\`bash
make undo-worker
\`\`\`
`,
)

const FOUND: [string, string][] = [
  ['3a-api-down-high-5xx-rate', '3a. API Down / High 5xx Rate'],
  ['3a-api-down--high-5xx-rate', '3a. API Down / High 5xx Rate'],
  ['3a', '3a. API Down / High 5xx Rate'],
  ['API Down', '3a. API Down / High 5xx Rate'],
  ['5xx', '3a. API Down / High 5xx Rate'],
  ['database-down', '3b. Database Down'],
  ['deploy-the-api', 'Deploy the API'],
  ['deploy-the-worker-rollback', 'Rollback'],
]
for (const [name, heading] of FOUND) {
  test(`${name} finds "${heading}"`, () => assert.equal(findProcedure(plan, name).heading, heading))
}

function refusal(name: string): AppError {
  try {
    findProcedure(plan, name)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error(`${name} was not refused`)
}

test('an ambiguous name lists the choices', () => {
  const error = refusal('rollback')
  assert.equal(error.code, 'ambiguous-procedure')
  assert.match(error.hint, /deploy-the-api-rollback, deploy-the-worker-rollback/)
})

test('a name nothing has lists what there is', () => {
  for (const name of ['nonsense', '', '---']) {
    const error = refusal(name)
    assert.equal(error.code, 'no-such-procedure')
    assert.match(error.hint, /3b-database-down/)
  }
})

test('a procedure named within an incident borrows its steps and their parameters', () => {
  const found = findProcedure(plan, 'rollback-to-the-last-release')
  assert.deepEqual(
    found.steps.map((step) => [step.phase, step.line]),
    [['rollback', 16]],
  )
  assert.deepEqual(
    found.parameters.map((parameter) => [parameter.name, parameter.steps]),
    [['REVISION', [0]]],
  )
})

test('a part that a label names is found by its id with the steps of its lines', () => {
  const label = plan.procedures.find(({ heading }) => heading.startsWith('Rollback to'))
  assert.deepEqual(label?.steps, [], 'the plan holds each step once, in the whole')
  const found = procedureById(plan, label?.id ?? '')
  assert.deepEqual(
    found?.steps.flatMap(({ commands }) => commands.map(({ subcommand }) => subcommand)),
    ['rollout undo'],
  )
  assert.deepEqual(found?.parameters[0]?.steps, [0])
  assert.equal(procedureById(plan, 'not-there'), null)
})

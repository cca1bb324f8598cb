import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from './compile.ts'
import type { Parameter, Procedure } from './plan.ts'

function compile(...fences: string[]): Procedure {
  const steps = fences.map((fence, index) => `# ${index + 1}. Do it\n${fence}`).join('\n\n')
  const plan = compileRunbook('case.md', `# Case\n\n## Restart the service\n\n\`\`\`bash\n${steps}\n\`\`\`\n`)
  return plan.procedures[0] as Procedure
}

function only(...fences: string[]): Parameter {
  const { parameters } = compile(...fences)
  assert.equal(parameters.length, 1, JSON.stringify(parameters.map(({ name }) => name)))
  return parameters[0] as Parameter
}

const TYPES: [string, Parameter['type']][] = [
  ['aws ecs describe-tasks --cluster c --tasks <TASK_ARN>', 'arn'],
  ['aws ecs update-service --service api --cluster c --task-definition api:<PREVIOUS>', 'revision'],
  ['aws ecs update-service --service api --cluster c --desired-count <HOW_MANY>', 'number'],
  ['aws rds describe-db-instances --region <WHERE>', 'region'],
  ['kubectl scale deployment/api --replicas=<WANTED>', 'number'],
  ['kubectl rollout undo deployment/api --to-revision=<N>', 'revision'],
  ['curl -f "$API_URL/health"', 'url'],
  ['ssh <BASTION_HOST> uptime', 'host'],
  ['kubectl set image deployment/api api=shop/api:${VERSION}', 'version'],
  ['curl -H "Authorization: Bearer <ADMIN_TOKEN>" https://shop.example/', 'secret'],
  ['kubectl delete job import-<CUSTOMER>', 'text'],
  ['aws ecs stop-task --cluster c --task <TASK_ID>', 'id'],
]

test('a parameter has the type that its use, or else its name, says', () => {
  for (const [command, type] of TYPES) assert.equal(only(command).type, type, command)
})

test('a variable that brings its own value is asked for by nobody, and its value is known', () => {
  const { name, required, default: value, texts } = only('kubectl set image deployment/api api=shop/api:${TAG:-stable}')
  assert.deepEqual(
    { name, required, value, texts },
    { name: 'TAG', required: false, value: 'stable', texts: ['${TAG:-stable}'] },
  )
  assert.equal(only('echo ${TAG:-stable}', 'echo $TAG').required, true)
  assert.equal(compile("echo '${TAG:-stable}'").parameters.length, 0)
})

test('values are looked for in what earlier steps list, in the labels of the alert, in configuration', () => {
  const sources = (...fences: string[]) => compile(...fences).parameters[0]?.sources
  assert.deepEqual(sources('aws ecs list-tasks --cluster c', 'aws ecs stop-task --cluster c --task <TASK_ARN>'), [
    { from: 'step', step: 0 },
  ])
  assert.deepEqual(sources('kubectl get pods', 'kubectl delete pod <POD>'), [
    { from: 'step', step: 0 },
    { from: 'alert-label', label: 'pod' },
  ])
  assert.deepEqual(
    sources('psql -c "select pid, query from pg_stat_activity"', 'psql -c "select pg_cancel_backend(<pid>)"'),
    [{ from: 'step', step: 0 }],
  )
  assert.deepEqual(sources('kubectl get pods -n $NAMESPACE'), [
    { from: 'alert-label', label: 'namespace' },
    { from: 'configuration' },
  ])
  assert.deepEqual(
    sources('aws ecs list-tasks --cluster c', 'aws rds delete-db-snapshot --db-snapshot-identifier <SNAPSHOT_ID>'),
    [],
  )
})

function names(...fences: string[]): string[] {
  return compile(...fences).parameters.map(({ name }) => name)
}

test('two values under one vague name become two parameters', () => {
  assert.deepEqual(names('aws ecs stop-task --cluster c --task <id>', 'aws ec2 reboot-instances --instance-ids <id>'), [
    'TASK_ID',
    'INSTANCE_ID',
  ])
  assert.deepEqual(names('kubectl delete pod <name>', 'kubectl rollout restart deployment/<name>'), [
    'POD_NAME',
    'DEPLOYMENT_NAME',
  ])
  assert.deepEqual(names('kubectl logs <name>', 'kubectl delete pod <name>'), ['NAME'])
})

test('one value under two names is one parameter where the option takes either, and only there', () => {
  assert.deepEqual(
    names('aws ecs describe-tasks --cluster c --tasks <TASK_ARN>', 'aws ecs stop-task --cluster c --task <task-id>'),
    ['TASK_ARN'],
  )
  // An id in the place of the name elsewhere: the ARN would not do.
  assert.deepEqual(
    names(
      'aws ecs describe-tasks --cluster c --tasks <TASK_ARN>',
      'aws ecs stop-task --cluster c --task <task-id>',
      'grep <task-id> app.log',
    ),
    ['TASK_ARN', 'TASK_ID'],
  )
  assert.deepEqual(
    names('aws ecs describe-tasks --cluster c --tasks <OLD_TASK>', 'aws ecs stop-task --cluster c --task <NEW_TASK>'),
    ['OLD_TASK', 'NEW_TASK'],
  )
})

test('the holes of a script bear the names of the parameters', () => {
  const { steps } = compile('aws ecs stop-task --cluster c --task <id>', 'aws ec2 reboot-instances --instance-ids <id>')
  assert.deepEqual(
    steps.map(({ script, placeholders }) => [
      script?.holes.map(({ name }) => name),
      placeholders.map(({ name }) => name),
    ]),
    [
      [['TASK_ID'], ['TASK_ID']],
      [['INSTANCE_ID'], ['INSTANCE_ID']],
    ],
  )
})

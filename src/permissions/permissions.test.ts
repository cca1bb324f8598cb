import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import { permissionsFor } from './gather.ts'
import { isIamAction } from './iam/iam-data.ts'
import type { Permissions } from './permissions.ts'

function permissionsOf(shell: string): Permissions {
  const plan = compileRunbook('case.md', `# Case\n\n## Restore service\n\n\`\`\`bash\n${shell}\n\`\`\`\n`)
  return permissionsFor(plan.procedures)
}

/** `look ecs:DescribeServices arn…` for each action and resource. */
function iamLines({ iam }: Permissions): string[] {
  return (['look', 'act'] as const).flatMap((side) =>
    (iam?.[side].Statement ?? []).flatMap((statement) =>
      statement.Action.flatMap((action) =>
        statement.Resource.map((resource) => {
          const service = statement.Condition?.StringEquals?.['iam:PassedToService']
          return `${side} ${action} ${resource.replace(/^arn:aws:/, '')}${service === undefined ? '' : ` to ${service}`}`
        }),
      ),
    ),
  )
}

const IAM: [command: string, lines: string[]][] = [
  [
    'aws ecs describe-services --cluster shop --services api web --region eu-west-1',
    [
      'look ecs:DescribeServices ecs:eu-west-1:*:service/shop/api',
      'look ecs:DescribeServices ecs:eu-west-1:*:service/shop/web',
    ],
  ],
  [
    'aws ecs wait services-stable --cluster shop --services api',
    ['look ecs:DescribeServices ecs:*:*:service/shop/api'],
  ],
  ['aws ecs describe-tasks --cluster shop --tasks <TASK_ARN>', ['look ecs:DescribeTasks ecs:*:*:task/shop/*']],
  [
    'aws ecs update-service --cluster shop --service api --desired-count 4',
    ['act ecs:UpdateService ecs:*:*:service/shop/api'],
  ],
  [
    'aws ecs update-service --cluster shop --service api --task-definition api:41',
    ['act ecs:UpdateService ecs:*:*:service/shop/api', 'act iam:PassRole iam::*:role/* to ecs-tasks.amazonaws.com'],
  ],
  [
    'aws ecs run-task --cluster shop --task-definition migrate:7',
    ['act ecs:RunTask ecs:*:*:task-definition/migrate:7', 'act iam:PassRole iam::*:role/* to ecs-tasks.amazonaws.com'],
  ],
  [
    'aws ecs register-task-definition --family api --task-role-arn arn:aws:iam::111122223333:role/api --container-definitions file://c.json',
    [
      'act ecs:RegisterTaskDefinition ecs:*:*:task-definition/api:*',
      'act iam:PassRole iam::111122223333:role/api to ecs-tasks.amazonaws.com',
    ],
  ],
  [
    'aws logs filter-log-events --log-group-name /ecs/$SERVICE',
    ['look logs:FilterLogEvents logs:*:*:log-group:/ecs/*:*'],
  ],
  ['aws rds describe-db-instances --db-instance-identifier orders', ['look rds:DescribeDBInstances rds:*:*:db:orders']],
  ['aws rds describe-db-instances', ['look rds:DescribeDBInstances rds:*:*:db:*']],
  [
    'aws rds create-db-snapshot --db-instance-identifier orders --db-snapshot-identifier before-$(date +%F)',
    ['act rds:CreateDBSnapshot rds:*:*:db:orders', 'act rds:CreateDBSnapshot rds:*:*:snapshot:before-*'],
  ],
  [
    'aws cloudwatch describe-alarms --alarm-names high-cpu',
    ['look cloudwatch:DescribeAlarms cloudwatch:*:*:alarm:high-cpu'],
  ],
  [
    'aws sqs purge-queue --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/jobs',
    ['act sqs:PurgeQueue sqs:eu-west-1:*:jobs'],
  ],
  [
    'aws secretsmanager get-secret-value --secret-id shop/db',
    ['look secretsmanager:GetSecretValue secretsmanager:*:*:secret:shop/db-??????'],
  ],
  ['aws ssm get-parameter --name /shop/db/url', ['look ssm:GetParameter ssm:*:*:parameter/shop/db/url']],
  ['aws s3 cp s3://backups/db/latest.dump .', ['act s3:GetObject s3:::backups/db/latest.dump']],
  [
    'aws s3 sync s3://live s3://copy --delete',
    [
      'act s3:DeleteObject s3:::copy/*',
      'act s3:PutObject s3:::copy/*',
      'act s3:GetObject s3:::live/*',
      'act s3:ListBucket s3:::copy',
      'act s3:ListBucket s3:::live',
    ],
  ],
  ['aws s3api list-object-versions --bucket live', ['look s3:ListBucketVersions s3:::live']],
  [
    'aws lambda update-function-code --function-name resize --zip-file fileb://f.zip',
    ['act lambda:UpdateFunctionCode lambda:*:*:function:resize'],
  ],
  ['aws dynamodb describe-table --table-name carts', ['look dynamodb:DescribeTable dynamodb:*:*:table/carts']],
  [
    'aws elbv2 describe-target-health --target-group-arn arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/api/6d0e',
    ['look elasticloadbalancing:DescribeTargetHealth *'],
  ],
  [
    'aws route53 list-resource-record-sets --hosted-zone-id Z0123',
    ['look route53:ListResourceRecordSets route53:::hostedzone/Z0123'],
  ],
  ['aws sts get-caller-identity', []],
  ['sudo -u deploy aws sqs list-queues', ['look sqs:ListQueues *']],
  [
    "watch -n 5 'aws ecs describe-services --cluster shop --services api'",
    ['look ecs:DescribeServices ecs:*:*:service/shop/api'],
  ],
  ['aws ec2 describe-instances | jq .', ['look ec2:DescribeInstances *']],
]

test('an IAM policy names what a command asks for, on what it names', () => {
  for (const [command, lines] of IAM) assert.deepEqual(iamLines(permissionsOf(command)).sort(), lines.sort(), command)
})

test('what looking allows is not granted again for acting', () => {
  const { iam } = permissionsOf(
    'aws ecs describe-services --cluster a --services b\naws ecs update-service --cluster a --service b --force-new-deployment',
  )
  assert.deepEqual(
    iam?.act.Statement.flatMap(({ Action }) => Action),
    ['ecs:UpdateService'],
  )
})

test('executing a command in a task needs the task to be looked up, and says what the task itself needs', () => {
  const { iam, notes } = permissionsOf(
    'aws ecs execute-command --cluster a --task b --interactive --command "redis-cli FLUSHALL"',
  )
  assert.deepEqual(
    iam?.act.Statement.flatMap(({ Action }) => Action),
    ['ecs:DescribeTasks', 'ecs:ExecuteCommand'],
  )
  assert.match(notes.join('\n'), /ssmmessages:.*OpenDataChannel/)
})

/** `look production: get pods, pods/log` with names in brackets. */
function rbacLines({ rbac }: Permissions): string[] {
  return (['look', 'act'] as const).flatMap((side) =>
    (rbac?.[side] ?? []).flatMap(({ kind, metadata, rules }) =>
      rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
        resources.map((resource) => {
          const where = kind === 'ClusterRole' ? '*' : (metadata.namespace ?? '?')
          const group = apiGroups[0] === '' ? '' : `.${apiGroups[0]}`
          return `${side} ${where}: ${verbs.join(',')} ${resource}${group}${resourceNames === undefined ? '' : ` [${resourceNames}]`}`
        }),
      ),
    ),
  )
}

const RBAC: [command: string, lines: string[]][] = [
  ['kubectl get pods -n prod', ['look prod: list pods']],
  ['kubectl get pod api-1 -n prod', ['look prod: get pods [api-1]']],
  ['kubectl get pods -A', ['look *: list pods']],
  ['kubectl get nodes', ['look *: list nodes']],
  ['kubectl get deploy api', ['look ?: get deployments.apps [api]']],
  [
    'kubectl logs deployment/api -n prod',
    ['look prod: get deployments.apps [api]', 'look prod: get,list pods', 'look prod: get pods/log'],
  ],
  ['kubectl logs -n prod <pod> --previous', ['look prod: get pods', 'look prod: get pods/log']],
  [
    'kubectl rollout undo deployment/api -n prod',
    ['act prod: get,patch deployments.apps [api]', 'act prod: list replicasets.apps'],
  ],
  [
    'kubectl scale deployment/api --replicas=3 -n prod',
    ['act prod: get deployments.apps [api]', 'act prod: patch deployments/scale.apps [api]'],
  ],
  ['kubectl delete pod -l app=api -n prod', ['act prod: delete,get,list pods']],
  [
    'kubectl drain node-7 --ignore-daemonsets',
    ['act *: get,patch nodes [node-7]', 'act ?: create pods/eviction', 'act ?: list pods'],
  ],
  [
    'kubectl exec -n prod api-1 -- rm -rf /tmp/cache',
    ['act prod: get pods [api-1]', 'act prod: create pods/exec [api-1]'],
  ],
  ['kubectl config current-context', []],
  ['kubectl apply -f app.yaml --dry-run=client', []],
  ['kubectl get pods -n $NAMESPACE', ['look ?: list pods']],
]

test('RBAC names verbs, subresources and names, in the namespace the command names', () => {
  for (const [command, lines] of RBAC) assert.deepEqual(rbacLines(permissionsOf(command)).sort(), lines.sort(), command)
})

test('a right to enter containers is not passed off as harmless', () => {
  const { notes } = permissionsOf('kubectl exec -n prod api-1 -- ps aux')
  assert.match(notes.join('\n'), /create pods\/exec.*allows anything/)
})

const SQL: [command: string, look: string[], act: string[]][] = [
  [
    `psql -d shop -c "select * from orders o join users u on u.id = o.user_id"`,
    [
      'GRANT CONNECT ON DATABASE shop TO standby_look;',
      'GRANT SELECT ON orders TO standby_look;',
      'GRANT SELECT ON users TO standby_look;',
    ],
    [],
  ],
  [`psql "$DATABASE_URL" -tAc "select count(*) from pg_stat_activity"`, ['GRANT pg_monitor TO standby_look;'], []],
  [
    `psql -c "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle'"`,
    [],
    ['GRANT pg_monitor TO standby_act;', 'GRANT pg_signal_backend TO standby_act;'],
  ],
  [
    `psql -c "delete from billing.jobs where done"`,
    [],
    ['GRANT USAGE ON SCHEMA billing TO standby_act;', 'GRANT SELECT, DELETE ON billing.jobs TO standby_act;'],
  ],
  [
    `psql -c "update orders set state = 'x' from users where users.id = orders.uid"`,
    [],
    ['GRANT SELECT, UPDATE ON orders TO standby_act;', 'GRANT SELECT ON users TO standby_act;'],
  ],
  [
    `psql -c "with old as (select id from jobs) delete from jobs using old where jobs.id = old.id"`,
    [],
    ['GRANT SELECT, DELETE ON jobs TO standby_act;'],
  ],
  [`psql -c "select extract(epoch from now())"`, [], []],
  [`psql -c "VACUUM ANALYZE orders"`, [], ['GRANT MAINTAIN ON orders TO standby_act;']],
  [
    `kubectl exec -n prod db-0 -- psql -U app -c "insert into audit select * from events"`,
    [],
    ['GRANT INSERT ON audit TO standby_act;', 'GRANT SELECT ON events TO standby_act;'],
  ],
  [
    `psql shop <<'EOF'\nselect 1 from orders;\nEOF`,
    ['GRANT CONNECT ON DATABASE shop TO standby_look;', 'GRANT SELECT ON orders TO standby_look;'],
    [],
  ],
]

test('SQL grants name the tables read and written, and the roles that PostgreSQL comes with', () => {
  for (const [command, look, act] of SQL) {
    const { sql } = permissionsOf(command)
    assert.deepEqual({ look: sql?.look ?? [], act: sql?.act ?? [] }, { look, act }, command)
  }
})

test('what cannot be known is said, with its line', () => {
  const { notKnown } = permissionsOf(
    'helm upgrade api ./chart\n./scripts/fix.sh\nkubectl apply -f app.yaml\npsql -f fix.sql\ngrep x y',
  )
  assert.deepEqual(
    notKnown.map(({ line, what }) => `${line} ${what}`),
    ['6 helm upgrade', '7 ./scripts/fix.sh', '8 kubectl apply', '9 psql'],
  )
})

test('every action in a policy is one that IAM knows', () => {
  assert.equal(isIamAction('ecs:UpdateService'), true)
  assert.equal(isIamAction('ecs:Nonsense'), false)
  for (const [command] of IAM)
    for (const line of iamLines(permissionsOf(command))) assert.ok(isIamAction(line.split(' ')[1] ?? ''), line)
})

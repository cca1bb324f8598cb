import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'
import { parseShorthand } from './shorthand.ts'

const regami = exampleSystem('regami')
const sleek = exampleSystem('sleek')
const scr = exampleSystem('scr')

const CLUSTER = '--cluster regami-cluster'
const RESTORE = 'aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier regami-db-primary'

/** A command, and what the real service says to it. */
const REFUSALS: [line: string, says: RegExp][] = [
  [
    `aws ecs update-service ${CLUSTER} --service regami-service --task-definition regami-api:LATEST`,
    /ClientException\).*Invalid revision number\. Number: LATEST/,
  ],
  [
    `aws ecs update-service ${CLUSTER} --service regami-web --force-new-deployment`,
    /CODE_DEPLOY deployment controller/,
  ],
  [
    `aws ecs update-service ${CLUSTER} --service regami-service --region us-west-2 --desired-count 1`,
    /ClusterNotFoundException/,
  ],
  [`aws ecs describe-tasks ${CLUSTER} --tasks nonsense`, /InvalidParameterException\).*taskId length/],
  [`aws ecs run-task ${CLUSTER} --task-definition none`, /ClientException\).*TaskDefinition not found/],
  [
    'aws ecs describe-services --cluster x --services y --region mars-1',
    /Could not connect to the endpoint URL: "https:\/\/ecs\.mars-1\.amazonaws\.com\/"/,
  ],
  [
    'aws rds promote-read-replica --db-instance-identifier regami-db-primary',
    /InvalidDBInstanceState\).*not a read replica/,
  ],
  ['aws rds promote-read-replica --db-instance-identifier regami-db-replica', /DBInstanceNotFound/],
  [
    'aws rds create-db-snapshot --db-instance-identifier regami-db-primary --db-snapshot-identifier 9-x',
    /not a valid identifier/,
  ],
  [
    'aws rds delete-db-instance --db-instance-identifier regami-db-primary --skip-final-snapshot',
    /protected DB Instance/,
  ],
  [
    'aws rds reboot-db-instance --db-instance-identifier regami-db-primary --force-failover',
    /not configured for either MultiAZ/,
  ],
  [
    'aws rds modify-db-instance --db-instance-identifier regami-db-primary --master-user-password a/b@longenough',
    /not a valid password/,
  ],
  [
    'aws rds modify-db-instance --db-instance-identifier regami-db-primary --allocated-storage 20 --apply-immediately',
    /less than the current storage size/,
  ],
  [
    'aws rds modify-db-instance --db-instance-identifier regami-db-primary --db-instance-class db.huge --apply-immediately',
    /Invalid DB Instance class/,
  ],
  [
    `${RESTORE} --target-db-instance-identifier x --restore-time 2024-01-15T14:30:00Z`,
    /cannot be restored to a time earlier than/,
  ],
  [
    `${RESTORE} --target-db-instance-identifier x --restore-time 2030-01-15T14:30:00Z`,
    /cannot be restored to a time later than/,
  ],
  [
    `${RESTORE} --target-db-instance-identifier regami-db-primary --use-latest-restorable-time`,
    /DBInstanceAlreadyExists/,
  ],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier x --db-snapshot-identifier none',
    /DBSnapshotNotFound/,
  ],
  [
    'aws s3 sync s3://none s3://regami-uploads',
    /^fatal error: An error occurred \(NoSuchBucket\) when calling the ListObjectsV2 operation/,
  ],
  [
    'aws s3 cp s3://regami-uploads/none s3://regami-uploads/x',
    /fatal error: An error occurred \(404\) when calling the HeadObject operation/,
  ],
  ['aws s3api get-bucket-policy --bucket regami-uploads', /NoSuchBucketPolicy/],
  [
    'aws s3api copy-object --bucket regami-uploads --copy-source regami-uploads/dogs/photos/1.jpg?versionId=none --key x',
    /Invalid version id specified/,
  ],
  [
    'aws s3api copy-object --bucket regami-uploads --copy-source regami-uploads/dogs/photos/1.jpg --key dogs/photos/1.jpg',
    /copy an object to itself/,
  ],
  ['aws route53 list-resource-record-sets --hosted-zone-id Z0', /NoSuchHostedZone/],
  ['aws route53 get-change --id C0', /NoSuchChange/],
  ['aws route53 get-health-check-status --health-check-id 0', /NoSuchHealthCheck/],
  [
    'aws route53 change-resource-record-sets --hosted-zone-id Z04871239LWXQ8ABK29 --change-batch file://none.json',
    /Unable to load paramfile file:\/\/none\.json/,
  ],
  [
    'aws elbv2 modify-listener --listener-arn arn:aws:elasticloadbalancing:us-east-1:123456789:listener/app/regami-alb/x --default-actions Type=forward,TargetGroupArn=x',
    /ValidationError\).*is not a valid listener ARN/,
  ],
  ['aws elbv2 describe-load-balancers --names none', /LoadBalancerNotFound/],
  ['aws deploy get-deployment --deployment-id d-XXX', /InvalidDeploymentIdException/],
  ['aws deploy get-deployment --deployment-id d-123456789', /DeploymentDoesNotExistException/],
  ['aws deploy list-deployments --application-name none', /ApplicationDoesNotExistException/],
  [
    'aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/regami-cluster/regami-service --scalable-dimension ecs:service:DesiredCount --min-capacity 9 --max-capacity 3',
    /cannot be less than minimum/,
  ],
  ['aws sns publish --topic-arn arn:aws:sns:us-east-1:904417263358:none --message x', /Topic does not exist/],
  ['aws logs tail /none', /ResourceNotFoundException\) when calling the FilterLogEvents operation/],
  ['aws ssm get-parameter --name /none', /ParameterNotFound/],
  ['aws ssm put-parameter --name /regami/mode --value x', /ParameterAlreadyExists/],
  ['aws secretsmanager get-secret-value --secret-id none', /ResourceNotFoundException/],
  ['aws ecr describe-images --repository-name none', /RepositoryNotFoundException/],
  [
    'aws acm describe-certificate --certificate-arn arn:aws:acm:us-east-1:904417263358:certificate/none',
    /ResourceNotFoundException/,
  ],
  ['aws cloudfront get-distribution --id NONE', /NoSuchDistribution/],
]

/** Everything of AWS but the rows that are written while time passes. */
function shown(hand: Hand): string {
  return JSON.stringify(hand.world.aws, (key, value) => (key === 'lineage' || key === 'settledAt' ? undefined : value))
}

test('aws refuses what the services refuse, in their words', async () => {
  const hand = new Hand(regami)
  for (const [line, says] of REFUSALS) {
    const before = shown(hand)
    assert.match(await hand.refused(line), says, line)
    assert.equal(shown(hand), before, `${line} changed something`)
  }
})

test('a task that no service runs shows its output and its end when its time has passed', async () => {
  const hand = new Hand(sleek)
  const arn = await hand.get(
    `aws ecs run-task --cluster sleek-coach-prod --task-definition sleek-coach-migrate --network-configuration awsvpcConfiguration={subnets=[subnet-0b47e1c95d2a8f360]} --overrides '{"containerOverrides":[{"name":"migrate","command":["alembic","current"]}]}' --query tasks[0].taskArn --output text`,
  )
  const status = `aws ecs describe-tasks --cluster sleek-coach-prod --tasks ${arn} --query tasks[0].[lastStatus,containers[0].exitCode] --output text`
  assert.equal(await hand.get(status), 'PROVISIONING\tNone')
  await hand.get(`aws ecs wait tasks-running --cluster sleek-coach-prod --tasks ${arn}`)
  await hand.get(`aws ecs wait tasks-stopped --cluster sleek-coach-prod --tasks ${arn}`)
  assert.equal(await hand.get(status), 'STOPPED\t0')
  assert.match(await hand.get('aws logs tail /ecs/sleek-coach-migrate --since 5m'), /a90d51be77f0/)
})

test('a task of Fargate without its network is refused', async () => {
  const line = 'aws ecs run-task --cluster sleek-coach-prod --task-definition sleek-coach-migrate --launch-type FARGATE'
  assert.match(await new Hand(sleek).refused(line), /Network Configuration must be provided/)
})

test('a registered definition runs, with what it changed', async () => {
  const hand = new Hand(regami)
  const container = {
    name: 'app',
    image: '904417263358.dkr.ecr.us-east-1.amazonaws.com/regami-api:3.9.1',
    environment: [{ name: 'DB_POOL_SIZE', value: '30' }],
  }
  hand.file('next.json', JSON.stringify({ family: 'regami-api', containerDefinitions: [container] }))
  const arn = await hand.get(
    'aws ecs register-task-definition --cli-input-json file://next.json --query taskDefinition.taskDefinitionArn --output text',
  )
  assert.match(arn, /regami-api:42$/)
  await hand.get(
    'aws ecs update-service --cluster regami-cluster --service regami-service --task-definition regami-api',
  )
  await hand.get('aws ecs wait services-stable --cluster regami-cluster --services regami-service')
  const tasks = await hand.get(
    'aws ecs list-tasks --cluster regami-cluster --service-name regami-service --query taskArns[] --output text',
  )
  const of = await hand.get(
    `aws ecs describe-tasks --cluster regami-cluster --tasks ${tasks.replaceAll('\t', ' ')} --query tasks[].taskDefinitionArn --output text`,
  )
  assert.deepEqual(new Set(of.split('\t')), new Set([arn]))
  assert.match(
    await hand.get(
      'aws ecs describe-task-definition --task-definition regami-api --query taskDefinition.containerDefinitions[0].environment --output text',
    ),
    /DB_POOL_SIZE\s+30/,
  )
})

test('a stopped task is replaced, and a shell in one that nobody types in ends', async () => {
  const hand = new Hand(regami)
  const [task = ''] = (
    await hand.get(
      'aws ecs list-tasks --cluster regami-cluster --service-name regami-service --query taskArns[] --output text',
    )
  ).split('\t')
  assert.match(
    await hand.get(
      `aws ecs execute-command --cluster regami-cluster --task ${task} --container app --interactive --command /bin/bash`,
    ),
    /Exiting session/,
  )
  await hand.get(`aws ecs stop-task --cluster regami-cluster --task ${task}`)
  await hand.get('aws ecs wait services-stable --cluster regami-cluster --services regami-service')
  assert.doesNotMatch(
    await hand.get('aws ecs list-tasks --cluster regami-cluster --service-name regami-service'),
    new RegExp(task),
  )
})

test('stopping a deployment gives the requests back to blue; one that hangs takes no order, and the listener does', async () => {
  for (const [fault, blue] of [
    ['bad-green', 1],
    ['bad-green-stuck', undefined],
  ] as const) {
    const hand = new Hand(regami)
    hand.break(fault)
    hand.wait(300)
    const weights = () => hand.world.aws.listeners['regami-alb/8443']?.forward
    assert.deepEqual(weights(), { 'regami-green-tg': 1 })
    const id = await hand.get(
      'aws deploy list-deployments --application-name regami-codedeploy --deployment-group-name regami-deployment-group --query deployments[0] --output text',
    )
    await hand.get(`aws deploy stop-deployment --deployment-id ${id} --auto-rollback-enabled`)
    hand.wait(120)
    assert.equal(weights()?.['regami-blue-tg'], blue)
    if (blue !== undefined) {
      const back = await hand.get(
        `aws deploy get-deployment --deployment-id ${id} --query deploymentInfo.rollbackInfo.rollbackDeploymentId --output text`,
      )
      await hand.get(`aws deploy wait deployment-successful --deployment-id ${back}`)
      continue
    }
    await hand.get(
      'aws elbv2 modify-listener --listener-arn arn:aws:elasticloadbalancing:us-east-1:904417263358:listener/app/regami-alb/6a1f93c07be24d58/b83e1d52f7c09a46 --default-actions Type=forward,TargetGroupArn=arn:aws:elasticloadbalancing:us-east-1:904417263358:targetgroup/regami-blue-tg/5f20c8e7d1a94b36',
    )
    assert.deepEqual(weights(), { 'regami-blue-tg': 1 })
    assert.equal(hand.world.tracks['traffic/regami-web']?.at(-1)?.[1], 1)
  }
})

test('a change of DNS is in sync before resolvers have forgotten the old answer', async () => {
  const hand = new Hand(regami)
  const batch = {
    Changes: [
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'app.regami.com',
          Type: 'A',
          AliasTarget: {
            HostedZoneId: 'Z1',
            DNSName: 'regami-alb-secondary-1011997121.us-west-2.elb.amazonaws.com',
            EvaluateTargetHealth: false,
          },
        },
      },
    ],
  }
  hand.file('batch.json', JSON.stringify(batch))
  const change = 'aws route53 change-resource-record-sets --hosted-zone-id Z04871239LWXQ8ABK29 --change-batch'
  const id = await hand.get(`${change} file://batch.json --query ChangeInfo.Id --output text`)
  await hand.get(`aws route53 wait resource-record-sets-changed --id ${id}`)
  assert.equal(await hand.get(`aws route53 get-change --id ${id} --query ChangeInfo.Status --output text`), 'INSYNC')
  const zone = () =>
    hand.world.aws.zones.Z04871239LWXQ8ABK29?.believed.find((r) => r.name === 'app.regami.com.')?.alias?.name
  assert.match(zone() ?? '', /us-east-1/)
  hand.wait(90)
  assert.match(zone() ?? '', /us-west-2/)
  const rival = {
    Changes: [
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'api.regami.com',
          Type: 'A',
          SetIdentifier: 'secondary',
          Failover: 'PRIMARY',
          AliasTarget: batch.Changes[0]?.ResourceRecordSet.AliasTarget,
        },
      },
    ],
  }
  hand.file('rival.json', JSON.stringify(rival))
  assert.match(await hand.refused(`${change} file://rival.json`), /InvalidChangeBatch\).*failover PRIMARY/)
})

test('groups of Redis nodes grow, and change their nodes', async () => {
  const hand = new Hand(scr)
  const group = '--replication-group-id scr-production-redis'
  await hand.get(`aws elasticache increase-replica-count ${group} --new-replica-count 2 --apply-immediately`)
  await hand.get(`aws elasticache wait replication-group-available ${group}`)
  await hand.get(
    `aws elasticache modify-replication-group ${group} --cache-node-type cache.r6g.large --apply-immediately`,
  )
  await hand.get(`aws elasticache wait replication-group-available ${group}`)
  assert.equal(
    await hand.get(
      `aws elasticache describe-replication-groups ${group} --query ReplicationGroups[0].[CacheNodeType,length(MemberClusters)] --output text`,
    ),
    'cache.r6g.large\t3',
  )
})

test('a password for the registry is one line', async () => {
  assert.match(await new Hand(sleek).get('aws ecr get-login-password'), /^\S{100,}$/)
})

const SHORTHAND: [text: string, value: unknown][] = [
  ['a=1,b=x', { a: 1, b: 'x' }],
  ['Name=A,Value=1,Name2=b', { Name: 'A', Value: 1, Name2: 'b' }],
  ['subnets=[s-1,s-2],x=true', { subnets: ['s-1', 's-2'], x: true }],
  [
    'Type=forward,ForwardConfig={TargetGroups=[{TargetGroupArn=arn:x/y,Weight=1}]}',
    { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:x/y', Weight: 1 }] } },
  ],
  ['a=x,y,b=z', { a: ['x', 'y'], b: 'z' }],
  [`a="x, y"`, { a: 'x, y' }],
]
for (const [text, value] of SHORTHAND)
  test(`the shorthand ${text} is read`, () => assert.deepEqual(parseShorthand(text), value))

test('what is no shorthand is refused as the CLI does', () => {
  assert.throws(() => parseShorthand('a'), { message: /Expected: '=', received: 'EOF' for input:/ })
  assert.throws(() => parseShorthand('a={b=1'), { message: /Expected: '}'/ })
})

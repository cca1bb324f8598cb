import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAws } from '../../../analysis/aws/parse-aws.ts'
import { operationShapes, type Shape } from '../../../analysis/aws/shapes.ts'
import { Hand } from '../../test-support/hand.ts'
import { exampleSystem } from '../../test-support/systems.ts'
import { splitWords } from '../shell/words.ts'
import type { Json } from './json.ts'
import { OPERATIONS } from './operations.ts'

/**
 * Every operation that the range answers is asked once, in this order, and its answer held against the shape that the
 * AWS CLI itself has of it: no field that it does not know, lists and structures where it has them.
 */
const PRIMARY = '--db-instance-identifier regami-db-primary'
const SERVICE = '--cluster regami-cluster'
const SUBNET = 'subnet-0b47e1c95d2a8f360'
const DIMENSION = 'Name=DBInstanceIdentifier,Value=regami-db-replica'

const REGAMI = [
  'aws sts get-caller-identity',
  'aws ecs list-clusters',
  'aws ecs describe-clusters --clusters regami-cluster nowhere',
  `aws ecs list-services ${SERVICE}`,
  `aws ecs describe-services ${SERVICE} --services regami-service nothing`,
  `aws ecs list-tasks ${SERVICE}`,
  'aws ecs list-task-definition-families',
  'aws ecs list-task-definitions --family-prefix regami-api --sort DESC --max-results 2',
  'aws ecs describe-task-definition --task-definition regami-api',
  `aws ecs update-service ${SERVICE} --service regami-service --desired-count 3`,
  `aws ecs wait services-stable ${SERVICE} --services regami-service`,
  'aws rds describe-db-instances',
  'aws rds describe-db-instances --region us-west-2',
  `aws rds describe-db-snapshots ${PRIMARY} --snapshot-type automated`,
  `aws rds create-db-snapshot ${PRIMARY} --db-snapshot-identifier now`,
  `aws rds wait db-snapshot-completed ${PRIMARY}`,
  'aws rds wait db-snapshot-available --db-snapshot-identifier now',
  `aws rds restore-db-instance-from-db-snapshot --db-instance-identifier copy --db-snapshot-identifier now`,
  'aws rds wait db-instance-available --db-instance-identifier copy',
  'aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier regami-db-primary --target-db-instance-identifier earlier --use-latest-restorable-time',
  'aws rds create-db-instance-read-replica --db-instance-identifier second --source-db-instance-identifier regami-db-primary',
  `aws rds modify-db-instance ${PRIMARY} --allocated-storage 150 --apply-immediately`,
  `aws rds wait db-instance-available ${PRIMARY}`,
  `aws rds reboot-db-instance ${PRIMARY}`,
  'aws rds describe-events --source-identifier regami-db-primary --source-type db-instance',
  'aws rds delete-db-instance --db-instance-identifier copy --skip-final-snapshot',
  'aws rds wait db-instance-deleted --db-instance-identifier copy',
  'aws rds delete-db-snapshot --db-snapshot-identifier now',
  'aws rds promote-read-replica --db-instance-identifier regami-db-replica --region us-west-2',
  'aws s3api list-buckets',
  'aws s3api head-bucket --bucket regami-uploads',
  'aws s3api get-bucket-versioning --bucket regami-uploads',
  'aws s3api put-bucket-versioning --bucket regami-uploads --versioning-configuration Status=Enabled',
  'aws s3api get-bucket-replication --bucket regami-uploads',
  'aws s3api list-objects-v2 --bucket regami-uploads --prefix dogs/photos/12',
  'aws s3api list-object-versions --bucket regami-uploads --prefix dogs/photos/123.jpg',
  'aws s3api head-object --bucket regami-uploads --key dogs/photos/123.jpg',
  'aws s3api copy-object --bucket regami-uploads --copy-source regami-uploads-backup/dogs/photos/123.jpg --key dogs/photos/copy.jpg',
  'aws s3api put-object --bucket regami-uploads --key note.txt --body note.txt',
  'aws s3api delete-object --bucket regami-uploads --key note.txt',
  'aws s3api delete-objects --bucket regami-uploads --delete Objects=[{Key=dogs/photos/copy.jpg}]',
  `aws s3api put-bucket-policy --bucket regami-uploads --policy '{"Statement":[]}'`,
  'aws s3api get-bucket-policy --bucket regami-uploads',
  'aws s3api delete-bucket-policy --bucket regami-uploads',
  'aws route53 list-hosted-zones',
  'aws route53 list-resource-record-sets --hosted-zone-id Z04871239LWXQ8ABK29',
  'aws route53 list-health-checks',
  'aws route53 get-health-check-status --health-check-id 5c1d0e7a-93b4-4f28-a6e1-7d20b8c94f31',
  'aws elbv2 describe-load-balancers',
  'aws elbv2 describe-listeners',
  'aws elbv2 describe-target-groups',
  'aws elbv2 describe-target-health --target-group-arn arn:aws:elasticloadbalancing:us-east-1:904417263358:targetgroup/regami-tg/0d47b9a1ce2f8365',
  'aws elbv2 modify-listener --listener-arn arn:aws:elasticloadbalancing:us-east-1:904417263358:listener/app/regami-alb/6a1f93c07be24d58/b83e1d52f7c09a46 --default-actions Type=forward,ForwardConfig={TargetGroups=[{TargetGroupArn=arn:aws:elasticloadbalancing:us-east-1:904417263358:targetgroup/regami-blue-tg/5f20c8e7d1a94b36,Weight=1}]}',
  `aws deploy create-deployment --application-name regami-codedeploy --deployment-group-name regami-deployment-group --revision '{"revisionType":"AppSpecContent","appSpecContent":{"content":"{\\"Resources\\":[{\\"TargetService\\":{\\"Properties\\":{\\"TaskDefinition\\":\\"regami-web:18\\"}}}]}"}}'`,
  'aws deploy list-deployments --application-name regami-codedeploy --deployment-group-name regami-deployment-group',
  'aws application-autoscaling describe-scalable-targets --service-namespace ecs',
  'aws application-autoscaling describe-scaling-policies --service-namespace ecs',
  'aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/regami-cluster/regami-service --scalable-dimension ecs:service:DesiredCount --min-capacity 3',
  'aws cloudwatch describe-alarms',
  `aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name ReplicaLag --dimensions ${DIMENSION} --start-time 2026-03-12T13:00:00Z --end-time 2026-03-12T13:50:00Z --period 300 --statistics Maximum Average`,
  'aws logs describe-log-groups',
  'aws logs filter-log-events --log-group-name /ecs/regami-api --limit 5',
  'aws ssm put-parameter --name /regami/mode --value read-write --overwrite',
  'aws ssm get-parameter --name /regami/mode',
  'aws ssm get-parameters --names /regami/mode /none',
  'aws ssm get-parameters-by-path --path /regami',
  'aws sns list-topics',
  'aws sns publish --topic-arn arn:aws:sns:us-east-1:904417263358:regami-incidents --message hello',
  'aws ecr describe-images --repository-name regami-api',
  'aws scheduler list-schedules',
]

const SLEEK = [
  'aws secretsmanager list-secrets',
  'aws secretsmanager describe-secret --secret-id sleek-coach-prod/db-host',
  'aws secretsmanager get-secret-value --secret-id sleek-coach-prod/db-host',
  'aws secretsmanager get-random-password --password-length 20 --exclude-punctuation',
  'aws secretsmanager put-secret-value --secret-id sleek-coach-prod/openai-api-key --secret-string sk-live-1',
  'aws secretsmanager update-secret --secret-id sleek-coach-prod/openai-api-key --secret-string sk-live-2',
  `aws ecs run-task --cluster sleek-coach-prod --task-definition sleek-coach-migrate --overrides '{"containerOverrides":[{"name":"migrate","command":["alembic","current"]}]}' --network-configuration awsvpcConfiguration={subnets=[${SUBNET}]}`,
  'aws elasticache describe-cache-clusters --show-cache-node-info',
  'aws elasticache modify-cache-cluster --cache-cluster-id sleek-coach-redis --cache-node-type cache.t4g.medium --apply-immediately',
  'aws elasticache wait cache-cluster-available --cache-cluster-id sleek-coach-redis',
  'aws elasticache reboot-cache-cluster --cache-cluster-id sleek-coach-redis --cache-node-ids-to-reboot 0001',
  'aws events list-rules',
  'aws events describe-rule --name sleek-coach-metrics',
  'aws events disable-rule --name sleek-coach-metrics',
  'aws events enable-rule --name sleek-coach-metrics',
]

const CERTIFICATE = 'arn:aws:acm:eu-west-1:731904468215:certificate/2f80b7d1-94ce-4d36-b0a5-7e13c9f6a280'

const SCR = [
  'aws acm list-certificates',
  `aws acm describe-certificate --certificate-arn ${CERTIFICATE}`,
  `aws acm renew-certificate --certificate-arn ${CERTIFICATE}`,
  'aws cloudfront list-distributions',
  'aws cloudfront get-distribution --id E1R7QK2XW4V9ZT',
  'aws cloudfront create-invalidation --distribution-id E1R7QK2XW4V9ZT --paths /*',
  'aws elasticache describe-replication-groups',
  'aws elasticache test-failover --replication-group-id scr-production-redis --node-group-id 0001',
  'aws elasticache wait replication-group-available --replication-group-id scr-production-redis',
]

/** Asked with what was only made on the way, or held elsewhere. */
const ELSEWHERE =
  /^(ecs (describe-tasks|stop-task|execute-command|register-task-definition|wait tasks-.*)|deploy (get-deployment|stop-deployment|wait .*)|route53 (change-.*|get-change|wait .*)|s3 .*|logs tail|ecr get-login-password|elasticache (increase-replica-count|modify-replication-group|decrease-replica-count))$/

test('every operation answers as the AWS CLI knows its answer', async () => {
  const asked = new Set<string>()
  for (const [name, lines] of Object.entries({ regami: REGAMI, sleek: SLEEK, scr: SCR })) {
    const hand = new Hand(exampleSystem(name))
    hand.file('note.txt', 'a note')
    for (const line of lines) {
      const { service, operation } = parseAws(splitWords(line)?.slice(1) ?? [])
      asked.add(`${service} ${operation}`)
      const out = await hand.get(line)
      const shape = operation?.startsWith('wait ') ? null : operationShapes(service ?? '', operation ?? '')?.answer
      if (shape != null && out !== '') assert.deepEqual(misfits(JSON.parse(out) as Json, shape, ''), [], line)
    }
  }
  const never = Object.keys(OPERATIONS).filter((key) => !asked.has(key) && !ELSEWHERE.test(key))
  assert.deepEqual(never, [], 'an operation that nothing asks')
})

/** Where a value is other than its shape says. */
function misfits(value: Json, shape: Shape, path: string): string[] {
  if (value === null) return []
  if (shape.kind === 'structure') {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no structure`]
    return Object.entries(value).flatMap(([key, inner]) => {
      const member = shape.members.get(key)
      return member === undefined ? [`${path}.${key} is unknown`] : misfits(inner, member.shape(), `${path}.${key}`)
    })
  }
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((inner, i) => misfits(inner, shape.member(), `${path}[${i}]`))
  }
  if (shape.kind === 'map') {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no map`]
    return Object.values(value).flatMap((inner) => misfits(inner, shape.value(), `${path}.*`))
  }
  // What is written down of answers has no types of scalars.
  return typeof value === 'object' ? [`${path} is no ${shape.kind}`] : []
}

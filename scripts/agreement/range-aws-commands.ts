/** What is made in the emulator so that it holds things like regami's and sleek's, and what both are asked then. */

interface Made {
  line: string
  /** Under which name what `query` (a path) finds in the answer is kept. */
  as?: string
  query?: string
}

const CONTAINERS = '[{"name":"app","image":"regami-api:3.9.0","memory":512}]'

export const SETUP: readonly Made[] = [
  { line: 'ec2 create-vpc --cidr-block 10.0.0.0/16', as: 'vpc', query: 'Vpc.VpcId' },
  {
    line: 'ec2 create-subnet --vpc-id {vpc} --cidr-block 10.0.1.0/24 --availability-zone us-east-1a',
    as: 'subneta',
    query: 'Subnet.SubnetId',
  },
  {
    line: 'ec2 create-subnet --vpc-id {vpc} --cidr-block 10.0.2.0/24 --availability-zone us-east-1b',
    as: 'subnetb',
    query: 'Subnet.SubnetId',
  },
  { line: 'ecs create-cluster --cluster-name regami-cluster' },
  ...[39, 40, 41].map(() => ({
    line: `ecs register-task-definition --family regami-api --container-definitions '${CONTAINERS}' --cpu 512 --memory 512 --network-mode awsvpc --requires-compatibilities FARGATE`,
  })),
  {
    line: 'ecs create-service --cluster regami-cluster --service-name regami-service --task-definition regami-api --desired-count 2 --launch-type FARGATE',
  },
  {
    line: 'rds create-db-instance --db-instance-identifier regami-db-primary --engine postgres --db-instance-class db.t3.medium --allocated-storage 100 --master-username regami_admin --master-user-password first-password --db-name regami --backup-retention-period 7',
  },
  { line: 's3api create-bucket --bucket regami-uploads' },
  { line: 's3api put-bucket-versioning --bucket regami-uploads --versioning-configuration Status=Enabled' },
  { line: 's3api put-object --bucket regami-uploads --key dogs/photos/123.jpg' },
  { line: 's3api put-object --bucket regami-uploads --key dogs/photos/124.jpg' },
  { line: 's3api create-bucket --bucket regami-uploads-backup' },
  { line: 's3api create-bucket --bucket sleek-coach-photos-prod' },
  {
    line: `s3api put-bucket-policy --bucket sleek-coach-photos-prod --policy '{"Version":"2012-10-17","Statement":[]}'`,
  },
  { line: 'secretsmanager create-secret --name sleek-coach-prod/openai-api-key --secret-string sk-live-1' },
  { line: 'ssm put-parameter --name /regami/mode --value read-write --type String' },
  { line: 'route53 create-hosted-zone --name regami.com --caller-reference one', as: 'zone', query: 'HostedZone.Id' },
  { line: 'sns create-topic --name regami-incidents', as: 'topic', query: 'TopicArn' },
  { line: 'events put-rule --name sleek-coach-metrics --schedule-expression "rate(1 hour)"' },
  {
    line: 'elbv2 create-load-balancer --name regami-alb --subnets {subneta} {subnetb}',
    as: 'alb',
    query: 'LoadBalancers.0.LoadBalancerArn',
  },
  {
    line: 'elbv2 create-target-group --name regami-tg --protocol HTTP --port 8000 --vpc-id {vpc} --target-type ip',
    as: 'group',
    query: 'TargetGroups.0.TargetGroupArn',
  },
  {
    line: 'elbv2 create-listener --load-balancer-arn {alb} --protocol HTTP --port 443 --default-actions Type=forward,TargetGroupArn={group}',
    as: 'listener',
    query: 'Listeners.0.ListenerArn',
  },
  {
    line: 'application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/regami-cluster/regami-service --scalable-dimension ecs:service:DesiredCount --min-capacity 2 --max-capacity 10',
  },
  {
    line: 'cloudwatch put-metric-alarm --alarm-name regami-cpu --namespace AWS/ECS --metric-name CPUUtilization --dimensions Name=ServiceName,Value=regami-service --statistic Average --period 60 --evaluation-periods 3 --threshold 85 --comparison-operator GreaterThanThreshold',
  },
  { line: 'logs create-log-group --log-group-name /ecs/regami-api' },
  { line: 'logs create-log-stream --log-group-name /ecs/regami-api --log-stream-name api' },
  {
    line: 'elasticache create-cache-cluster --cache-cluster-id sleek-coach-redis --engine redis --cache-node-type cache.t4g.small --num-cache-nodes 1',
  },
]

interface Asked {
  line: string
  /** Whose world is asked; regami's where nothing is said. */
  on?: 'sleek'
  /** What the real one is given where names differ. */
  real?: string
}

const CLUSTER = '--cluster regami-cluster'
const PRIMARY = '--db-instance-identifier regami-db-primary'
const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:904417263358:targetgroup/regami-tg/0d47b9a1ce2f8365'
const ALB = 'arn:aws:elasticloadbalancing:us-east-1:904417263358:loadbalancer/app/regami-alb/6a1f93c07be24d58'
const LISTENER =
  'arn:aws:elasticloadbalancing:us-east-1:904417263358:listener/app/regami-alb/6a1f93c07be24d58/1c7d40e9ab3f6258'
const UPSERT = (zone: string) =>
  `route53 change-resource-record-sets --hosted-zone-id ${zone} --change-batch '{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"x.regami.com","Type":"CNAME","TTL":60,"ResourceRecords":[{"Value":"y.regami.com"}]}}]}'`
const DELETE = (zone: string) => UPSERT(zone).replace('UPSERT', 'DELETE').replace('x.regami', 'never.regami')

export const COMMANDS: readonly Asked[] = [
  { line: 'sts get-caller-identity' },
  { line: 'ecs list-clusters' },
  { line: 'ecs describe-clusters --clusters regami-cluster' },
  { line: 'ecs describe-clusters --clusters nowhere' },
  { line: `ecs list-services ${CLUSTER}` },
  { line: 'ecs list-services --cluster nowhere' },
  { line: `ecs describe-services ${CLUSTER} --services regami-service` },
  { line: `ecs describe-services ${CLUSTER} --services none` },
  { line: 'ecs describe-services --cluster nowhere --services regami-service' },
  { line: 'ecs list-task-definitions --family-prefix regami-api --sort DESC' },
  { line: 'ecs list-task-definitions --family-prefix none' },
  { line: 'ecs list-task-definition-families' },
  { line: 'ecs describe-task-definition --task-definition regami-api' },
  { line: 'ecs describe-task-definition --task-definition none:4' },
  { line: `ecs list-tasks ${CLUSTER} --service-name none` },
  { line: `ecs update-service ${CLUSTER} --service regami-service --desired-count 3` },
  { line: `ecs update-service ${CLUSTER} --service none --desired-count 3` },
  { line: 'ecs update-service --cluster nowhere --service regami-service --desired-count 3' },
  { line: `ecs describe-tasks ${CLUSTER} --tasks 0123456789abcdef0123456789abcdef` },
  { line: 'ecs update-service --desired-count 0 ...' },
  { line: 'rds describe-db-instances' },
  { line: `rds describe-db-instances ${PRIMARY}` },
  { line: 'rds describe-db-instances --db-instance-identifier none' },
  { line: `rds create-db-snapshot ${PRIMARY} --db-snapshot-identifier s1` },
  { line: `rds create-db-snapshot ${PRIMARY} --db-snapshot-identifier s1` },
  { line: 'rds create-db-snapshot --db-instance-identifier none --db-snapshot-identifier s2' },
  { line: `rds describe-db-snapshots ${PRIMARY} --snapshot-type manual` },
  { line: 'rds describe-db-snapshots --db-snapshot-identifier none' },
  { line: 'rds wait db-snapshot-available --db-snapshot-identifier s1' },
  { line: 'rds restore-db-instance-from-db-snapshot --db-instance-identifier r1 --db-snapshot-identifier s1' },
  { line: 'rds restore-db-instance-from-db-snapshot --db-instance-identifier r2 --db-snapshot-identifier none' },
  {
    line: 'rds restore-db-instance-from-db-snapshot --db-instance-identifier r3 --db-snapshot-identifier s1 --publicly-accessible false',
  },
  { line: 'rds wait db-instance-available --db-instance-identifier r1' },
  { line: 'rds modify-db-instance --db-instance-identifier none --apply-immediately' },
  { line: 'rds reboot-db-instance --db-instance-identifier none' },
  { line: `rds modify-db-instance ${PRIMARY} --backup-retention-period 9 --apply-immediately` },
  { line: 'rds delete-db-instance --db-instance-identifier r1 --skip-final-snapshot' },
  { line: 'rds promote-read-replica --db-instance-identifier none' },
  { line: 's3api list-buckets' },
  { line: 's3 ls' },
  { line: 's3 ls s3://regami-uploads/' },
  { line: 's3 ls s3://regami-uploads/dogs/photos/123' },
  { line: 's3 ls s3://regami-uploads/nothing/' },
  { line: 's3 ls s3://no-such-bucket-here' },
  { line: 's3 presign s3://regami-uploads/dogs/photos/123.jpg --expires-in 300' },
  { line: 's3api head-object --bucket regami-uploads --key dogs/photos/123.jpg' },
  { line: 's3api head-object --bucket regami-uploads --key none' },
  { line: 's3api head-bucket --bucket no-such-bucket-here' },
  { line: 's3api list-object-versions --bucket regami-uploads --prefix dogs/photos/123.jpg' },
  { line: 's3api list-objects-v2 --bucket regami-uploads --prefix dogs/photos/123.jpg' },
  { line: 's3api get-bucket-versioning --bucket regami-uploads' },
  { line: 's3api get-bucket-policy --bucket regami-uploads' },
  { line: 's3api get-bucket-policy --bucket sleek-coach-photos-prod', on: 'sleek' },
  { line: 's3api copy-object --bucket regami-uploads --copy-source regami-uploads/none --key x' },
  { line: 's3api copy-object --bucket regami-uploads --copy-source regami-uploads/dogs/photos/123.jpg --key copy.jpg' },
  { line: 's3api delete-object --bucket regami-uploads --key copy.jpg' },
  { line: 's3 sync s3://no-such-bucket-here s3://regami-uploads' },
  { line: 's3 rm s3://regami-uploads/dogs/photos/124.jpg' },
  { line: 's3 cp s3://regami-uploads/none s3://regami-uploads/x' },
  { line: 's3 cp /no/such/file s3://regami-uploads/x' },
  { line: 'secretsmanager describe-secret --secret-id sleek-coach-prod/openai-api-key', on: 'sleek' },
  { line: 'secretsmanager get-secret-value --secret-id sleek-coach-prod/openai-api-key', on: 'sleek' },
  { line: 'secretsmanager get-secret-value --secret-id none', on: 'sleek' },
  {
    line: 'secretsmanager put-secret-value --secret-id sleek-coach-prod/openai-api-key --secret-string sk-live-2',
    on: 'sleek',
  },
  {
    line: 'secretsmanager update-secret --secret-id sleek-coach-prod/openai-api-key --secret-string sk-live-3',
    on: 'sleek',
  },
  { line: 'secretsmanager update-secret --secret-id none --secret-string x', on: 'sleek' },
  { line: 'secretsmanager get-random-password --password-length 20 --exclude-punctuation', on: 'sleek' },
  { line: 'ssm get-parameter --name /regami/mode' },
  { line: 'ssm get-parameter --name /none' },
  { line: 'ssm get-parameters --names /regami/mode /none' },
  { line: 'ssm get-parameters-by-path --path /regami' },
  { line: 'ssm put-parameter --name /regami/mode --value read-only' },
  { line: 'ssm put-parameter --name /regami/mode --value read-only --overwrite' },
  { line: 'route53 list-hosted-zones' },
  {
    line: 'route53 list-resource-record-sets --hosted-zone-id Z1234567890ABC',
    real: 'route53 list-resource-record-sets --hosted-zone-id {zone}',
  },
  { line: 'route53 list-resource-record-sets --hosted-zone-id ZNONE' },
  { line: UPSERT('Z1234567890ABC'), real: UPSERT('{zone}') },
  { line: DELETE('Z1234567890ABC'), real: DELETE('{zone}') },
  {
    line: 'route53 change-resource-record-sets --hosted-zone-id Z1234567890ABC --change-batch file://none.json',
    real: 'route53 change-resource-record-sets --hosted-zone-id {zone} --change-batch file://none.json',
  },
  { line: 'elbv2 describe-load-balancers --names regami-alb' },
  { line: 'elbv2 describe-load-balancers --names none' },
  {
    line: `elbv2 describe-listeners --load-balancer-arn ${ALB}`,
    real: 'elbv2 describe-listeners --load-balancer-arn {alb}',
  },
  { line: 'elbv2 describe-target-groups --names regami-tg' },
  { line: 'elbv2 describe-target-groups --names none' },
  {
    line: `elbv2 describe-target-health --target-group-arn ${GROUP}`,
    real: 'elbv2 describe-target-health --target-group-arn {group}',
  },
  {
    line: `elbv2 modify-listener --listener-arn ${LISTENER} --default-actions Type=forward,TargetGroupArn=${GROUP}`,
    real: 'elbv2 modify-listener --listener-arn {listener} --default-actions Type=forward,TargetGroupArn={group}',
  },
  { line: 'application-autoscaling describe-scalable-targets --service-namespace ecs' },
  { line: 'cloudwatch describe-alarms --alarm-names regami-cpu' },
  { line: 'cloudwatch describe-alarms --alarm-names none' },
  { line: 'logs describe-log-groups --log-group-name-prefix /ecs/regami-api' },
  { line: 'logs filter-log-events --log-group-name /ecs/none' },
  { line: 'logs filter-log-events --log-group-name /ecs/regami-api --limit 1' },
  // Not `logs tail`, which only version 2 of the CLI has: the range takes it, and version 1 cannot be asked about it.
  { line: 'sns list-topics' },
  {
    line: 'sns publish --topic-arn arn:aws:sns:us-east-1:904417263358:regami-incidents --message hello',
    real: 'sns publish --topic-arn {topic} --message hello',
  },
  {
    line: 'sns publish --topic-arn arn:aws:sns:us-east-1:904417263358:none --message hello',
    real: 'sns publish --topic-arn arn:aws:sns:us-east-1:123456789012:none --message hello',
  },
  { line: 'events list-rules', on: 'sleek' },
  { line: 'events describe-rule --name sleek-coach-metrics', on: 'sleek' },
  { line: 'events describe-rule --name none', on: 'sleek' },
  { line: 'events disable-rule --name sleek-coach-metrics', on: 'sleek' },
  { line: 'elasticache describe-cache-clusters --cache-cluster-id sleek-coach-redis', on: 'sleek' },
  { line: 'elasticache describe-cache-clusters --cache-cluster-id none', on: 'sleek' },
  { line: 'elasticache describe-replication-groups --replication-group-id none', on: 'sleek' },
  { line: 'deploy get-deployment --deployment-id d-000000000' },
  { line: 'acm describe-certificate --certificate-arn arn:aws:acm:us-east-1:123456789012:certificate/none' },
  { line: 'cloudfront get-distribution --id NONE' },
  { line: 'ecr describe-images --repository-name none' },
  { line: 'ecr get-login-password' },
  { line: 'ecs describe-services' },
  { line: 'ecs describe-servces --cluster x' },
  { line: 'rds promote-read-replica' },
  { line: 's3 frobnicate' },
  { line: 'ecs describe-services --cluster regami-cluster --services regami-service --query services[' },
]

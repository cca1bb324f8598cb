import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuery } from './jmespath.ts'
import { parseAws } from './parse-aws.ts'
import { queryFunctionProblem } from './query-functions.ts'
import { awsQueryProblems } from './query-problems.ts'
import { awsServiceProblems } from './service-problems.ts'

const first = (...argv: string[]) => parseAws(argv).errors[0] ?? 'taken'

test('structures are read from shorthand and from JSON', () => {
  const ecs = ['ecs', 'update-service', '--service', 's', '--network-configuration']
  assert.equal(first(...ecs, 'awsvpcConfiguration={subnets=[a,b],assignPublicIp=ENABLED}'), 'taken')
  assert.equal(first(...ecs, '{"awsvpcConfiguration":{"subnets":["a"]}}'), 'taken')
  assert.match(
    first(...ecs, 'awsvpcConfiguration={securityGroups=[a]}'),
    /Missing required parameter in network.*"subnets"$/,
  )
  assert.match(first(...ecs, '{"awsvpcConfiguration":{"subnets":"a"}}'), /Invalid type for parameter.*<class 'list'>/)
  assert.match(
    first(...ecs, "{'awsvpcConfiguration':{}}"),
    /^Error parsing parameter '--network-configuration': Invalid JSON/,
  )
  assert.match(first(...ecs, 'awsvpcConfiguration={subnets=[a,b'), /Expected: ',', received: 'EOF'/)
  assert.match(
    first(...ecs, '{"awsVpcConfiguration":{}}'),
    /Unknown parameter in networkConfiguration: "awsVpcConfiguration"/,
  )
})

test('an option that says a required member by another name is enough', () => {
  const entry =
    'ec2 create-network-acl-entry --network-acl-id a --rule-number 5 --protocol -1 --rule-action deny --cidr-block 10.0.0.1/32'
  assert.equal(first(...entry.split(' '), '--ingress'), 'taken')
  assert.match(first(...entry.split(' ')), /Missing required parameter in input: "Egress"/)
})

test('what the client knows of single services is refused before it is sent', () => {
  const refused = (line: string) => first(...line.split(' '))
  assert.match(refused('ec2 describe-vpcs --page-size 4'), /MaxResults, value: 4, valid min value: 5/)
  assert.equal(refused('ec2 describe-vpcs --page-size 5'), 'taken')
  assert.match(refused('s3 cp S3://a/b s3://logs/x'), /^The user-provided path S3:\/\/a\/b does not exist/)
  assert.match(refused('eks get-token --cluster-name a --cluster-id b'), /cannot be specified when/)
  assert.match(refused('sdb list-domains'), /preview/)
  const codes = 'iam enable-mfa-device --user-name a --serial-number 123456789 --authentication-code-1 123456'
  assert.match(refused(codes), /Missing.*"AuthenticationCode2"$/)
  assert.equal(refused(`${codes} --authentication-code2 123456`), 'taken')
})

test('a blank after a comma makes one list two, as the CLI says', () => {
  const tag = ['ec2', 'create-tags', '--resources', 'i-1', '--tags']
  assert.equal(first(...tag, 'Key=a,Value=b', 'Key=c,Value=d'), 'taken')
  assert.match(first(...tag, 'Key=a,Value=b,Key=c,Value=d'), /Second instance of key "Key"/)
})

test('lengths, least values and times are checked', () => {
  const stats = ['cloudwatch', 'get-metric-statistics', '--namespace', 'n', '--metric-name', 'm', '--period', '60']
  assert.equal(first(...stats, '--start-time', '2024-05-01T10:00:00Z', '--end-time', '1714557600'), 'taken')
  assert.match(first(...stats, '--start-time', '1 hour ago', '--end-time', '2024-05-01'), /timestamp-string/)
  assert.match(first(...stats, '--start-time', '2024-13-45', '--end-time', '2024-05-01'), /timestamp-string/)
  assert.match(first('sqs', 'create-queue', '--queue-name', 'q', '--attributes', 'x'), /Expected: '=', received: 'EOF'/)
  assert.match(first('lambda', 'invoke', '--function-name', '', 'out'), /valid min length: 1/)
})

test('what only the shell, a person or the disk knows is taken for right', () => {
  for (const value of ['$CONFIG', 'file://net.json', '<network>', '`cat x`'])
    assert.equal(first('ecs', 'update-service', '--service', 's', '--network-configuration', value), 'taken')
})

test('a --query must be JMESPath as the CLI reads it', () => {
  const query = (text: string) => first('rds', 'describe-db-instances', '--query', text)
  for (const good of [
    'DBInstances[0].Endpoint',
    "DBInstances[?DBInstanceStatus=='available']",
    'length(DBInstances)',
    '`x`',
    '`["x"]`',
    '`a\\"b`',
  ])
    assert.equal(query(good), 'taken', good)
  for (const bad of ['DBInstances[', "DBInstances[?a='b']", 'DBInstances |', 'a-b', 'a[b]', '', 'a==`"b`'])
    assert.match(query(bad), /^Bad value for --query/, bad)
})

test('fields that the answer does not hold are named', () => {
  const problems = (operation: string, text: string) =>
    awsQueryProblems(parseAws([...operation.split(' '), '--query', text])).map(({ name }) => name)
  assert.deepEqual(problems('rds describe-db-instances', 'DBInstances[*].[DBInstanceIdentifier,ReplicaLag]'), [
    'ReplicaLag',
  ])
  assert.deepEqual(problems('rds describe-db-instances', 'DBInstances[0].Endpoint.Address'), [])
  assert.deepEqual(problems('rds describe-db-instances', 'DBInstances.Endpoint'), ['Endpoint'])
  assert.deepEqual(problems('ecs describe-services --services s', 'services[].deployments[?status==`PRIMARY`].id'), [])
  assert.deepEqual(
    problems('ecs describe-services --services s', 'sort_by(services[].events[], &createdAt)[-1].mesage'),
    ['mesage'],
  )
  assert.deepEqual(problems('ecs describe-services --services s', '{a: services[0].foo, b: count(services)}'), ['foo'])
  assert.deepEqual(problems('ec2 describe-instances', 'Reservations[].Instances[].Tags[?Key==`Name`].Value | [0]'), [])
})

test('a function that the CLI does not have, or calls otherwise, is named before it is called', () => {
  const problem = (text: string) => queryFunctionProblem(parseQuery(text))?.message ?? 'fine'
  for (const fine of [
    'length(a)',
    'sort_by(a, &b)[-1]',
    'map(&a, b)',
    'not_null(a, b, c)',
    "a[?contains(b, 'c')]",
    '{a: keys(@)}',
  ])
    assert.equal(problem(fine), 'fine', fine)
  assert.deepEqual(
    [
      'lenght(a)',
      '{a: b[?count(c) > `1`]}',
      'length(a, b)',
      'merge()',
      'sort_by(a, b)',
      'map(a, &b)',
      'length(&a)',
    ].map(problem),
    [
      'Unknown function: lenght()',
      'Unknown function: count()',
      'Expected 1 argument for function length(), received 2',
      'Expected at least 1 argument for function merge(), received 0',
      'In function sort_by(), invalid type: it takes &, an expression, as argument 2',
      'In function map(), invalid type: it takes &, an expression, as argument 1',
      'In function length(), invalid type: it takes no & in argument 1',
    ],
  )
  assert.equal(queryFunctionProblem(parseQuery('lenght(a)'))?.near, 'length')
})

test('values that the service alone refuses are said apart', () => {
  const call = parseAws(
    'cloudwatch get-metric-statistics --namespace n --metric-name m --period 60 --start-time 2024-05-01 --end-time 2024-05-02 --statistics Average,Maximum'.split(
      ' ',
    ),
  )
  assert.deepEqual(call.errors, [])
  assert.deepEqual(awsServiceProblems(call), [
    {
      option: 'statistics',
      value: 'Average,Maximum',
      message: 'the service takes Average,Maximum for one value: put blanks between them',
    },
  ])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAws } from './parse-aws.ts'

const parse = (line: string) => parseAws(line.split(' '))

test('a call is read as the CLI reads it', () => {
  assert.deepEqual(
    { ...parse('ecs describe-services --cluster c --services a b --region eu-west-1'), grammar: null },
    {
      service: 'ecs',
      operation: 'describe-services',
      options: { cluster: ['c'], services: ['a', 'b'] },
      globals: { region: ['eu-west-1'] },
      query: null,
      positionals: [],
      errors: [],
      action: 'ecs:DescribeServices',
      grammar: null,
    },
  )
})

test('options may be shortened, joined and stand before the service', () => {
  assert.deepEqual(parse('ecs describe-services --serv a --clus=b').options, { services: ['a'], cluster: ['b'] })
  assert.deepEqual(parse('--region r --output json ecs list-clusters').globals, { region: ['r'], output: ['json'] })
  assert.deepEqual(parse('ecs update-service --service s --desired-count -1').options['desired-count'], ['-1'])
})

test('waiters, custom commands and what only version 2 has', () => {
  assert.equal(parse('ecs wait services-stable --services s').operation, 'wait services-stable')
  assert.equal(parse('ecs wait services-stable --services s').action, 'ecs:DescribeServices')
  assert.deepEqual(parse('s3 sync a s3://b --delete --exclude x --exclude y').options, {
    delete: [],
    exclude: ['x', 'y'],
  })
  assert.deepEqual(parse('s3 sync a s3://b --delete').positionals, ['a', 's3://b'])
  assert.deepEqual(parse('logs tail g --since 1h --follow').errors, [])
  assert.equal(parse('logs tail g').grammar?.v2, true)
})

test('what the CLI refuses is refused in its words', () => {
  const first = (line: string) => parse(line).errors[0] ?? ''
  assert.equal(first('ecs'), 'the following arguments are required: operation')
  assert.equal(first('ecs describe-services'), 'the following arguments are required: --services')
  assert.equal(first('ecs describe-services --services a --clusterx b'), 'Unknown options: --clusterx, b')
  assert.equal(first('ecs describe-services --services a --cluster'), 'argument --cluster: expected one argument')
  assert.equal(first('ecs update-service --service a --desired-count x'), "invalid literal for int() with base 10: 'x'")
  assert.match(
    first('ecs descrbe-services'),
    /^argument operation: Invalid choice[\s\S]*maybe you meant:\n\n {2}\* describe-services$/,
  )
  assert.match(first('esc describe-services'), /^argument command: Invalid choice/)
  assert.equal(first('s3api get-object --bucket b'), 'the following arguments are required: --key, outfile')
})

test('`--` reaches the parser of the operation, and parts an option from its value', () => {
  assert.deepEqual(parse('ecs list-clusters --max-items 1 --').errors, [])
  assert.deepEqual(parse('ecs -- list-clusters').errors, [])
  assert.equal(parse('ecs list-clusters --max-items -- 1').errors[0], 'argument --max-items: expected one argument')
  assert.deepEqual(parse('ecs describe-services --services a -- b').errors, ['Unknown options: b'])
  assert.deepEqual(parse('s3 cp a s3://b/c -- --quiet').errors, ['Unknown options: --quiet'])
  assert.deepEqual(parse('s3 cp --quiet -- a s3://b/c').errors, [])
})

test('what is required may come from a file; a skeleton needs nothing', () => {
  assert.deepEqual(parse('ecs describe-services --cli-input-json file://x.json').errors, [])
  assert.deepEqual(parse('ecs describe-services --generate-cli-skeleton').errors, [])
})

test('what the shell has yet to expand is not checked for its type', () => {
  assert.deepEqual(parse('ecs update-service --service a --desired-count $COUNT').errors, [])
})

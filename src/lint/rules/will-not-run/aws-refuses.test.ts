import { testRule } from '../../test-support/test-rule.ts'

testRule('aws-refuses', [
  ['aws ecs update-servise --cluster a', /no such command/],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b --publicly-accessible false',
    /Unknown options: false/,
  ],
  ["watch 'aws ecs describe-service --cluster a'", /no such command/],
  ['aws ecs update-service --clus a --service b', null],
  ['aws ecs update-service $OPTIONS', null],
  ['aws ecs update-service --cluster <cluster> --service your-service --desired-count <n>', null],
  ['aws rds create-db-snapshot ...', null],
  ['aws ecs help', null],
])

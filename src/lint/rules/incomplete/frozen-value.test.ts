import { testRule } from '../../test-support/test-rule.ts'

testRule('frozen-value', [
  ['aws ecs update-service --cluster a --service b --task-definition b:41', /revision 41/],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-2024-01-15',
    /b-2024-01-15/,
  ],
  ['aws ecs update-service --cluster a --service b --task-definition b:$R', null],
  ['aws ecs describe-task-definition --task-definition b:41', null],
])

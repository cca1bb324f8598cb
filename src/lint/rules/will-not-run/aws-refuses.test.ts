import { testRule } from '../../test-support/test-rule.ts'

testRule('aws-refuses', [
  ['aws ecs update-servise --cluster a', /there is no "/],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b --publicly-accessible false',
    /Unknown options: false/,
  ],
  ["watch 'aws ecs describe-service --cluster a'", /there is no "/],
  ["aws ecs list-tasks --cluster a --query 'taskArns['", /does nothing: Bad value for --query: Incomplete expression$/],
  [`aws ecs list-tasks --cluster a --query "taskArns[?@='b']"`, /Bad value for --query: Unknown token '='$/],
  [
    "aws ecs list-tasks --cluster a --query 'lenght(taskArns)'",
    /is called, and then aws stops .*: Unknown function: lenght\(\)/,
  ],
  [
    "aws ecs list-tasks --cluster a --query 'sort_by(taskArns)'",
    /Expected 2 arguments for function sort_by\(\), received 1/,
  ],
  ["aws ecs list-tasks --cluster a --query 'length(taskArns)'", null],
  ["aws ecs list-tasks --cluster a --query 'sort_by(taskArns, &@)[<N>]'", null],
  ['aws ecs update-service --clus a --service b', null],
  ['aws ecs update-service $OPTIONS', null],
  ['aws ecs update-service --cluster <cluster> --service your-service --desired-count <n>', null],
  ['aws rds create-db-snapshot ...', null],
  ['aws ecs help', null],
])

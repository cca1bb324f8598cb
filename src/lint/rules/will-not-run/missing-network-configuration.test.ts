import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-network-configuration', [
  ['aws ecs run-task --cluster a --task-definition b --launch-type FARGATE', /start b \(Fargate/],
  [
    "aws ecs run-task --cluster a --task-definition b\naws ecs run-task --cluster a --task-definition b --network-configuration 'awsvpcConfiguration={subnets=[subnet-1]}'",
    /line 5 gives the same task its subnets/,
  ],
  ['aws ecs run-task --cluster a --task-definition b', null],
  ['aws ecs run-task --cluster a --cli-input-json file://a.json --launch-type FARGATE', null],
])

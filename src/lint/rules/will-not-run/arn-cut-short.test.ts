import { testRule } from '../../test-support/test-rule.ts'

testRule('arn-cut-short', [
  ["aws ecs list-tasks --cluster a --query 'taskArns[0]' --output text | cut -d: -f1", /left is "arn"/],
  ["aws ecs list-tasks --cluster a --query 'taskArns[0]' --output text | awk -F/ '{print $NF}'", null],
  ["aws ecs describe-services --cluster a --services b --query 'services[0].status' --output text | cut -d: -f1", null],
  ['echo a:b | cut -d: -f1', null],
])

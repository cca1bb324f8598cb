import { testRule } from '../../test-support/test-rule.ts'

testRule('scales-to-zero', [
  ['aws ecs update-service --cluster a --service b --desired-count 0', /stops every task/],
  ['kubectl scale deploy/a --replicas=1', null],
])

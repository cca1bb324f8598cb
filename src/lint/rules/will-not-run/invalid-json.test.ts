import { testRule } from '../../test-support/test-rule.ts'

testRule('invalid-json', [
  ['kubectl patch hpa a -p \'{"spec":{"maxReplicas":20}\'', /not JSON/],
  ["curl -f -X POST -H 'Content-Type: application/json' -d '{\"a\": 1,}' http://b", /the server refuses this/],
  ['kubectl patch hpa a -p \'{"spec":{"maxReplicas":20}}\'', null],
  ['kubectl patch hpa a -p "{\\"spec\\":{\\"n\\":$N}}"', null],
  ['aws logs tail a --filter-pattern \'{ $.level = "ERROR" }\'', null],
  ["kubectl patch deploy a -p 'spec: {replicas: 2}'", null],
])

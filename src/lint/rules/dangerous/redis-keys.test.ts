import { testRule } from '../../test-support/test-rule.ts'

testRule('redis-keys', [
  ["redis-cli -h a -p 6380 KEYS '*'", /looks at every key in one go/],
  ["kubectl exec a -- redis-cli KEYS 'x:*'", /every key/],
  ["redis-cli -h a --scan --pattern 'x:*'", null],
  ['redis-cli -h a GET keys', null],
])

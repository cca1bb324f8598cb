import { testRule } from '../../test-support/test-rule.ts'

testRule('redis-debug', [
  ['redis-cli -h a DEBUG SLEEP 10', /refuses DEBUG SLEEP/],
  ['redis-cli -h a DEBUG OBJECT key', null],
  ['redis-cli -h a GET DEBUG', null],
])

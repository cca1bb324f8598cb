import { testRule } from '../../test-support/test-rule.ts'

testRule('redis-save', [
  ['redis-cli SAVE', /answers nobody else until it is done/],
  ['docker exec cache redis-cli -h cache save', /answers nobody else/],
  ['redis-cli BGSAVE', null],
  ['redis-cli CONFIG GET save', null],
  ['redis-cli SHUTDOWN SAVE', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('local-by-default', [
  ['redis-cli -h a INFO\nredis-cli -h a PING\nredis-cli DBSIZE', /127.0.0.1, not to a/],
  ['redis-cli -h localhost INFO\nredis-cli DBSIZE', null],
  ['redis-cli INFO\nredis-cli PING\nredis-cli -h a PING', null],
  ['redis-cli -h a INFO\nredis-cli -h a PING\nkubectl exec b -- redis-cli PING', null],
])

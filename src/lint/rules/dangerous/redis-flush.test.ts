import { testRule } from '../../test-support/test-rule.ts'

testRule('redis-flush', [
  ['redis-cli -h a -n 2 FLUSHALL', /every database of the server/],
  ['redis-cli -h a LLEN jobs\nredis-cli -h a FLUSHDB', /"jobs", which this runbook uses too/],
  ['redis-cli -h a DEL k', null],
])

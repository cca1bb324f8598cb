import { testRule } from '../../test-support/test-rule.ts'

testRule('redis-refuses', [
  ['redis-cli -h cache FLUSHDDB', /unknown command 'FLUSHDDB'/],
  ['redis-cli CONFIG GTE maxmemory', /unknown subcommand 'GTE'/],
  ['redis-cli GET', /wrong number of arguments/],
  ['redis-cli SET lock 1 EX soon', /not an integer/],
  ['redis-cli SCAN 0 MATCHES x', /syntax error/],
  ['redis-cli -h cache INFO memory', null],
  ['redis-cli --scan --pattern "a:*"', null],
  ['redis-cli -n 2 SET lock 1 EX 30 NX', null],
  ['redis-cli GET $KEY', null],
  ['redis-cli $CMD', null],
  ['redis-cli -h <host> DEL <key>', null],
  ['cat key | redis-cli -x SET image', null],
  ['redis-cli JSON.GET doc', null],
  ['redis-cli -p 26379 SENTINEL masters', null],
  ['redis-cli SCAN 0 MATCH "a:*" COUNT 100 TYPE string', null],
  ['redis-cli ZRANGE jobs 0 -1 WITHSCORES', null],
  ['redis-cli XPENDING stream group - + 10', null],
])

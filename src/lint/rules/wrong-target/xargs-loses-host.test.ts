import { testRule } from '../../test-support/test-rule.ts'

testRule('xargs-loses-host', [
  ['redis-cli -h a --scan | xargs redis-cli DEL', /found on a is deleted elsewhere/],
  ['kubectl -n a get pods -o name | xargs kubectl delete', /default namespace/],
  ['redis-cli -h a --scan | xargs redis-cli -h a DEL', null],
  ['redis-cli --scan | xargs redis-cli DEL', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('xargs-loses-host', [
  ['redis-cli -h a --scan | xargs redis-cli DEL', /found on a is deleted elsewhere/],
  ['kubectl -n a get pods -o name | xargs kubectl delete', /default namespace/],
  ['redis-cli -h a --scan | xargs redis-cli -h a DEL', null],
  ['redis-cli --scan | xargs redis-cli DEL', null],
  ['kubectl get pods -A -o name | xargs kubectl delete', /without their namespace/],
  ['kubectl get pods -n shop -o name | xargs kubectl delete -n shop', null],
  ['kubectl get nodes -o name | xargs kubectl uncordon', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('short-wait', [
  ['kubectl wait --for=condition=complete job/backup -n shop', /gives up after 30 seconds.*to be complete/],
  ['kubectl -n shop wait --for=delete pod/db-0', /30 seconds/],
  ['kubectl wait --for=condition=complete job/backup -n shop --timeout=30m', null],
  ['kubectl wait --for condition=ready pod -l app=shop --timeout 5m', null],
  ['kubectl rollout status deployment/shop -n shop --timeout=5m', null],
])

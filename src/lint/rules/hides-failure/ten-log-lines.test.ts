import { testRule } from '../../test-support/test-rule.ts'

testRule('ten-log-lines', [
  ['kubectl logs -l app=a', /last 10 lines of each pod/],
  ['kubectl logs -l app=a --tail=500', null],
  ['kubectl logs deploy/a', null],
  ['kubectl logs -f -l app=a', null],
])

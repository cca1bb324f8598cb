import { testRule } from '../../test-support/test-rule.ts'

testRule('failed-change-looks-done', [
  ['kubectl set image deploy/a a=a:1\nkubectl rollout status deploy/a', /kubectl set image on line 4 is refused/],
  ['kubectl set image deploy/a a=a:1 && kubectl rollout status deploy/a', null],
  ['kubectl rollout status deploy/a', null],
])

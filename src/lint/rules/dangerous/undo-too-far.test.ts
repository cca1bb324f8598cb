import { testRule } from '../../test-support/test-rule.ts'

testRule('undo-too-far', [
  ['kubectl rollout undo deploy/a\nkubectl rollout undo deploy/b', /takes deploy\/b one release/],
  ['kubectl rollout undo deploy/a', null],
  ['kubectl rollout undo deploy/a\n---\nkubectl rollout undo deploy/b', null],
])

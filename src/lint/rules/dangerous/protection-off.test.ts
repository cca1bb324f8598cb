import { testRule } from '../../test-support/test-rule.ts'

testRule('protection-off', [
  ['setenforce 0', /SELinux/],
  ['kubectl set env deploy/a SKIP_VALIDATION=true', /SKIP_VALIDATION/],
  ['setenforce 0\n---\nsetenforce 1', null],
  ['kubectl set env deploy/a FEATURE_DISABLED=true', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('no-verification', [
  ['kubectl set env deployment/a --list', null],
  ['kubectl rollout restart deploy/a', /nothing waits or looks/],
  ['kubectl rollout restart deploy/a\n---\ncurl -f http://a/health', null],
])

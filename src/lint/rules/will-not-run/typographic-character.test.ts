import { testRule } from '../../test-support/test-rule.ts'

testRule('typographic-character', [
  ['kubectl get pods —watch', /"—" is not "--"/],
  ['curl “http://a/b”', /is not """/],
  ["echo 'a – b'", null],
  ['kubectl get pods # all – of them', null],
])

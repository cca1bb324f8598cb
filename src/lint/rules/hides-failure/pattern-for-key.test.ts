import { testRule } from '../../test-support/test-rule.ts'

testRule('pattern-for-key', [
  ["redis-cli -h a DEL 'views:*'", /DEL takes names, and no key is called .?views:\*/],
  ['kubectl exec cache-0 -- redis-cli unlink "views:*"', /UNLINK takes names/],
  ["redis-cli -h a DEL views:1 'views:*'", /DEL takes names/],
  ['redis-cli -h a DEL views:1', null],
  ["redis-cli -h a --scan --pattern 'views:*' | xargs -r redis-cli -h a DEL", null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('unquoted-ampersand', [
  ['curl http://a/b?c=1&d=2', /without d=2/],
  ["curl 'http://a/b?c=1&d=2'", null],
  ['curl http://a/b?c=1 && echo ok', null],
  ['curl http://a/b?c=1 &', null],
])

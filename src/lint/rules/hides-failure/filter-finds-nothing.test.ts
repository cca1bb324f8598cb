import { testRule } from '../../test-support/test-rule.ts'

testRule('filter-finds-nothing', [
  [
    'aws logs filter-log-events --log-group-name a --filter-pattern "timeout OR refused"',
    /takes "OR" for one more word/,
  ],
  ['aws logs filter-log-events --log-group-name a --filter-pattern "?timeout ?refused"', null],
  ["aws logs filter-log-events --log-group-name a --filter-pattern '{ $.a = 1 || $.b = 2 }'", null],
  ['aws logs filter-log-events --log-group-name a --filter-pattern \'"to be OR not"\'', null],
])

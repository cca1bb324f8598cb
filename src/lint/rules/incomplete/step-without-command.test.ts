import { testRule } from '../../test-support/test-rule.ts'

testRule('step-without-command', [
  ['# 1. Look\nkubectl get pods\n# 2. Tell the customers', /"Tell the customers" is a heading without a command/],
  ['# 1. Look\nkubectl get pods\n# 2. Delete\nkubectl delete pod a', null],
  ['# 1. Look\n# and look again\nkubectl get pods', null],
])

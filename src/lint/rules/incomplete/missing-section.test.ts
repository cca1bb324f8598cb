import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-section', [
  ['# Redis\n\nSee [it](#nowhere).\n', /#nowhere leads nowhere/],
  ['# Redis\n\nIf it fails, see Scenario Z.\n', /no section Z/],
  ['# Redis down\n\nSee [it](#redis-down).\n', null],
  ['# 3f. Retention\n\nSee section 3f.\n', null],
  ['# Redis & Co. (v2)\n\nSee [it](#redis--co-v2).\n', null],
  ['# A\n\n<a name="b"></a>\n\n[c](#b)\n', null],
  ['# A\n\n1. [Overview](#overview)\n\n## 1. Overview\n\nText.\n', /the link #overview leads nowhere/, 'info'],
  ['# A\n\nSee [the restore](#restore) first.\n', /the link #restore leads nowhere/, 'warning'],
  ['# A\n\nOur [Renovate](#renovate) is off.\n', /the link #renovate leads nowhere/, 'info'],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('takes-too-long', [
  [
    '# Recovery\n\n**Target**: RTO < 1 hour\n\n| Step | Time |\n|---|---|\n| Restore | 45 min |\n| Test | 25 min |\n| **Total** | **70 min** |\n',
    /add up to 70 minutes; line 3 promises to be back in < 1 hour/,
  ],
  [
    '# Recovery\n\n**Target**: RTO < 2 hours\n\n| Step | Time |\n|---|---|\n| Restore | 45 min |\n| **Total** | **70 min** |\n',
    null,
  ],
  [
    '# Recovery\n\nRTO of orders: 15 min\n\nRTO of reports: 4 hours\n\n## Reports\n\n| Step | Time |\n|---|---|\n| **Total** | **70 min** |\n',
    null,
  ],
])

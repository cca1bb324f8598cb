import { testRule } from '../../test-support/test-rule.ts'

testRule('gnu-date', [
  ["aws logs tail a --since $(date -d '1 hour ago' +%s)000", /"000", the year 1970/],
  ['aws logs tail a --since $(date -u +%s)', null],
  ["date -d '1 hour ago'", null],
  ["# A\n\nFor a Linux machine.\n\n## B\n\n```bash\naws logs tail a --since $(date -d '1 hour ago' +%s)000\n```", null],
])

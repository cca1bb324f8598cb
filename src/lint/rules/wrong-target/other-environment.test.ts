import { testRule } from '../../test-support/test-rule.ts'

testRule('other-environment', [
  ['# Staging\n\n```bash\nkubectl get pods -n production\n```\n', /names production/],
  ['# Staging\n\n```bash\nnpm run start:prod\n```\n', null],
  ['# Promote staging to production\n\n```bash\nkubectl get pods -n production\n```\n', null],
])

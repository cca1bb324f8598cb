import { testRule } from '../../test-support/test-rule.ts'

testRule('feeds-the-fire', [
  [
    '# Runbook\n\n## Redis full\n\n| Issue | Fix |\n|---|---|\n| Connection limit | Restart Redis cluster |\n\n```bash\nredis-cli -h a INFO\n```\n',
    /every client loses its connection/,
  ],
  [
    '# Too many connections\n\n```bash\nkubectl set env deploy/a DB_POOL_SIZE=40\n```\n',
    /DB_POOL_SIZE=40 lets every process/,
  ],
  ['# Too many connections\n\n```bash\n# Reduce it\nkubectl set env deploy/a DB_POOL_SIZE=4\n```\n', null],
  ['# Slow queries\n\n```bash\nkubectl set env deploy/a DB_POOL_SIZE=40\n```\n', null],
])

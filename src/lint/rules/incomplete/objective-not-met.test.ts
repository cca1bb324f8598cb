import { testRule } from '../../test-support/test-rule.ts'

testRule('objective-not-met', [
  [
    '# A\n\n## RPO/RTO\n\n| Metric | Target |\n|---|---|\n| RPO | 24 hours |\n\n## Backups\n\n| Data | Schedule |\n|---|---|\n| Database backup | Daily |\n\n## Restore\n\n```bash\npg_restore -h a b.dump\n```\n',
    null,
  ],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('restore-not-connected', [
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b\naws rds wait db-instance-available --db-instance-identifier a',
    /no command points the application at it/,
  ],
  ['aws rds restore-db-instance-from-db-snapshot', null],
  ['aws rds restore-db-instance-from-db-snapshot --db-instance-identifier drill-a --db-snapshot-identifier b', null],
  [
    '# Restore\n\n```bash\naws rds restore-db-instance-from-db-snapshot --db-instance-identifier b --db-snapshot-identifier s\naws rds wait db-instance-available --db-instance-identifier b\n```\n\nUpdate the secret to use the new endpoint.\n',
    null,
  ],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier b --db-snapshot-identifier s\naws rds wait db-instance-available --db-instance-identifier b\n# Then update the config of the application',
    null,
  ],
])

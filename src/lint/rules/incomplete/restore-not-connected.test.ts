import { testRule } from '../../test-support/test-rule.ts'

testRule('restore-not-connected', [
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b\naws rds wait db-instance-available --db-instance-identifier a',
    /no command points the application at it/,
  ],
  ['aws rds restore-db-instance-from-db-snapshot', null],
  ['aws rds restore-db-instance-from-db-snapshot --db-instance-identifier drill-a --db-snapshot-identifier b', null],
])

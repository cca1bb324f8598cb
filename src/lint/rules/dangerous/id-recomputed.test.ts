import { testRule } from '../../test-support/test-rule.ts'

testRule('id-recomputed', [
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-$(date +%s)\naws rds wait db-snapshot-available --db-snapshot-identifier b-$(date +%s)',
    /another second/,
  ],
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-$(date +%Y%m%d)\naws rds wait db-snapshot-available --db-snapshot-identifier b-$(date +%Y%m%d)',
    null,
  ],
  [
    'ID=b-$(date +%s)\naws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier $ID\naws rds wait db-snapshot-available --db-snapshot-identifier $ID',
    null,
  ],
])

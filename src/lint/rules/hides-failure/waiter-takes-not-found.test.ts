import { testRule } from '../../test-support/test-rule.ts'

testRule('waiter-takes-not-found', [
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-1\naws rds wait db-snapshot-completed --db-snapshot-identifier <id>',
    /line 4 makes b-1 and this waits for <id>: filled in with one wrong letter/,
  ],
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-1\naws rds wait db-snapshot-completed --db-snapshot-identifier b-1',
    null,
  ],
  ['aws rds wait db-snapshot-completed --db-snapshot-identifier b-1', null],
])

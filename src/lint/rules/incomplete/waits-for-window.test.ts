import { testRule } from '../../test-support/test-rule.ts'

testRule('waits-for-window', [
  [
    'aws rds modify-db-instance --db-instance-identifier a --db-instance-class db.r6g.large',
    /--db-instance-class waits for the maintenance window/,
  ],
  ['aws rds modify-db-instance --db-instance-identifier a --db-instance-class db.r6g.large --apply-immediately', null],
  ['aws rds modify-db-instance --db-instance-identifier a --no-deletion-protection', null],
  [
    '# In the next maintenance window\naws rds modify-db-instance --db-instance-identifier a --db-instance-class db.r6g.large',
    null,
  ],
])

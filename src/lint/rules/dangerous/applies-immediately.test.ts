import { testRule } from '../../test-support/test-rule.ts'

testRule('applies-immediately', [
  [
    'aws rds modify-db-instance --db-instance-identifier a --engine-version 16.3 --apply-immediately',
    /a is taken away as soon.*16.3/,
  ],
  ['aws rds modify-db-instance --db-instance-identifier a --allocated-storage 200 --apply-immediately', null],
  ['aws rds modify-db-instance --db-instance-identifier a --db-instance-class db.t3.large', null],
])

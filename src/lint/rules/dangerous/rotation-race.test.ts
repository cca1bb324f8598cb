import { testRule } from '../../test-support/test-rule.ts'

testRule('rotation-race', [
  [
    'aws rds modify-db-instance --db-instance-identifier a --master-user-password $P\nkubectl rollout restart deploy/a',
    /kubectl rollout restart on line 5 does not wait/,
  ],
  [
    'aws rds modify-db-instance --db-instance-identifier a --master-user-password $P\naws rds wait db-instance-available --db-instance-identifier a\nkubectl rollout restart deploy/a',
    null,
  ],
])

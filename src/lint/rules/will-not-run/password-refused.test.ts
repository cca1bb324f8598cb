import { testRule } from '../../test-support/test-rule.ts'

testRule('password-refused', [
  [
    'P=$(openssl rand -base64 24)\naws rds modify-db-instance --db-instance-identifier a --master-user-password $P',
    /RDS refuses on line 5/,
  ],
  [
    "P=$(openssl rand -base64 24 | tr -d '/@')\naws rds modify-db-instance --db-instance-identifier a --master-user-password $P",
    null,
  ],
  ['P=$(openssl rand -base64 24)\nredis-cli CONFIG SET requirepass $P', null],
])

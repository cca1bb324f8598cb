import { testRule } from '../../test-support/test-rule.ts'

testRule('default-by-accident', [
  ['aws rds describe-db-instances --db-instance-identifier ${db-name}', /the text "name"/],
  ['aws rds describe-db-instances --db-instance-identifier ${DB_NAME-shop}', null],
  ['region=$1\naws s3 ls --region ${region-eu-west-1}', null],
  ['echo ${name:-x}', null],
])

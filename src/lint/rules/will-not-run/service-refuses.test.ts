import { testRule } from '../../test-support/test-rule.ts'

testRule('service-refuses', [
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:12345:a --message b', /account 12345 has 5 digits/],
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier a_b',
    /only letters, digits and hyphens/,
  ],
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:123456781234:a --message b', null],
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:$ACCOUNT:a --message b', null],
])

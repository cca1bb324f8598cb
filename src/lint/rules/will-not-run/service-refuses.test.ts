import { testRule } from '../../test-support/test-rule.ts'

testRule('service-refuses', [
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:12345:a --message b', /account 12345 has 5 digits/],
  [
    'aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier a_b',
    /only letters, digits and hyphens/,
  ],
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:123456781234:a --message b', null],
  ['aws sns publish --topic-arn arn:aws:sns:eu-west-1:$ACCOUNT:a --message b', null],
  ['aws cloudtrail lookup-events --max-results 100', /the service refuses 100: it takes 50 at most/],
  ['aws cloudtrail lookup-events --max-results 50', null],
  ['aws cloudtrail lookup-events --max-items 100', null],
  ['aws sqs receive-message --queue-url $QUEUE --max-number-of-messages 50', /it takes 10 at most/],
  ['aws rds describe-db-snapshots --max-records 10', /it takes 20 at least/],
  ['aws logs put-retention-policy --log-group-name a --retention-in-days 45', /it knows 1, 3, 5, 7/],
  ['aws logs put-retention-policy --log-group-name a --retention-in-days $DAYS', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('secret-on-command-line', [
  ["mysql -h a -u b -phunter2 -e 'select 1'", /-p puts the secret/],
  ['curl -f -u admin:hunter2 http://a', /-u puts/],
  ['aws secretsmanager put-secret-value --secret-id a --secret-string "$S"', /--secret-string/],
  ['aws secretsmanager put-secret-value --secret-id a --secret-string file://s', null],
  ['curl -f -H "Authorization: Bearer $TOKEN" http://a', null],
  ['curl -f -u "$USER:$PASS" http://a', null],
  ['mysql -h a -p 3306', null],
  ['redis-cli -a "$REDIS_PASSWORD" ping', /ps shows it/, 'info'],
  ['curl -u admin:s3cret https://shop.internal/', /keeps it in its history/, 'warning'],
  ["aws secretsmanager put-secret-value --secret-id a --secret-string '<new-password>'", /ps shows it/, 'info'],
  // Everybody knows it: that is told by itself.
  ['curl -u guest:guest https://shop.internal/', /ps shows it/, 'info'],
])

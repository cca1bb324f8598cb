import { testRule } from '../../test-support/test-rule.ts'

testRule('literal-secret', [
  ["psql postgresql://app:h0rse-battery@db.internal/shop -c 'select 1'", /a password in a URL/],
  ["psql postgresql://app:$PASSWORD@db.internal/shop -c 'select 1'", null],
  ["psql postgresql://app:<password>@db.internal/shop -c 'select 1'", null],
  ['curl https://a.b/c:d@e', null],
])

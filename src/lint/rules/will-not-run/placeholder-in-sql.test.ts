import { testRule } from '../../test-support/test-rule.ts'

testRule('placeholder-in-sql', [
  ['# Fix it\n\n```sql\nselect pg_cancel_backend(<pid>);\n```\n', /"<" with a syntax error/],
  ['psql -h db -c "update orgs set budget = <NEW> where id = 1"', /still in it/],
  ["# Fix it\n\n```sql\nselect * from t where id = '<id>';\nselect * from t where a<b and c>d;\n```\n", null],
])

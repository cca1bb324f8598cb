import { testRule } from '../../test-support/test-rule.ts'

testRule('unfilled-placeholder', [
  ['export PGPASSWORD=your_secure_password', /"your_secure_password" is to be filled in.*export takes it/],
  ['API_KEY=your-api-key ./sync', /"your-api-key" is to be filled in/],
  ['echo "NEW_IP_ADDRESS" | gh secret set API_HOST', /"NEW_IP_ADDRESS" is to be filled in/],
  ['curl -f http://HOST:PORT/health', /"HOST:PORT" is to be filled in/],
  ['kubectl logs -n shop "<pod>"', /"<pod>" is to be filled in.*kubectl logs takes it/],
  ['# Slow\n\n```promql\nup{job="<service>"}\n```\n', /no series matches/],
  [
    "# Make it\n\n```sql\nCREATE USER shop WITH PASSWORD 'secret_password_here';\n```\n",
    /"secret_password_here" is to be filled in.*the database takes it/,
  ],
  ["# Look\n\n```sql\nSELECT * FROM orders WHERE state = 'open';\n```\n", null],
  ['kubectl logs -n shop <pod>', null],
  ['kubectl logs -n shop "${POD:?}"', null],
  ['echo "now set YOUR_API_KEY"', null],
  ['# Slow\n\n```promql\nup{job="api"} < 1\n```\n', null],
])

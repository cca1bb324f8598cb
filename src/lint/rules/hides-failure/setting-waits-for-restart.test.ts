import { testRule } from '../../test-support/test-rule.ts'

testRule('setting-waits-for-restart', [
  ['psql -h db -c "ALTER SYSTEM SET max_connections = 300"', /reads max_connections when it starts/],
  ["# Fix it\n\n```sql\nALTER SYSTEM SET shared_buffers = '4GB';\nSELECT pg_reload_conf();\n```\n", /changes nothing/],
  ['psql -h db -c "ALTER SYSTEM SET work_mem = \'64MB\'"', null],
  ['psql -h db -c "ALTER SYSTEM SET max_connections = 300"\n---\nsystemctl restart postgresql', null],
  ['psql -h db -c "ALTER SYSTEM SET wal_level = logical"\n# Restart in the window\nkubectl delete pod db-0', null],
  ['psql -h db -c "SHOW max_connections"', null],
])

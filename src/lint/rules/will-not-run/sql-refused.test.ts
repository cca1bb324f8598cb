import { testRule } from '../../test-support/test-rule.ts'

testRule('sql-refused', [
  ["psql -h a -c 'DROP INDEX old CONCURRENTLY'", /syntax error at or near "CONCURRENTLY"/],
  ["psql -h a -c 'SET work_mem = 1; VACUUM orders'", /VACUUM cannot run inside/],
  ["psql -h a -c 'CREATE INDEX CONCURRENTLY i ON t (c)'", null],
  ["psql -h a -c 'VACUUM orders' -c 'ANALYZE'", null],
  ['# Kill it\n\n```sql\nSELECT pg_terminate_backend(pid);\n```\n', /column "pid" does not exist/],
  [
    '# Kill it\n\n```sql\nSELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 4;\nSELECT upper(current_user);\nSELECT now();\nSELECT pg_terminate_backend(<pid>);\n```\n',
    null,
  ],
  [
    'psql -c "SELECT query, mean_time FROM pg_stat_statements ORDER BY 2 DESC"',
    /13 and later .*"mean_time"/,
    'warning',
  ],
  ['psql -c "SELECT query, mean_exec_time AS mean_time FROM pg_stat_statements ORDER BY mean_time"', null],
  ['psql -c "SELECT total_time FROM rides"', null],
  ['psql -c "drop database a; create database a"', /DROP DATABASE cannot run inside one/],
])

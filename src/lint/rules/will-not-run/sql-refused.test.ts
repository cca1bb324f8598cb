import { testRule } from '../../test-support/test-rule.ts'

testRule('sql-refused', [
  ["psql -h a -c 'DROP INDEX old CONCURRENTLY'", /syntax error at or near "CONCURRENTLY"/],
  ["psql -h a -c 'SET work_mem = 1; VACUUM orders'", /VACUUM cannot run inside/],
  ["psql -h a -c 'CREATE INDEX CONCURRENTLY i ON t (c)'", null],
  ["psql -h a -c 'VACUUM orders' -c 'ANALYZE'", null],
])

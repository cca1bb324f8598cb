import { testRule } from '../../test-support/test-rule.ts'

testRule('postgres-refuses', [
  ['psql -c "VACUUM ANALYZE VERBOSE orders"', /syntax error at or near "VERBOSE"/],
  ['psql -c "SELECT count(*) FORM orders"', /syntax error/],
  ['psql -c "SHOW max_conections"', /unrecognized configuration parameter "max_conections"/],
  ['psql -c "SELECT pg_size_prety(5)"', /function pg_size_prety does not exist/],
  ['psql -c "SELECT pid FROM pg_stat_activty"', /relation "pg_stat_activty" does not exist/],
  ['psql -c "VACUUM VERBOSE ANALYZE orders"', null],
  ['psql -c "SELECT pg_buffercache_pages()"', null],
  ['psql -c "SELECT * FROM pg_stat_statements"', null],
  ['psql -c "SET app.user_id = 5"', null],
  ['psql -c "SHOW wal_keep_segments"', null],
  ['psql -c "SELECT $COLUMN FROM $TABLE WHERE"', null],
  ['psql -c "DELETE FROM jobs WHERE id = <id>"', null],
  ['mysql -e "SHOW PROCESSLIST"', null],
])

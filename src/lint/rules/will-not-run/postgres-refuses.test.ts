import { testRule } from '../../test-support/test-rule.ts'

testRule('postgres-refuses', [
  ['psql -c "VACUUM ANALYZE VERBOSE orders"', /syntax error at or near "VERBOSE"/],
  ['psql -c "SELECT count(*) FORM orders"', /syntax error/],
  ['psql -c "SHOW max_conections"', /unrecognized configuration parameter "max_conections"/],
  ['psql -c "SELECT pg_size_prety(5)"', /function pg_size_prety does not exist/],
  ['psql -c "SELECT pid FROM pg_stat_activty"', /relation "pg_stat_activty" does not exist/],
  [
    'psql -c "SELECT tablename, idx_scan FROM pg_stat_user_indexes"',
    /column "tablename" of pg_stat_user_indexes does not exist/,
  ],
  ['psql -c "SELECT pid FROM pg_stat_activity a WHERE a.duration > 5"', /column "duration" of pg_stat_activity/],
  ['psql -c "SELECT s.relname AS name, count(*) FROM pg_stat_user_tables s GROUP BY name ORDER BY count"', null],
  ['psql -c "SELECT tablename FROM pg_stat_user_indexes JOIN pg_tables ON tablename = relname"', null],
  ['psql -c "SELECT pid FROM pg_locks WHERE relation = (SELECT oid FROM pg_class LIMIT 1)"', null],
  ['psql -c "VACUUM VERBOSE ANALYZE orders"', null],
  ['psql -c "SELECT pg_buffercache_pages()"', null],
  ['psql -c "SELECT * FROM pg_stat_statements"', null],
  ['psql -c "SET app.user_id = 5"', null],
  ['psql -c "SHOW wal_keep_segments"', null],
  ['psql -c "SELECT $COLUMN FROM $TABLE WHERE"', null],
  ['psql -c "DELETE FROM jobs WHERE id = <id>"', null],
  ['mysql -e "SHOW PROCESSLIST"', null],
])

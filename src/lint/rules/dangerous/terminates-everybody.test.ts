import { testRule } from '../../test-support/test-rule.ts'

testRule('terminates-everybody', [
  ["psql -h a -c 'select pg_terminate_backend(pid) from pg_stat_activity'", /everybody: replication/],
  ['psql -h a -c "select pg_terminate_backend(pid) from pg_stat_activity where usename = \'b\'"', null],
  ["psql -h a -c 'select pg_terminate_backend(4711)'", null],
])

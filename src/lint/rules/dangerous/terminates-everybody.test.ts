import { testRule } from '../../test-support/test-rule.ts'

testRule('terminates-everybody', [
  ["psql -h a -c 'select pg_terminate_backend(pid) from pg_stat_activity'", /everybody: replication/],
  ['psql -h a -c "select pg_terminate_backend(pid) from pg_stat_activity where usename = \'b\'"', null],
  ["psql -h a -c 'select pg_terminate_backend(4711)'", null],
  [
    "psql -c \"select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle' and state_change < now() - interval '5 minutes'\"",
    /everyone who matches/,
    'info',
  ],
])

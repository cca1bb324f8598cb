import { testRule } from '../../test-support/test-rule.ts'

testRule('promote-before-fencing', [
  ['pg_ctl promote -D /data', /nothing before stops writes/],
  ["psql -h replica -c 'select pg_promote()'", /pg_promote/],
  ['systemctl stop postgresql\npg_ctl promote -D /data', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('server-is-stopped', [
  [
    'sudo systemctl stop postgresql\nsudo -u postgres pg_restore -d shop dump',
    /pg_restore cannot connect: postgresql was stopped on line 4/,
  ],
  ['sudo systemctl stop postgresql\nsudo systemctl start postgresql\npsql -c "select 1"', null],
  ['sudo systemctl stop redis\npsql -c "select 1"', null],
  ['sudo systemctl stop postgresql\npsql -h other.internal -c "select 1"', null],
])

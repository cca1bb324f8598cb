import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, testRule } from '../../test-support/test-rule.ts'

testRule('psql-goes-on', [
  ['gunzip < shop.sql.gz | psql -d shop', /what gunzip hands it/],
  ['psql -d shop -f schema.sql', /of schema.sql psql skips/],
  ['docker exec -i db psql -U shop shop < shop.sql', /of shop.sql psql skips/],
  ['psql -d shop < backup-YYYYMMDD.sql', /of backup-YYYYMMDD.sql psql skips .* a restore that is half done/],
  ['psql -d shop -f migrations/2--1.sql', /what is half done looks as if all of it had worked/],
  ['psql -v ON_ERROR_STOP=1 -d shop -f schema.sql', null],
  ['psql -d shop -c "vacuum orders"', null],
  ['psql --set ON_ERROR_STOP=on shop < shop.sql', null],
  ['echo "select 1" | psql shop', null],
])

test('psql-goes-on does not advise to stop at the roles of pg_dumpall, which are there already', () => {
  const [found] = findingsOf('psql-goes-on', 'pg_dumpall > shop.sql\npsql -f restored/backup.sql')
  assert.match(found?.hint ?? '', /already exists/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, testRule } from '../../test-support/test-rule.ts'

testRule('known-password', [
  ['sudo chown -R postgres:postgres /var/lib/postgresql', null],
  ['export MINIO_SECRET_KEY=minioadmin', /"minioadmin" is what the software is delivered with/],
  ['curl -fu guest:guest http://mq.shop.internal:15672/api/queues', /guest:guest/],
  ["PGPASSWORD=x psql -h db -c 'select 1'", null],
  ['export DB_PASSWORD=postgres', /"postgres" is the first that anybody tries/],
  ['export MINIO_ACCESS_KEY=minioadmin', null],
  ['export DB_PASSWORD=$(pass show db)', null],
  ['curl -f http://guest.shop.internal/guest', null],
])

test('known-password only notes that of a database on localhost', () => {
  const [found] = findingsOf('known-password', 'export PGHOST=localhost\nexport PGPASSWORD=postgres')
  assert.equal(found?.severity, 'info')
})

import { testRule } from '../../test-support/test-rule.ts'

testRule('sql-without-where', [
  ["psql -h a -c 'DELETE FROM jobs'", /deletes every row of jobs/],
  ["psql -h a -c 'DELETE FROM jobs WHERE id = 1'", null],
  ["psql -h a -c 'SELECT 1'", null],
  ['# Move\n\n```sql\nDELETE FROM a USING b WHERE a.id = b.id;\n```\n', null],
  ['# Log out all users\n\n```sql\nUPDATE sessions SET ended = now();\n```\n', /changes every row of sessions/, 'info'],
  ['```sql\nUPDATE sessions SET ended = now();\n```\n'.replace(/^/, '# Fix it\n\n'), /changes every row/, 'error'],
])

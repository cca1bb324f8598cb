import { testRule } from '../../test-support/test-rule.ts'

testRule('deletes-uncounted', [
  [
    '# Tidy\n\n```sql\nSELECT count(*) FROM jobs;\n\n-- After archiving, delete old rows\nDELETE FROM jobs WHERE id IN (SELECT id FROM jobs LIMIT 9);\n```\n',
    /"After archiving" is only a comment/,
  ],
  [`psql -d shop -c "SELECT shop.archive_old_orders(INTERVAL '1 year');"`, /archive_old_orders\(\) takes rows away/],
  [`psql -d shop -c "SELECT purge_status FROM jobs"`, null],
  [
    'psql -h db -c "delete from events where at < now() - interval \'30 days\'"',
    /DELETE FROM events takes every row that fits/,
  ],
  [
    '# Fix it\n\n```sql\nselect count(*) from events where at < now();\ndelete from events where at < now();\n```\n',
    null,
  ],
  ["psql -h db -c 'delete from events where id = 7'", null],
  ["psql -h db -c 'delete from audit.events where at < now()'", /DELETE FROM audit.events takes/],
  ["psql -h db -c 'delete from events where id = <id>'", null],
  [
    `pg_dump -t orders shop > a.sql\npsql -c "delete from orders where day < now() - interval '90 days'"`,
    /takes every row that fits/,
    'info',
  ],
])

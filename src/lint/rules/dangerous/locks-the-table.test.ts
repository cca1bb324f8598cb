import { testRule } from '../../test-support/test-rule.ts'

testRule('locks-the-table', [
  ['# Upkeep\n\n```sql\n-- Reindex (during the maintenance window)\nREINDEX TABLE orders;\n```\n', /blocks writes/],
  ['psql -h db -c "REINDEX TABLE orders"', /REINDEX blocks writes/],
  ['# Fix it\n\n```sql\nVACUUM FULL orders;\n```\n', /blocks everybody, readers too/],
  ['# Fix it\n\n```sql\nCREATE INDEX a ON orders (b);\n```\n', /blocks writes to the table/],
  [
    '# Fix it\n\n```sql\nCREATE INDEX CONCURRENTLY a ON orders (b);\nREINDEX INDEX CONCURRENTLY a;\nVACUUM (ANALYZE) orders;\n```\n',
    null,
  ],
  ['# Fix it\n\n```sql\nCREATE TABLE IF NOT EXISTS notes (a int);\nCREATE INDEX i ON notes (a);\n```\n', null],
  ['# Work in the maintenance window\n\n```sql\nVACUUM FULL orders;\n```\n', null],
])

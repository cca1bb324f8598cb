import { testRule } from '../../test-support/test-rule.ts'

testRule('restores-over-live', [
  ['pg_restore -d shop shop.dump', /pg_restore puts the backup on top/],
  ['gunzip -c /backups/shop.sql.gz | psql -d shop', /psql puts the backup on top/],
  ['docker exec -i db psql -U shop shop < backup.sql', /puts the backup on top/],
  [
    '/opt/shop/restore-database.sh /backups/shop.dump',
    /unless restore-database.sh keeps one itself, there is no copy/,
    'info',
  ],
  ['pg_dump shop > before.dump\npg_restore -d shop shop.dump', null],
  ['createdb shop_try\npg_restore -d shop_try shop.dump', null],
  ['pg_restore -d shop_test shop.dump', null],
  ['pg_restore -d shop base.tar.gz', null],
  ['pg_restore -l shop.dump', null],
  ['/opt/shop/restore-database.sh --list', null],
  ['psql -d shop -f migrate.sql', null],
  ['# Backup verification\n\n```bash\npg_restore -d shop shop.dump\n```\n', null],
  ['pg_restore -d shop /backups/shop.dump', /puts the backup on top/, 'warning'],
  ['# Fix it\n\n```sql\nCREATE DATABASE shop;\n```\n\n```bash\npg_restore -d shop /backups/shop.dump\n```\n', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('frozen-value', [
  ['aws ecs update-service --cluster a --service b --task-definition b:41', /revision 41/],
  [
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-2024-01-15',
    /b-2024-01-15/,
  ],
  ['aws ecs update-service --cluster a --service b --task-definition b:$R', null],
  ['pg_restore -d shop /backups/shop_20310203-020000.dump', /takes \/backups\/shop_20310203-020000.dump/],
  ['mc mirror shop-data_20310203/ live/shop-data/', /takes shop-data_20310203\//],
  ['./restore.sh --pitr "2031-02-03 14:30:00"', /goes back to 2031-02-03 14:30:00, a moment before/],
  ['journalctl -u shop --since "2031-02-03 10:00"', /asks about 2031-02-03/],
  ['python -m shop.cli holidays --start 2031-02-03 --end 2031-03-03', null],
  [
    '# Restore\n\n**Usage:**\n```bash\n./restore.sh --file PATH\n```\n\n**Example:**\n```bash\n./restore.sh --file backups/shop_2031-02-03.dump\n```\n',
    null,
  ],
  ['# Restore\n\n**Example:**\n```bash\n./restore.sh --file backups/shop_2031-02-03.dump\n```\n', /a name of the day/],
  ['pg_dump shop -f /backups/shop_20310203.dump', null],
  ['aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier a-2031-02-03', null],
  ['cp shop.conf shop.conf-20310203', null],
  ['curl -f https://api.shop.internal/?version=2031-02-03', null],
  ['psql -c "select * from orders where day > \'2031-02-03\'"', null],
  ['aws ecs describe-task-definition --task-definition b:41', null],
  ['./restore.sh pitr "2023-12-01 14:30:00" shop', /a moment before this was written/],
  ['pg_restore -d shop backup_20231201.dump', /a name of the day this was written/],
  ['pg_dump -f backup_20231201.dump shop\n---\npg_restore -d shop backup_20231201.dump', null],
  ['psql -f migrations/20231201_add_index.sql shop', null],
  ["curl -s 'http://localhost/api?version=2023-12-01'", null],
  ['ls -l backup-20310203.sql', /a name of the day this was written/, 'info'],
  ['# Sample rollback\naws ecs update-service --cluster a --service b --task-definition b:12', /revision 12/, 'info'],
  ['./restore.sh --target-time="2031-02-03 14:30:00"', /goes back to 2031-02-03 14:30:00, a moment/, 'warning'],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('unpacks-over-data', [
  ['tar -xzf base.tar.gz -C /var/lib/postgresql/data', /goes on top of what \/var\/lib\/postgresql\/data holds/],
  ['systemctl stop mysql\ntar xf base.tar --directory=/var/lib/mysql/', /a mixture of two states/],
  ['rm -rf /var/lib/postgresql/data/*\ntar -xzf base.tar.gz -C /var/lib/postgresql/data', null],
  ['mv /var/lib/postgresql/data /var/lib/postgresql/data.old\n---\ntar xzf b.tgz -C /var/lib/postgresql/data', null],
  ['tar -xf pg_wal.tar -C /var/lib/postgresql/data/pg_wal', null],
  ['tar -czf base.tar.gz -C /var/lib/postgresql data', null],
  ['tar -tzf base.tar.gz', null],
  ['tar -xzf app.tar.gz -C /srv/app', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('other-path-of-file', [
  ["ls -la /srv/shop/shop.db\nsqlite3 shop.db 'PRAGMA integrity_check'", /sqlite3 makes an empty database/],
  ['tail /srv/shop/orders.log\n---\ncp orders.log orders.log.saved', /cp finds no such file/],
  ["cd /srv/shop\nls -la /srv/shop/shop.db\nsqlite3 shop.db 'PRAGMA integrity_check'", null],
  ["ls /srv/shop/shop.db /old/shop.db\nsqlite3 shop.db 'PRAGMA integrity_check'", null],
  ['cat /etc/shop/config.yaml\ncat config.yaml', null],
  ['cp /srv/shop/shop.db .', null],
])

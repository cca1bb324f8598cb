import { testRule } from '../../test-support/test-rule.ts'

testRule('replaces-open-file', [
  [
    'kubectl cp appendonly.aof shop/cache-0:/data/appendonly.aof',
    /nothing before this stops the server that has .data.appendonly.aof open/,
  ],
  ['cp /backups/shop.db /app/data/shop.db', /goes on with the old file/],
  ['docker cp dump.rdb cache:/data/dump.rdb', /nothing before this stops/],
  ['docker stop cache\ndocker cp dump.rdb cache:/data/dump.rdb', null],
  ['kubectl scale sts/cache --replicas=0\nkubectl cp dump.rdb shop/tool:/data/dump.rdb', null],
  ['cp /app/data/shop.db /backups/shop.db.bak', null],
  ['cp shop.conf /etc/shop/shop.conf', null],
])

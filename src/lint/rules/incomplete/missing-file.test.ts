import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-file', [
  ['gzip -t backup.sql.gz', /backup.sql.gz must lie in the folder where you stand/],
  ['gpg --import backup-private-key.asc', /backup-private-key.asc must lie in/],
  ['kubectl cp orders.rdb shop/cache-0:/data/orders.rdb', /orders.rdb must lie in/],
  ['pg_dump shop -f shop.dump\npg_restore -l shop.dump', null],
  ['gzip -t /backups/shop.sql.gz', null],
  ['gzip shop.sql', null],
  ['kubectl apply -f k8s/api.yaml', /k8s\/api.yaml must lie/],
  ['kubectl apply -f https://a.b/c.yaml', null],
  ['kubectl apply -f - <<EOF\na: b\nEOF', null],
  ['cat > a.json <<EOF\n{}\nEOF\naws ecs register-task-definition --cli-input-json file://a.json', null],
])

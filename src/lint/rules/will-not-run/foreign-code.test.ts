import { testRule } from '../../test-support/test-rule.ts'

testRule('foreign-code', [
  ['# Look\nSELECT 1;', /"SELECT"/],
  ['# Put this into task.json\n{\n  "family": "a"\n}\n\n# Register it\naws ecs list-clusters', /"family:"/],
  ['# Look\nSELECT now() - started FROM job;', /stops at "\(" with a syntax error/],
  ['psql -h db -U app shop\n\n# Count\nSELECT count(*) FROM users;', null],
  ['curl -f http://a/health\n# Expected response\n{\n  "status": "ok"\n}', null],
  ['truncate -s 0 /var/log/a.log', null],
  ['# Error rate\nrate(orders_failed_total[5m])\n\n# Orders\norders_total', /this is PromQL: pasted, the shell stops/],
  ['# Up\nup{job="shop"}', /this is PromQL: pasted, the shell looks for a program called "up/],
  ['# Each night\n0 2 * * * shop /usr/local/bin/dump-orders', /this is a crontab: .* a program called "0"/],
  ['# pooler.ini\n[databases]\nshop = host=db dbname=shop', /this is a file of settings: .*"\[databases\]"/],
  ['kubectl get pods\n[databases]', null],
])

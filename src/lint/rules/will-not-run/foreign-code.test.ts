import { testRule } from '../../test-support/test-rule.ts'

testRule('foreign-code', [
  ['# Look\nSELECT 1;', /"SELECT"/],
  ['# Put this into task.json\n{\n  "family": "a"\n}\n\n# Register it\naws ecs list-clusters', /"family:"/],
  ['# Look\nSELECT now() - started FROM job;', /stops at "\(" with a syntax error/],
  ['psql -h db -U app shop\n\n# Count\nSELECT count(*) FROM users;', null],
  ['curl -f http://a/health\n# Expected response\n{\n  "status": "ok"\n}', null],
  ['truncate -s 0 /var/log/a.log', null],
])

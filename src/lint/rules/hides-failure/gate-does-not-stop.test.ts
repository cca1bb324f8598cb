import { testRule } from '../../test-support/test-rule.ts'

testRule('gate-does-not-stop', [
  ['python -c "from shop.app import app"\nsudo systemctl restart shop', /runs even if python fails/],
  ['npm test\nkubectl apply -f deploy.yaml', /runs even if npm test fails/],
  ['npm test && kubectl apply -f deploy.yaml', null],
  ['python -c "print(1)"\nsudo systemctl restart shop', null],
  ["pg_dump -h a b > c.sql\npsql -h a -c 'drop table x'", /even if pg_dump failed/],
  ['kubectl rollout status deploy/a\nkubectl delete deploy/b', /kubectl delete on line 5 runs even if/],
  ['aws s3 sync /logs s3://a/b\nfind /logs -delete', /nothing was copied/],
  ['curl -f http://a/health\nkubectl scale deploy/b --replicas=2', /health check fails/],
  ['curl http://a/health\nkubectl scale deploy/b --replicas=2', null],
  ["set -e\npg_dump -h a b > c.sql\npsql -h a -c 'drop table x'", null],
  ["pg_dump -h a b > c.sql && psql -h a -c 'drop table x'", null],
  ["pg_dump -h a b > c.sql || exit 1\npsql -h a -c 'drop table x'", null],
  ["pg_dump -h a b > c.sql\n---\npsql -h a -c 'drop table x'", null],
  ['kubectl rollout status deploy/a\nkubectl get pods', null],
  ['pg_dump -h a b > c.sql\ndropdb test_restore', null],
  ['tar -czf a.tgz -C "$TEMP_DIR" .\nrm -rf "$TEMP_DIR"', null],
  ['kubectl rollout status deploy/a\n# Rollback\nkubectl rollout undo deploy/a', null],
])

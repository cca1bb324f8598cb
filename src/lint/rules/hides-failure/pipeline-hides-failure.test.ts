import { testRule } from '../../test-support/test-rule.ts'

testRule('pipeline-hides-failure', [
  ['mysqldump a | gzip > a.gz', /if mysqldump breaks off/],
  ['kubectl apply -f a.yaml | tee log', /kubectl apply fails/],
  ['set -o pipefail\nmysqldump a | gzip > a.gz', null],
  ['kubectl get pods | grep a', null],
  ['kubectl delete pod a | grep deleted', null],
  ['curl -X POST https://shop.internal/jobs | jq .', /curl fails/, 'info'],
  ['pg_dump shop | gzip > a.sql.gz', /looks like a backup/, 'warning'],
])

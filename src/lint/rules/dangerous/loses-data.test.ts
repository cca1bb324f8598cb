import { testRule } from '../../test-support/test-rule.ts'

testRule('loses-data', [
  ['docker system prune -af --volumes', /stopped containers.*volumes with their data/],
  ['kubectl delete pvc a', /its data/],
  ['aws s3 rm s3://a --recursive', /everything below/],
  ["psql -h a -c 'DROP TABLE orders'", /DROP TABLE orders/],
  ['docker compose down -v', /deletes the volumes/],
  ['terraform destroy -auto-approve', /everything the state names/],
  ["pg_dump a > b\npsql -h a -c 'DROP TABLE orders'", null],
  ['docker image prune -f', null],
  ['docker builder prune', null],
  ['kubectl delete pod a', null],
  ['aws s3 rm s3://a/b', null],
  ['docker compose down', null],
  ['aws kms schedule-key-deletion --key-id $K', /when its waiting time is over/],
  ['aws rds delete-db-instance --db-instance-identifier restore-test --skip-final-snapshot', null],
  ['aws rds delete-db-instance --db-instance-identifier shop --skip-final-snapshot', /without a last snapshot/],
  ['rm /var/lib/postgresql/data/test_fill.dat', null],
  ['docker compose -f recovery-test.yml down -v', null],
  ["psql -h a -c 'DROP TABLE tmp_orders'", null],
  ['sudo rm -rf /var/lib/postgresql/data/base', /deletes the files of a data store/],
  ['oc delete -n shop pvc/data-0', /deletes the volume/],
])

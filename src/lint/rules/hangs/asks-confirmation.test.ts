import { testRule } from '../../test-support/test-rule.ts'

testRule('asks-confirmation', [
  ['terraform apply', /asks whether you are sure/],
  ['apt-get install jq', /asks whether you are sure, if other packages come along/],
  ['docker system prune -a', /asks/],
  ['terraform apply tfplan', null],
  ['apt-get install -y jq', null],
  ['yes | apt-get install jq', null],
  ['celery -A a purge -f', null],
  ['terraform plan', null],
  ['az vm delete -g a -n b', /asks/],
  ['az vmss delete -g a -n b', null],
  ['fly scale count 0 -a shop', /stops and asks/],
  ['fly scale count 0 -a shop --yes', null],
  ['npx prisma migrate reset', /stops and asks/],
  ['npx prisma migrate deploy', null],
])

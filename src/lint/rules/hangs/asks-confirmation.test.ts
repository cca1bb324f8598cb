import { testRule } from '../../test-support/test-rule.ts'

testRule('asks-confirmation', [
  [
    '# Full restore (will prompt for confirmation)\n/opt/shop/restore.sh latest.dump',
    /says itself that .* asks for a confirmation/,
  ],
  ['# Full restore (will prompt for confirmation)\n/opt/shop/restore.sh --yes latest.dump', null],
  ['# Full restore\n/opt/shop/restore.sh latest.dump', null],
  ['terraform apply', /asks whether you are sure: an unattended run waits/],
  ['terraform apply\nterraform output', /asks whether you are sure: nothing below runs/],
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
  ['apt install shop\nsystemctl restart shop', /if other packages come along/, 'info'],
  ['dnf install shop\nsystemctl restart shop', /dnf install shop stops and asks/, 'warning'],
  ['# Fix it\n\n1. Update: `yum update`\n', /yum update stops and asks/, 'info'],
])

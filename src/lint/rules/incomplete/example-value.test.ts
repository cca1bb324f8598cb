import { testRule } from '../../test-support/test-rule.ts'

testRule('example-value', [
  ['kubectl config use-context my-cluster', /"my-cluster" was never filled in: it reads like an example/],
  [`psql -d shop -c "select * from history('table_name')"`, /"table_name" was never filled in/],
  ['createdb mydatabase', null],
  ['pg_dump shop > backup.sql', null],
  ['curl -f https://api.yourdomain.com/health', /"api.yourdomain.com" was never filled in/],
  ['aws ec2 stop-instances --instance-ids i-xxxx', /"i-xxxx"/],
  ['aws secretsmanager put-secret-value --secret-id a --secret-string sk-new-key-here', /replaces the live secret/],
  ['curl -f https://api.shop.internal/health', null],
  [
    'curl -f https://sso.example.com/health',
    /"sso.example.com" was never filled in: curl asks a host that is not yours/,
  ],
  ['ssh admin@host uptime', /"admin@host" was never filled in/],
  ['curl -f https://example.company.internal/health', null],
  [`curl -fX POST https://api.shop.internal/users -d '{"email":"test@example.com"}'`, null],
  ['ssh admin@host-3.shop.internal uptime', null],
  ['echo yourdomain.com', null],
  ['aws ec2 stop-instances --instance-ids <id>', null],
  ['pg_restore -d shop /path/to/shop.dump', /was never filled in: pg_restore finds no such file/],
  ['ls /srv/path/tools', null],
  ['aws s3 cp /data/archive/ s3://bucket/archive/ --recursive', /"s3:\/\/bucket" was never filled in/],
  ['aws s3 ls s3://shop-bucket/', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('open-to-the-world', [
  [
    'aws ec2 authorize-security-group-ingress --group-id sg-0a1 --protocol tcp --port 5432 --cidr 0.0.0.0/0',
    /opens the port to everybody/,
  ],
  ['gcloud compute firewall-rules create db --allow tcp:5432 --source-ranges 0.0.0.0/0', /opens the port to everybody/],
  ['ufw allow 6379', /opens port 6379/],
  ['chmod -R 777 /srv/shop/uploads', /to write as well/],
  ['# SSH\n\n1. Inbound rule: port 22 from 0.0.0.0/0\n', /port 22 is to be open/],
  ['aws ec2 authorize-security-group-ingress --group-id sg-0a1 --protocol tcp --port 443 --cidr 0.0.0.0/0', null],
  ['aws ec2 authorize-security-group-ingress --group-id sg-0a1 --protocol tcp --port 22 --cidr 10.1.0.0/16', null],
  ['aws ec2 revoke-security-group-ingress --group-id sg-0a1 --protocol tcp --port 22 --cidr 0.0.0.0/0', null],
  ['# SSH\n\n1. No rule may allow port 22 from 0.0.0.0/0\n', null],
  ['chmod 750 /srv/shop', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('overwrites-configuration', [
  ['sudo crontab -u shop config/crontab', /becomes the whole table/],
  ['crontab -l > before.cron\ncrontab config/crontab', null],
  ['crontab -u shop -l', null],
  [
    `kubectl patch configmap cache -n shop -p '{"data":{"redis.conf":"maxmemory 1gb"}}'`,
    /redis.conf is one value: what it does not repeat/,
  ],
  [`kubectl patch configmap shop -n shop -p '{"data":{"BACKEND":"memory"}}'`, null],
  [`kubectl patch deployment shop -n shop -p '{"spec":{"replicas":2}}'`, null],
  ['cp config.sample.yml config.yml', /replaces config.yml/],
  ['cp -n .env.example .env', null],
  ['cp a.yml b.yml', null],
  ['cp .env.example /tmp/', null],
  ['# Set up the environment\ncp .env.example .env', /replaces .env/, 'info'],
  ['# Ensure that it is there\ncp .env.example .env', /replaces .env/, 'warning'],
  ['cp -r shop_template shop', null],
  ['# Copy the example\ncp .env.example .env', /replaces .env/, 'info'],
])

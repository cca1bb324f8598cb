import { testRule } from '../../test-support/test-rule.ts'

testRule('overwrites-configuration', [
  ['cp config.sample.yml config.yml', /replaces config.yml/],
  ['cp -n .env.example .env', null],
  ['cp a.yml b.yml', null],
  ['cp .env.example /tmp/', null],
])

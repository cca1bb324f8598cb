import { testRule } from '../../test-support/test-rule.ts'

testRule('matches-its-opposite', [
  ['if echo "$HEALTH" | grep -q healthy; then echo ok; fi', /stands in "unhealthy" too/],
  ['systemctl is-active shop | grep -q active && echo up', /stands in "inactive" too/],
  ['docker ps | grep -c healthy', /unhealthy/],
  ['docker ps | grep -qw healthy', null],
  ['docker ps | grep healthy', null],
  ['curl -fs $URL | grep -q \'"status":"healthy"\'', null],
])

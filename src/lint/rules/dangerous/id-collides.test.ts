import { testRule } from '../../test-support/test-rule.ts'

testRule('id-collides', [
  ['git tag -a release-$(date +%Y%m%d)', /same all day/],
  ['aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-$(date +%F)', /exists already/],
  ['aws rds create-db-snapshot --db-instance-identifier a --db-snapshot-identifier b-$(date +%Y%m%d%H%M)', null],
  ['aws s3 cp a s3://b/$(date +%Y%m%d)/', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('query-finds-nothing', [
  ["aws rds describe-db-instances --query 'DBInstances[0].ReplicaLag'", /no "ReplicaLag"/],
  ["aws rds describe-db-instances --query 'DBInstances[0].DBInstanceStatus'", null],
  [`aws rds describe-db-instances --query 'DBInstances[?DBInstanceStatus=="failed"]'`, /no "failed"/],
  ["aws rds describe-db-instances --query 'count(DBInstances[].x)'", null],
  ['aws rds describe-db-instances --query "$QUERY"', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('secrets-printed', [
  ['kubectl exec -n shop deploy/api -- env', /prints the whole environment/],
  ['kubectl exec -n shop deploy/api -- env | grep -E "DB_|API_"', /prints the whole environment/],
  ['docker exec api printenv', /prints the whole environment/],
  ['kubectl get secret db -n shop -o jsonpath={.data.password} | base64 -d', /prints the secret/],
  ['aws secretsmanager get-secret-value --secret-id shop --query SecretString --output text', /prints the secret/],
  ['kubectl exec -n shop deploy/api -- env | grep LOG_LEVEL', null],
  ['kubectl exec -n shop deploy/api -- env | cut -d= -f1', null],
  ['kubectl exec -n shop deploy/api -- printenv LOG_LEVEL', null],
  ['PASSWORD=$(kubectl get secret db -o jsonpath={.data.password} | base64 -d)', null],
  ['aws secretsmanager get-secret-value --secret-id shop > /dev/shm/s', null],
  ['env A=1 ls', null],
  ['cat .env | head -20', /prints every secret in it/],
  ["cat .env | grep -E '^DB_PASSWORD=' | wc -l", null],
  ['cat .env | grep REDIS_ENABLED', null],
  ['cat .env | grep -v PASSWORD | grep -v SECRET', /prints what grep leaves of it/],
  ['cat .env | grep DB_', /prints the secrets in it that fit/],
  ['cat .env.example', null],
  ['docker compose -f prod.yml config | grep -A5 "environment:"', /passwords and keys filled in/],
  ['docker compose config --services', null],
])

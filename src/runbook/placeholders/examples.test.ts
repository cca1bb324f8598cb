import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../../plan/compile.ts'
import { findExamples } from './examples.ts'

const CASES: [string, string[]][] = [
  ['curl -f https://shop.example.com/health', ['shop.example.com']],
  ['mail -s hi ops+night@example.org', ['ops+night@example.org']],
  ['curl https://api.yourcompany.io/x', ['api.yourcompany.io']],
  ['pg_restore -d shop /path/to/shop.dump', ['/path/to/shop.dump']],
  ['aws iam get-role --role-name arn:aws:iam::123456789012:role/ops', ['123456789012']],
  ['aws s3api head-object --key cats/123.png', ['cats/123.png']],
  ['aws rds restore --restore-time 2031-02-03T04:05:06Z', ['2031-02-03T04:05:06Z']],
  ['psql -f nightly-20310203.sql', ['nightly-20310203.sql']],
  ['kubectl config use-context my-cluster', ['my-cluster']],
  ['createdb mydatabase', ['mydatabase']],
  ['pg_restore -d shop /backups/shop_20310203-020000.dump', ['shop_20310203-020000.dump']],
  ['gzip -t backup.sql.gz', ['backup.sql.gz']],
  ['psql -c "select * from history(\'table_name\')"', ['table_name']],
  ['ssh admin@host uptime', ['admin@host']],
  ['kubectl logs shop-api-5d9c7b6f4-x2z9k', ['shop-api-5d9c7b6f4-x2z9k']],
  ['kubectl delete pod shop-xyz', ['shop-xyz']],
  ['aws logs tail /aws/lambda/function-name', ['function-name']],
  ['psql postgresql://shop:password@host:5432/shop', ['shop:password@host']],
  ['grafana-cli admin reset-admin-password newpassword', ['newpassword']],
  ['kubectl create secret generic shop --from-literal=admin=new_password', ['new_password']],
  ['kubectl rollout undo deployment/shop -n shop --to-revision=2', ['--to-revision=2']],
  // The reader's own.
  ['new_password=$(openssl rand -hex 16); set-password --new-password "$new_password"', []],
  ['kubectl rollout history deployment/shop', []],
  ['aws lambda invoke --function-name orders out.json', []],
  ['kubectl get pod <pod-name> -l pod-name=shop', []],
  ['docker rm shop-deadbeef-cafe0', []],
  ['pg_dump shop > backup.sql', []],
  ['ssh admin@host-3.shop.internal uptime', []],
  ['psql -c "select table_name from information_schema.tables"', []],
  ['kubectl get pods -n shop --tail=123', []],
  ['curl https://shop.internal/health', []],
  ['my_table=orders; echo $LATEST_BACKUP', []],
  ['date +%Y-%m-%d; cat /var/log/2.log', []],
]
for (const [code, want] of CASES)
  test(`examples in "${code}"`, () =>
    assert.deepEqual(
      findExamples(code).map(({ text }) => text),
      want,
    ))

test('an example is shown and stays in place; what is to be filled in is asked for', () => {
  const text =
    '# Restore\n\n```bash\npg_restore -h db.example.com -d <NAME> /path/to/x.dump # not /path/to/y.dump\n```\n'
  const [procedure] = compileRunbook('a.md', text).procedures
  assert.deepEqual(
    procedure?.steps[0]?.placeholders.map((one) => [one.text, one.example ?? false]),
    [
      ['db.example.com', true],
      ['<NAME>', false],
      ['/path/to/x.dump', true],
    ],
  )
  assert.deepEqual(
    procedure?.parameters.map(({ name }) => name),
    ['NAME'],
  )
})

test('words name what is to be filled in where it stands as code, and ask for nothing', () => {
  const text =
    '# Restore\n\n1. Point `<their-domain>` at us\n2. Log in as `ops-${REGION}` (see <https://shop.example>)\n'
  const [procedure] = compileRunbook('a.md', text).procedures
  assert.deepEqual(
    procedure?.steps.map(({ placeholders }) => placeholders.map((one) => `${one.text} ${one.line}`)),
    [['<their-domain> 3'], ['${REGION} 4']],
  )
  assert.deepEqual(procedure?.parameters, [])
})

test('many examples take linear time', () => {
  for (const unit of ['a.example.com ', '123456', 'path/to/', 'my-', '2031-02-03-', 'a-', 'a.', 'a/'])
    findExamples(unit.repeat(6000))
})

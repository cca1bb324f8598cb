import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parameterName } from '../shell/parameter-name.ts'
import { findPlaceholders, maskPlaceholders, unmaskPlaceholders } from './placeholders.ts'

const holes = (text: string) =>
  findPlaceholders(text)
    .filter((p) => p.kind !== 'variable')
    .map((p) => p.text)
const variables = (text: string) =>
  findPlaceholders(text)
    .filter((p) => p.kind === 'variable')
    .map((p) => p.text)

const HOLES: [string, string[]][] = [
  ['aws ecs stop-task --task <TASK_ARN>', ['<TASK_ARN>']],
  ['docker pull <account>.dkr.ecr.<region>.amazonaws.com/api', ['<account>', '<region>']],
  [`aws x --conf '{"subnets":["<SUBNET_IDS>"]}'`, ['<SUBNET_IDS>']],
  ['curl -H "Authorization: Bearer <super-admin-token>"', ['<super-admin-token>']],
  ['kubectl logs <pod name> -n prod', ['<pod name>']],
  ['curl https://x/{id}/{{ region }}', ['{id}', '{{ region }}']],
  ['call [PHONE] now', ['[PHONE]']],
  ['psql -h db.xxx.rds.amazonaws.com', ['xxx']],
  ['kubectl set image deployment/shop shop=shop:new-version', ['new-version']],
  ['docker pull registry/shop:previous-tag', ['previous-tag']],
  ['git tag new-version-2 && docker build -t shop:old-tag/x .', []],
  ["curl -H 'X-Key: sk_new_key_here' https://shop.internal", ['sk_new_key_here']],
  ['export KEY=sk_your_api_key', ['sk_your_api_key']],
  ['aws rds create-db-snapshot ...', ['...']],
  ['aws iam delete-access-key --access-key-id AKIA... --user-name a', ['AKIA...']],
  ['API_KEY=... make cost', ['...']],
  ['deploy --key sk-new-key-here', ['sk-new-key-here']],
  ['curl https://api.yourdomain.com/health', ['yourdomain']],
  ['kubectl delete pod POD_NAME', ['POD_NAME']],
  ['mc alias set shop https://s3.shop.internal ACCESS_KEY SECRET_KEY', ['ACCESS_KEY', 'SECRET_KEY']],
  ['heroku config:unset API_KEY; create-key --key-type API_KEY', []],
  ['curl -f http://HOST:PORT/health', ['HOST:PORT']],
  ['ssh ops@SERVER uptime', ['SERVER']],
  ['export HOOK=https://hooks.chat.internal/services/YOUR/WEBHOOK/URL', ['YOUR/WEBHOOK/URL']],
  ['ssh -i ~/.ssh/\\{target\\} ops@db', ['\\{target\\}']],
  ['echo "NEW_IP_ADDRESS" | gh secret set API', ['NEW_IP_ADDRESS']],
  ['echo "set NEW_IP_ADDRESS first"', []],
  ['echo $\\{NAME\\}', []],
  ['grep "a\\{n\\}" x', []],
  [
    'id=<e.g. arn:aws:rds:eu-west-1:1:snapshot:rds:shop-2031-02-03-and-a-name-that-is-quite-long>',
    ['<e.g. arn:aws:rds:eu-west-1:1:snapshot:rds:shop-2031-02-03-and-a-name-that-is-quite-long>'],
  ],
  ['stop --id ${db-instance-name} --to ${your-name}', ['${db-instance-name}', '${your-name}']],
  ['cp shop-YYYYMMDD_HHMMSS.dump shop.dump', ['YYYYMMDD_HHMMSS']],
  ['report --start YYYY-MM-DD', ['YYYY-MM-DD']],
  // None of these is to be filled in.
  [`psql -c "select to_char(now(), 'YYYY-MM-DD')"`, []],
  ['echo name it shop-YYYYMMDD', []],
  ['echo ${tag-latest}', []],
  ['cat <<EOF\nx\nEOF\n', []],
  ['sort <in.txt >out.txt', []],
  ['sort <in.txt>out.txt', []],
  ['sort <in.txt 2>log', []],
  ['diff <(a) <(b)', []],
  ['cmd 2>&1 >/dev/null', []],
  ['cmd <<<"text"', []],
  ['if (( a < b && c > d )); then :; fi', []],
  ['psql -c "select 1 where a<b and c>d"', []],
  ["docker ps --format '{{.Names}}'", []],
  ["awk '{print}' f", []],
  ['curl -w "%{http_code}" x', []],
  ["kubectl get x -o jsonpath='{.items}'", []],
  ["aws x --query 'a[0].{Status:Status}'", []],
  ["kubectl get pods | grep '<none>'", []],
  ['go test ./...', []],
  ['echo "Waiting..."', []],
  ['echo Restoring DATA...', []],
  ['# flyway undo <version_to_leave>', []],
  ['export API_TOKEN=1; printenv API_TOKEN', []],
  ['cp a{1,2}', []],
  ['echo [ERROR]', []],
  ['xargs -I {pod} kubectl delete {pod}', []],
]
for (const [text, want] of HOLES) test(`holes of ${JSON.stringify(text)}`, () => assert.deepEqual(holes(text), want))

const VARIABLES: [string, string[]][] = [
  ['psql $DATABASE_URL', ['$DATABASE_URL']],
  ['docker push "${ECR_REPO}:${VERSION}"', ['${ECR_REPO}', '${VERSION}']],
  ['echo ${TAG:-latest} $? $1 $(date) $$ $HOME', []],
  ["awk '{print $NF}'", []],
  ['echo "in $(cmd "$X") quotes"', ['$X']],
  ["cat <<'EOF'\n$NOT\nEOF\necho $YES", ['$YES']],
  ['echo \\$NOT', []],
  ["# it's $NOT\necho $YES", ['$YES']],
]
for (const [text, want] of VARIABLES)
  test(`variables of ${JSON.stringify(text)}`, () => assert.deepEqual(variables(text), want))

test('a name is fit for the environment and never one the shell uses', () => {
  assert.equal(parameterName('previous-revision'), 'PREVIOUS_REVISION')
  assert.equal(parameterName('taskArn'), 'TASK_ARN')
  assert.equal(parameterName('path'), 'PATH_VALUE')
  assert.equal(parameterName('número'), 'N_MERO')
  assert.equal(parameterName('???'), 'VALUE')
  assert.equal(parameterName('your-cluster'), 'CLUSTER')
})

const piece = fc.constantFrom(
  '<A_B>',
  '{x}',
  '...',
  'xxx',
  '$V',
  '${V}',
  "'",
  '"',
  '\\',
  '\n',
  '# c',
  ' ',
  '<<EOF\n',
  'EOF',
  '$(',
  ')',
  'aws',
  '>',
  '<',
)
test('masking keeps every offset, and unmasking gives the source back', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((p) => p.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const { masked, placeholders } = maskPlaceholders(text)
      assert.equal(masked.length, text.length)
      assert.equal(unmaskPlaceholders(masked, placeholders), text)
      for (const { from, to, text: written } of placeholders) assert.equal(text.slice(from, to), written)
    }),
  )
})

test('a long hostile text takes linear time', () => {
  for (const unit of ['<a', '"', "'", '{{a', '$(', '<<E\n', '#', 'x', '[A']) findPlaceholders(unit.repeat(20_000))
})

test('a name that is one already is left alone, and made the same as one that is not', () => {
  const part = fc.constantFrom('YOUR', 'THE', 'MY', 'ENTER', 'A', 'DB2', '1', 'X1Y', 'NAME', '_', 'PATH', 'CLUSTER')
  const written = fc.array(part, { minLength: 1, maxLength: 14 }).map((parts) => parts.join('_'))
  // A blank at its end is no part of a name.
  fc.assert(fc.property(written, (name) => assert.equal(parameterName(name), parameterName(`${name} `))))
})

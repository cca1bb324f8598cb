import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileRunbook } from '../../plan/compile.ts'
import { readSystem } from '../system/read-system.ts'
import { EXAMPLES } from '../test-support/examples.ts'
import { draftSystem } from './draft-system.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const draftOf = (file: string, text: string) => draftSystem(compileRunbook(file, text), 'drafted', '../../docs/ops.md')

const SHOP = `# Shop

## Too many errors

**Alert**: ShopErrors (> 5% of requests)

\`\`\`bash
kubectl get pods -n shop -l app=shop-web
curl -fsS https://shop.example.com/healthz/ready
psql -h shop-db.internal -d shop -c "select 1"
redis-cli -h cache.shop.internal LLEN mails
celery -A shop.tasks inspect active
aws rds describe-db-instances --db-instance-identifier shop-db
\`\`\`

**If recent deployment**:

\`\`\`bash
kubectl rollout undo deployment/shop-web -n shop
\`\`\`

## Deploy

\`\`\`bash
kubectl set image deployment/shop-web web=registry.example.com/shop:\${VERSION} -n shop
kubectl rollout status deployment/shop-workers -n shop
\`\`\`
`

test('a system has what the runbook names: services, databases, caches, queues, hosts and alarms', () => {
  const draft = draftOf('shop.md', SHOP)
  assert.ok(draft)
  const system = readSystem('system.yaml', draft.system)
  assert.equal(system.platform, 'kubernetes')
  assert.equal(system.kubernetes?.namespace, 'shop')
  assert.deepEqual(
    system.workloads.map(({ name, container }) => [name, container]),
    [
      ['shop-web', 'web'],
      ['shop-workers', 'workers'],
    ],
  )
  assert.deepEqual(
    system.databases.map(({ name }) => name),
    ['shop-db'],
  )
  assert.deepEqual(
    system.caches.map(({ host }) => host),
    ['cache.shop.internal'],
  )
  assert.deepEqual(
    system.queues.map(({ name, workers }) => [name, workers]),
    [['mails', 'shop-workers']],
  )
  assert.deepEqual(
    system.hosts.map(({ origin }) => origin),
    ['https://shop.example.com'],
  )
  assert.ok(system.alarms.some(({ name }) => name === 'ShopErrors'))
  assert.ok(system.faults.some(({ name, alarm }) => name === 'bad-deploy' && alarm === 'ShopErrors'))
  assert.match(draft.scenarios, /\.\.\/\.\.\/docs\/ops\.md: too-many-errors/)
  assert.match(draft.scenarios, /VERSION: 1\.4\.3/)
})

test('where nothing is named there is nothing to draft', () => {
  assert.equal(draftOf('notes.md', '# Notes\n\n## Look\n\n```bash\ndf -h\n```\n'), null)
})

const SEEDS = globSync('../shared/seeds/*.md', { cwd: ROOT })
const skip = SEEDS.length > 0 ? false : 'the runbooks are not on this machine'

test('every runbook there is gives a system that can be read, or none', { skip }, () => {
  const corpus = globSync('../shared/corpus/**/*.md', { cwd: ROOT }).sort().slice(0, 150)
  let drafted = 0
  for (const file of [...SEEDS, ...corpus]) {
    const draft = draftOf(file, readFileSync(join(ROOT, file), 'utf8'))
    if (draft !== null) drafted += 1
    if (SEEDS.includes(file)) assert.ok(draft, `${file} names its production`)
  }
  assert.ok(drafted >= SEEDS.length)
})

for (const name of ['scr', 'stratum']) {
  test(`the example ${name}, drafted from its runbook, has the workloads it really has`, () => {
    const file = join(EXAMPLES, name, 'runbook.md')
    if (!existsSync(file)) return
    const draft = draftOf(file, readFileSync(file, 'utf8'))
    const real = readSystem(name, readFileSync(join(EXAMPLES, name, 'system.yaml'), 'utf8'))
    const names = new Set(draft?.inventory.workloads.map((one) => one.name))
    assert.ok(
      real.workloads.some((one) => names.has(one.name)),
      [...names].join(', '),
    )
  })
}

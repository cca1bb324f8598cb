import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timesAsLong } from '../../test/support/cpu-time.ts'
import { readStructure } from '../runbook/structure.ts'
import { compileRunbook } from './compile.ts'
import { phasesOf } from './phase.ts'

/** Phase of each step of the first procedure. */
function phases(...lines: string[]): (string | undefined)[] {
  const { procedures } = compileRunbook('case.md', ['# Case', '', ...lines].join('\n'))
  return procedures[0]?.steps.map(({ phase }) => phase) ?? []
}

const fence = (...lines: string[]) => ['```bash', ...lines, '```']

test('what only finds or sets what the next change needs is no check of the last one', () => {
  assert.deepEqual(
    phases(
      '## Restore the shop database',
      '',
      ...fence(
        '# 1. Stop the writers',
        'kubectl scale deployment/writer --replicas=0 -n shop',
        '# 2. Find the pod',
        'kubectl get pods -n shop -l app=db',
        '# 3. Name it',
        'POD=db-0',
        '# 4. Put the dump back',
        'kubectl cp shop.dump "shop/$POD:/tmp/shop.dump"',
        '# 5. List the tables',
        'kubectl get pods -n shop -l app=db',
      ),
    ),
    ['fix', 'prepare', 'prepare', 'fix', 'verify'],
  )
})

test('a copy of what is there is made before what follows changes it', () => {
  assert.deepEqual(
    phases(
      '## Restore the shop database',
      '',
      ...fence(
        '# Stop the writers',
        'kubectl scale deployment/writer --replicas=0 -n shop',
        '# Take a dump of what is left',
        'pg_dump -Fc shop > left.dump',
        '# Put the good one back',
        'pg_restore -d shop good.dump',
      ),
    ),
    ['fix', 'prepare', 'fix'],
  )
})

test('in a procedure that only looks, opening a shell and setting variables is looking', () => {
  assert.deepEqual(
    phases(
      '## Check the cluster',
      '',
      'Go into the pod:',
      '',
      ...fence('kubectl exec -it db-0 -n shop -- sh'),
      '',
      'Set up the client:',
      '',
      ...fence('export ENDPOINT=https://db.internal'),
      '',
      'List the members:',
      '',
      ...fence('etcdctl member list'),
    ),
    ['diagnose', 'diagnose', 'diagnose'],
  )
})

test('waiting is no diagnosis, and what the main clause says decides', () => {
  assert.deepEqual(
    phases(
      '## Queue is stuck',
      '',
      '1. If a failover is running: wait',
      '2. Then make sure you restart the consumers',
      '3. Once they are up, you can check the depth in the console',
    ),
    ['verify', 'fix', 'verify'],
  )
})

test('boxes to tick are read by their heading', () => {
  assert.deepEqual(phases('## Quarterly failover drill', '', '- [ ] The standby took over', '- [ ] No order lost'), [
    'verify',
    'verify',
  ])
  assert.deepEqual(phases('## Before the release', '', '- [ ] The build is green', '- [ ] The dump is there'), [
    'prepare',
    'prepare',
  ])
})

test('an exercise is no incident, and an action on a failover is none either', () => {
  const kinds = (...lines: string[]) =>
    compileRunbook('case.md', ['# Case', '', ...lines].join('\n')).procedures.map(({ kind }) => kind)
  assert.deepEqual(kinds('## Disk failure testing', '', ...fence('sudo systemctl stop shop')), ['other'])
  assert.deepEqual(kinds('## Failover drills', '', '- [ ] The standby took over'), ['checklist'])
  assert.deepEqual(
    kinds(
      '## Cache down',
      '',
      '**Symptoms:** slow',
      '',
      '**Initiate failover to the standby:**',
      '',
      ...fence('redis-cli -h cache.internal CLUSTER FAILOVER'),
    ),
    ['incident', 'other'],
  )
})

test('what is looked at in one chapter is no check of what another changed', () => {
  const chapters = [
    '## Shop down',
    '**Severity**: critical',
    '### Moves',
    '#### 1. Restart',
    ...fence('kubectl rollout restart deployment/shop -n shop'),
    '### Neighbours',
    '#### 2. Database',
    ...fence('kubectl get pods -n db'),
  ]
  assert.deepEqual(phases(...chapters), ['fix', 'diagnose'])
  assert.deepEqual(phases(...chapters.filter((line) => line !== '### Neighbours')), ['fix', 'verify'])
})

test('what stands in an escalation to be tried is tried, and who is told is told', () => {
  assert.deepEqual(
    phases(
      '## Shop down',
      '**Severity**: critical',
      '### Escalation',
      'If it lasts:',
      '1. Scale up the shop',
      '2. Call the database team',
      '3. Update the status page',
    ),
    ['fix', 'communicate', 'communicate'],
  )
})

test('a copy of what is there prepares the change that follows it, in an incident too', () => {
  assert.deepEqual(
    phases(
      '**Symptoms:** reads fail',
      '',
      ...fence(
        '# 1. Stop the service',
        'systemctl stop shop',
        '# 2. Backup the broken file',
        'cp /srv/shop.db /srv/shop.db.broken',
        '# 3. Put the good one there',
        'mv /srv/shop.good /srv/shop.db',
      ),
    ),
    ['fix', 'prepare', 'fix'],
  )
})

test('signing in comes before the work, and changes nothing that could be checked', () => {
  const shell = [
    'ssh shop-1',
    '',
    '# Look',
    'docker service ps shop',
    '# Restart',
    'docker service update --force shop',
  ]
  assert.deepEqual(phases('## Shop is down', ...fence(...shell)), ['diagnose', 'diagnose', 'fix'])
  assert.deepEqual(phases('## Redeploy the shop', ...fence(...shell)), ['prepare', 'prepare', 'fix'])
})

test('a step that signs in and then changes something is a change', () => {
  assert.deepEqual(
    phases('## Redeploy the shop', ...fence('# Via the shell', 'ssh shop-1', 'docker service update --force shop')),
    ['fix'],
  )
})

test('what is verified after a change that may not have been needed verifies it', () => {
  assert.deepEqual(
    phases(
      '## Shop is down',
      ...fence(
        '# If needed, restart it',
        'docker restart shop',
        '# Verify that it is up',
        'docker ps',
        '# Look',
        'docker top shop',
      ),
    ),
    ['fix', 'verify', 'diagnose'],
  )
})

test('what is watched once it is over verifies', () => {
  const watched = ['```promql', '# Error rate', 'rate(errors_total[5m])', '```']
  assert.deepEqual(
    phases('## Shop is down', '### Triage', ...fence('docker ps'), '### Monitoring after resolution', ...watched),
    ['diagnose', 'verify'],
  )
})

test('variables set before any work prepare it', () => {
  assert.deepEqual(
    phases(
      '## Deploy the shop',
      ...fence('# Settings', 'export NS=shop', '# Look', 'kubectl get pods', '# Go', 'helm upgrade shop .'),
    ),
    ['prepare', 'prepare', 'fix'],
  )
})

test('collecting logs into a file looks, and sharing them tells', () => {
  assert.deepEqual(
    phases(
      '## Shop is down',
      '1. Collect the logs:',
      '',
      ...fence('docker logs shop > /tmp/shop.log').map((line) => `   ${line}`),
      '',
      '2. Share the logs with the vendor',
    ),
    ['diagnose', 'communicate'],
  )
})

test('a procedure without end takes time by its length, not by its square', () => {
  const step = readStructure(`# Look at it\n\n${fence('kubectl get pods -n a').join('\n')}\n`).procedures[0]?.steps[0]
  assert.ok(step)
  const work = (length: number) =>
    phasesOf(
      'incident',
      Array.from({ length }, () => ({ step, effect: 'read' as const })),
    )
  const times = timesAsLong(work, 2000, 16_000)
  assert.ok(times < 20, `eight times the steps took ${times.toFixed(1)} times as long`)
})

test('among remedies, looking comes between two ways to try; what starts something does not only wait for it', () => {
  assert.deepEqual(
    phases(
      '## Migrations Fail',
      '**Solutions**:',
      '1. **Reset the database**:',
      ...fence('dropdb shop').map((line) => `   ${line}`),
      '2. **Check the migration files**:',
      ...fence('ls migrations/').map((line) => `   ${line}`),
      '3. **Wait for the database to start**:',
      ...fence('docker compose up -d db').map((line) => `   ${line}`),
      '4. **Set the right schema**:',
      ...fence('export PGOPTIONS=--search_path=shop').map((line) => `   ${line}`),
      '5. **Check the status**:',
      ...fence('docker compose ps').map((line) => `   ${line}`),
    ),
    ['fix', 'diagnose', 'fix', 'fix', 'verify'],
  )
})

test('boxes that tell people tell them, and what writes down writes down', () => {
  assert.deepEqual(
    phases(
      '## Release Checklist',
      '- [ ] Post notification in the channel',
      '- [ ] Send completion email to the stakeholders',
      '- [ ] Update release runbook if needed',
    ),
    ['communicate', 'communicate', 'document'],
  )
})

test('what a diagnosis says to raise is raised, and what it cleans is cleaned', () => {
  assert.deepEqual(
    phases(
      '## Backups Fail',
      '### Diagnosis',
      ...fence(
        '# Check the space',
        'df -h',
        '# Clean old backups',
        'rm /backups/old.dump',
        '# Increase the timeout in the script',
      ),
    ),
    ['diagnose', 'fix', 'fix'],
  )
})

test('a plan that is reviewed is looked at, although making it takes a lock', () => {
  const commands = fence('# 1. Review the changes', 'terraform plan', '# 2. Apply them', 'terraform apply')
  assert.deepEqual(phases('## Deploy the modules', ...commands), ['prepare', 'fix'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const fence = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```', '']
const plan = (...lines: string[]) => compileRunbook('case.md', lines.join('\n'))
const procedures = (...lines: string[]) =>
  plan(...lines).procedures.map(({ kind, line, heading, steps }) => `${kind} ${line} ${heading}: ${steps.length}`)
const phases = (...lines: string[]) =>
  plan(...lines).procedures.flatMap(({ steps }) => steps.map(({ title, phase }) => `${phase}: ${title}`))

test('scenarios under what resolves an incident can be named, each once, and so can fetching the data back', () => {
  assert.deepEqual(
    procedures(
      '# Runbook: Cache Down',
      '',
      '**Alert Name**: `CacheDown`',
      '**Severity**: Critical',
      '',
      '## Diagnosis',
      ...fence('bash', 'kubectl get pods'),
      '## Resolution',
      '### Scenario 1: It does not start',
      '**Cause**: bad settings',
      ...fence('bash', 'kubectl rollout restart deploy/cache'),
      '### Scenario 2: It is full',
      ...fence('bash', 'kubectl top pods'),
      '### Emergency Rollback',
      ...fence('bash', 'kubectl rollout undo deploy/cache'),
      '## Data Recovery',
      ...fence('bash', 'kubectl exec cache-0 -- ls /data'),
    ),
    [
      'incident 1 Runbook: Cache Down: 4',
      'incident 12 Scenario 1: It does not start: 0',
      'incident 18 Scenario 2: It is full: 0',
      'rollback 23 Emergency Rollback: 0',
      'restore 28 Data Recovery: 1',
    ],
  )
})

test('a chapter called operations holds several, a list of components none', () => {
  assert.deepEqual(
    procedures(
      '# Shop',
      '## Daily Operations',
      '### Health Checks',
      ...fence('bash', 'pg_isready'),
      '### Backup Verification',
      ...fence('bash', 'pg_restore -l shop.dump'),
      '## Backup Components',
      '1. **Database**: a dump each night',
      '2. **Uploads**: run by the storage itself',
    ),
    ['diagnose 3 Health Checks: 1', 'maintain 8 Backup Verification: 1'],
  )
})

test('looking among remedies diagnoses, unless it asks whether they helped', () => {
  assert.deepEqual(
    phases(
      '# Queue Backlog',
      '**Symptoms**: messages wait',
      '',
      '**Solutions**:',
      '- Scale the consumers',
      '- Check for poison messages',
      '- Check that the queue is back to normal',
    ),
    [
      'fix: Scale the consumers',
      'diagnose: Check for poison messages',
      'verify: Check that the queue is back to normal',
    ],
  )
})

test('boxes to tick after a deployment verify it, and a procedure that only verifies is verification', () => {
  assert.deepEqual(
    phases(
      '# Deployment Checklist',
      '## Pre-deployment',
      '- [ ] Tests pass',
      '## Post-deployment',
      '- [ ] Key pages load',
    ),
    ['prepare: Tests pass', 'verify: Key pages load'],
  )
  assert.deepEqual(
    phases(
      '# Monitor the Deployment',
      ...fence('bash', '# Watch the run', 'gh run watch 1', '', '# Watch the logs', 'gh run view 1'),
    ),
    ['verify: Watch the run', 'verify: Watch the logs'],
  )
})

test('"if using …" at the end is a condition, also of what is to be checked', () => {
  const [step] = plan('# Cache Down', '1. Check for a corrupt file if using persistence').procedures[0]?.steps ?? []
  assert.equal(step?.condition, 'if using persistence')
})

test('who is called for which issue is no table of causes', () => {
  const table = (...rows: string[]) => plan('# Shop', '', ...rows).tables[0]?.kind
  assert.equal(
    table('| Issue type | Initial response | Escalation |', '|--|--|--|', '| Data | On-call | DBA |'),
    'escalation',
  )
  assert.equal(table('| Issue | Fix | Escalation |', '|--|--|--|', '| Full | Clean | DBA |'), 'cause_fix')
})

test('an item whose fence holds only a remark is a step in words, and one that ends in a remark is still a command', () => {
  const steps = plan(
    '# High Error Rate',
    '**Immediate Actions**:',
    '1. Check the errors by endpoint:',
    '   ```bash',
    '   # In the dashboards, filter by service',
    '   ```',
    '2. See that it builds: `npm run build` (for the frontend)',
  ).procedures.flatMap((procedure) => procedure.steps)
  assert.deepEqual(
    steps.map(({ line, title, commands }) => [line, title, commands.map(({ program }) => program)]),
    [
      [3, 'Check the errors by endpoint', []],
      [7, 'See that it builds: npm run build (for the frontend)', ['npm']],
    ],
  )
})

test('bullets under what optimises are steps of an incident', () => {
  assert.deepEqual(
    phases(
      '# High Response Time',
      '**Symptom**: slow',
      '',
      '**Optimization Actions**:',
      '- Scale out if CPU bound',
      '- Optimize slow queries',
    ),
    ['fix: Scale out if CPU bound', 'fix: Optimize slow queries'],
  )
})

test('a way through a console in a comment is a step for a person; a comment that only names something is none', () => {
  assert.deepEqual(
    phases(
      '# Bad Deploy',
      '**Render:**',
      '```bash',
      '# Dashboard → Service → Deploys → Roll back',
      '```',
      '',
      '```bash',
      '# Fly.io',
      '```',
    ),
    ['fix: Dashboard → Service → Deploys → Roll back'],
  )
})

test('bullets under "If …" are steps where each says what to do', () => {
  const steps = plan(
    '# API Down',
    ...fence('bash', 'kubectl get pods'),
    '**If the provider is down → Monitor:**',
    '- Check the status page',
    '- Consider the maintenance page',
    '',
    '**If nothing is known:**',
    '- The queue is full',
    '- The disk is slow',
  ).procedures.flatMap((procedure) => procedure.steps)
  assert.deepEqual(
    steps.map(({ line, condition }) => [line, condition]),
    [
      [3, null],
      [7, 'If the provider is down'],
      [8, 'If the provider is down'],
    ],
  )
})

test('a line in italics at the end of the file belongs to no procedure', () => {
  const [procedure] = plan(
    '# API Down',
    ...fence('bash', 'kubectl get pods'),
    '---',
    '',
    '*Part of the on-call pack.*',
  ).procedures
  const [other] = plan(
    '# API',
    '## Down',
    ...fence('bash', 'kubectl get pods'),
    '*Part of the on-call pack.*',
  ).procedures
  assert.equal(procedure?.steps.length, 1)
  assert.equal(other?.endLine, 5)
})

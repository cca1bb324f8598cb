import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const plan = (...lines: string[]) => compileRunbook('case.md', ['# Guide', '', ...lines].join('\n'))

/** `kind line heading` of each procedure. */
const procedures = (...lines: string[]) =>
  plan(...lines).procedures.map(({ kind, line, heading }) => `${kind} ${line} ${heading}`)

const steps = (...lines: string[]) => plan(...lines).procedures.flatMap((procedure) => procedure.steps)

const fence = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```', '']

test('"Issue 2: …" and a complete recovery procedure in an incident can be named; diagnosing the issue is part of it', () => {
  assert.deepEqual(
    procedures(
      '## Workers Unhealthy After a Rebuild',
      '**Symptoms:** the workers restart',
      '### Diagnosing the Issue',
      ...fence('bash', 'docker compose ps'),
      '### Issue 1: beat unhealthy',
      ...fence('bash', 'docker compose restart beat'),
      '### Issue 2: restart loop',
      ...fence('bash', 'docker compose logs --tail 50 api'),
      '### Complete Recovery Procedure',
      ...fence('bash', 'docker compose up -d'),
    ),
    [
      'incident 3 Workers Unhealthy After a Rebuild',
      'incident 10 Issue 1: beat unhealthy',
      'incident 15 Issue 2: restart loop',
      'restore 20 Complete Recovery Procedure',
    ],
  )
})

test('bullets under a remedy are steps where the heading names the trouble, and talk where it does not', () => {
  const remedy = [
    '**Solutions:**',
    '',
    '- Increase the timeout',
    '- Restart the importer',
    '- Reduce the batch size',
    '',
  ]
  assert.deepEqual(procedures('## Import Fails', ...remedy), ['incident 3 Import Fails'])
  assert.deepEqual(procedures('## Queue Size > 80%', ...remedy), ['incident 3 Queue Size > 80%'])
  assert.deepEqual(procedures('## Volume Forecasting', ...remedy), [])
})

test('a title that says what is in the way names an incident, one that says how traffic moves a deployment', () => {
  const code = fence('bash', 'kubectl get pods')
  const titles = ['Port Already in Use', 'Out of Disk Space', 'Blue/Green Switch', 'Rolling Update']
  assert.deepEqual(procedures(...titles.flatMap((title) => [`## ${title}`, ...code])), [
    'incident 3 Port Already in Use',
    'incident 8 Out of Disk Space',
    'deploy 13 Blue/Green Switch',
    'deploy 18 Rolling Update',
  ])
})

test('each query of a PromQL fence is a step that looks, unless the fence teaches how to write one', () => {
  const ask = fence('promql', '# Errors by status', 'sum(rate(x[5m])) by (status)', '', '# By path', 'sum(rate(x[5m]))')
  const found = steps('## High Error Rate', '### Remediation', '1. Restart the API', '', ...ask)
  assert.deepEqual(
    found.map(({ line, title, phase, commands }) => [line, title, phase, commands.length]),
    [
      [5, 'Restart the API', 'fix', 0],
      [9, 'Errors by status', 'verify', 0],
      [12, 'By path', 'verify', 0],
    ],
  )
  assert.deepEqual(steps('## Slow', '### Diagnosis', ...fence('promql', '# Wrong', 'rate(x)', '', '# Right', 'x')), [])
})

test('settings of the server in a fence for SQL are no statements', () => {
  assert.deepEqual(
    procedures('## Point-in-time recovery', ...fence('sql', '-- in postgresql.conf', 'wal_level = replica')),
    [],
  )
})

test('a last resort in brackets is a condition', () => {
  const [step] = steps('## API Down', ...fence('bash', '# Restart the database if needed (last resort)', 'reboot'))
  assert.equal(step?.condition, 'last resort')
})

test('what a whole file is about reaches to its end, its last lines included', () => {
  const [whole] = plan(
    '**Alert:** `ApiDown`',
    '## Diagnosis',
    ...fence('bash', 'ls'),
    '---',
    '**Owner:** SRE',
  ).procedures
  assert.deepEqual([whole?.line, whole?.endLine], [1, 10])
})

test('the way back within a deployment is a rollback; upkeep that changes nothing only looks', () => {
  const back = steps(
    '## Rolling Update',
    ...fence('bash', 'kubectl set image deployment/web web=shop/web:2'),
    'If the probes fail you can roll back with:',
    '',
    ...fence('bash', 'kubectl rollout undo deployment/web'),
  )
  assert.deepEqual(
    back.map(({ phase }) => phase),
    ['fix', 'rollback'],
  )
  const daily = steps('## Daily Checks', ...fence('bash', '# Check the nodes', 'kubectl get nodes'))
  assert.deepEqual(
    daily.map(({ phase }) => phase),
    ['diagnose'],
  )
})

test('a copy is the work where backing up is the goal, and its test verifies it', () => {
  const made = steps(
    '## Manual Backup',
    ...fence('bash', '# Create a backup', './backup.sh', '', '# Test the backup', './backup.sh test', '', 'rm -r old'),
  )
  assert.deepEqual(
    made.map(({ phase }) => phase),
    ['fix', 'verify'],
  )
})

test('names in brackets are to be filled in where they stand for an argument; a synopsis and a pattern are none', () => {
  const holes = (command: string) =>
    steps('## Roll back', ...fence('bash', command)).flatMap(({ placeholders }) => placeholders.map(({ text }) => text))
  assert.deepEqual(holes('./scripts/rollback.sh [service] [target-namespace]'), ['[service]', '[target-namespace]'])
  assert.deepEqual(holes('./scripts/rollback.sh [options]'), [])
  assert.deepEqual(holes("ls app[abc].log | tr [a-z] [A-Z] | grep 'x [error]'"), [])
})

test('the numbered stages of an incident response process are one procedure, its named troubles are found within', () => {
  const stage = (title: string, ...lines: string[]) => [`### ${title}`, ...lines, '']
  assert.deepEqual(
    procedures(
      '## Incident Response Process',
      ...stage('1. Detection and Acknowledgment', '1. Acknowledge the alert', '2. Assess the severity'),
      ...stage('2. Initial Response', '#### For P0/P1 incidents:', '1. Update the status page', '2. Open a channel'),
      ...stage('3. Investigation and Diagnosis', '#### Common Issues Troubleshooting:'),
      ...['##### API Service Down', '1. Check the pods: `kubectl get pods`', '2. Check the logs', ''],
      ...['##### Database Issues', '1. Check the disk: `df -h`', '2. Check the connections', ''],
      ...stage('4. Post-Incident Activities', '- [ ] Complete the postmortem draft'),
    ),
    ['checklist 3 Incident Response Process', 'incident 16 API Service Down', 'incident 20 Database Issues'],
  )
  const [, , graded] = steps(
    '## Response Workflow',
    ...stage('1. Detection', '1. Acknowledge the alert', '2. Assess the severity'),
    ...stage('2. Response', '#### For P0/P1 incidents:', '1. Update the status page', '2. Open a channel'),
    ...stage('3. Resolution', '1. Apply the fix', '2. Verify it'),
  )
  assert.deepEqual([graded?.condition, graded?.phase], ['For P0/P1 incidents', 'communicate'])
})

test('"If …:" over other lines of a comment holds up to the next one, where a block has several', () => {
  const found = steps(
    '## API Down',
    ...fence(
      'bash',
      '# If the release is new:',
      '# See the deployment',
      'kubectl rollout history deploy/api',
      '',
      '# If the network is down:',
      '# Check the routes',
      'ip route',
      '',
      '# Restart the gateway',
      'systemctl restart gateway',
    ),
  )
  assert.deepEqual(
    found.map(({ condition }) => condition),
    ['If the release is new', 'If the network is down', 'If the network is down'],
  )
})

test('an item under "Investigate alarms" is for the alarm it names', () => {
  const found = steps('## Investigate Alarms', '- ALB 5xx: check the target group', '- RDS CPU: check the slow queries')
  assert.deepEqual(
    found.map(({ condition }) => condition),
    ['ALB 5xx', 'RDS CPU'],
  )
})

test('bullets under a label that names the trouble are steps where each says what to do', () => {
  const found = steps(
    '## Login Failures',
    '**Token expired:**',
    '',
    '- Re-login to get a new one',
    '- Increase its time',
    '',
  )
  assert.deepEqual(
    found.map(({ title }) => title),
    ['Re-login to get a new one', 'Increase its time'],
  )
})

test('a drill is upkeep, whatever it restores; what only applies manifests is a deployment', () => {
  assert.deepEqual(
    procedures(
      ...['## Monthly Restore Drill', ...fence('bash', './restore.sh drill')],
      ...['## Enabling the Services', ...fence('bash', 'kubectl apply -f services/')],
    ),
    ['maintain 3 Monthly Restore Drill', 'deploy 8 Enabling the Services'],
  )
})

test('a file named by one trouble is one incident when its chapters look for the cause and mend it', () => {
  const chapters = [
    ...['## Systematic Investigation', '### 1. Cluster', ...fence('bash', 'kubectl get nodes')],
    ...['## Resolution Strategies', '### Storage', ...fence('bash', '# Grow the volume', 'kubectl apply -f pvc.yaml')],
    ...['## Recovery Verification', '### Health Check Commands', ...fence('bash', 'kubectl get pods')],
  ]
  const named = (title: string) => compileRunbook('case.md', [`# ${title}`, '', ...chapters].join('\n')).procedures
  const [whole, ...rest] = named('Error Rate Spike Runbook')
  assert.deepEqual([whole?.kind, whole?.line, rest.length], ['incident', 1, 0])
  assert.deepEqual(
    whole?.steps.map(({ phase }) => phase),
    ['diagnose', 'fix', 'verify'],
  )
  const several = ['Database Locked', 'Database Corruption'].flatMap((title) => [
    `### ${title}`,
    ...fence('bash', 'ls'),
  ])
  const text = ['# Database Issues', '## Quick Diagnosis', ...fence('bash', 'df -h'), '## Common Issues', ...several]
  assert.deepEqual(
    compileRunbook('case.md', text.join('\n')).procedures.map(({ heading }) => heading),
    ['Quick Diagnosis', 'Database Locked', 'Database Corruption'],
  )
})

test('"Check if …" is no condition, wherever it stands in the sentence', () => {
  const [step] = steps(
    '## API Down',
    '1. **Dashboard** - Check if the objectives are met',
    '2. Restart it if it is stuck',
  )
  assert.equal(step?.condition, null)
})

test('a checklist in parts is one procedure', () => {
  const boxes = (title: string) => [`### ${title}`, '- [ ] Stop the application', '- [ ] Verify the rows', '']
  assert.deepEqual(
    procedures(
      ...['## Restore the shop', ...fence('bash', './restore.sh')],
      ...['## Release Checklist', ...boxes('Before Restore'), ...boxes('After Restore')],
    ),
    ['restore 3 Restore the shop', 'checklist 8 Release Checklist'],
  )
})

test('"3. Monitoring" over bullets that say what to watch is something to do', () => {
  const found = steps(
    '## Post-Restore Validation',
    '1. **Smoke tests**',
    '   - Run them',
    '2. **Monitoring**',
    '   - Watch the errors',
    '   - Check the logs',
  )
  assert.deepEqual(
    found.map(({ title }) => title),
    ['Smoke tests', 'Monitoring'],
  )
})

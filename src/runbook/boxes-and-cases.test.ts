import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Step } from '../plan/plan.ts'

const fence = (...lines: string[]) => ['```bash', ...lines, '```', '']
const indented = (...lines: string[]) => fence(...lines).map((line) => (line === '' ? '' : `  ${line}`))
const plan = (...lines: string[]) => compileRunbook('case.md', lines.join('\n')).procedures
const steps = (...lines: string[]): Step[] => plan(...lines).flatMap((procedure) => procedure.steps)
const phases = (...lines: string[]) => steps(...lines).map(({ title, phase }) => `${phase}: ${title}`)

test('an item over boxes is their name, and what they say after the work decides what each is for', () => {
  assert.deepEqual(
    phases(
      '## After the Game Day Checklist',
      '1. **At once** (within 5 minutes)',
      '   - [ ] Verify that orders flow',
      '   - [ ] Document what was odd',
      '2. **Within a week**',
      '   - [ ] Review the metrics',
      '   - [ ] Schedule follow-up exercises',
    ),
    [
      'verify: Verify that orders flow',
      'document: Document what was odd',
      'verify: Review the metrics',
      'document: Schedule follow-up exercises',
    ],
  )
})

test('boxes at the end of an incident or of planned work say how things are by then, those called pre- come before', () => {
  const box = ['- [ ] Orders flow', '- [ ] Latency < 1 s', '']
  assert.deepEqual(
    phases(
      '# Runbook: Orders Down',
      '**Severity:** high',
      '## Diagnosis',
      ...fence('kubectl get pods'),
      '## Resolution',
      ...fence('kubectl rollout restart deploy/orders'),
      '## Order Validation Checklist',
      ...box,
    ),
    ['diagnose: Diagnosis', 'fix: Resolution', 'verify: Orders flow', 'verify: Latency < 1 s'],
  )
  assert.deepEqual(
    phases(
      '# Order Deployment',
      '## Steps',
      ...fence('kubectl apply -f orders.yaml'),
      '## Monitoring Checklist',
      ...box,
      '## Pre-Deployment List',
      '- [ ] Release tagged',
    ),
    ['fix: Steps', 'verify: Orders flow', 'verify: Latency < 1 s', 'prepare: Release tagged'],
  )
})

test('of several symptoms that stand as items each is the condition of what mends it; a single one is none', () => {
  const mode = (symptom: string, command: string) => [
    `- **Symptom**: ${symptom}`,
    '- **Recovery**:',
    ...indented(command),
  ]
  const conditions = (...lines: string[]) => steps(...lines).map(({ condition }) => condition)
  assert.deepEqual(
    conditions(
      '## Order Pod Lost',
      ...mode('No pod starts', 'kubectl uncordon node-1'),
      ...mode('The volume stays', 'kubectl delete pod orders-0'),
    ),
    ['No pod starts', 'The volume stays'],
  )
  assert.deepEqual(conditions('## Order Pod Lost', ...mode('No pod starts', 'kubectl uncordon node-1')), [null])
})

test('bullets that their author forgot to indent belong to the numbered item before them', () => {
  assert.deepEqual(
    steps(
      '## Orders Are Slow',
      '**Symptoms:**',
      '- They wait',
      '',
      '**Solutions:**',
      '',
      '1. **Scale the workers:**',
      ...fence('kubectl scale deploy/worker --replicas=4'),
      '2. **Simplify the queries:**',
      '- Review the longest',
      '- Drop what nobody reads',
    ).map(({ title }) => title),
    ['Scale the workers', 'Simplify the queries'],
  )
})

test('settings looked at among remedies, and troubles named there, diagnose; commands to pick from do not verify each other', () => {
  assert.deepEqual(
    phases(
      '## Orders Are Slow',
      '**Symptoms:**',
      '- They wait',
      '',
      '**Solutions:**',
      '1. **Restart:**',
      ...fence('kubectl rollout restart deploy/orders'),
      '2. **Check network policies:**',
      ...fence('kubectl get networkpolicies'),
      '3. **Volume errors:**',
      ...fence('kubectl get pvc'),
      '4. **Check that it recovered:**',
      ...fence('kubectl get pods'),
    ),
    ['fix: Restart', 'diagnose: Check network policies', 'diagnose: Volume errors', 'verify: Check that it recovered'],
  )
  assert.deepEqual(
    phases(
      '## Critical Commands',
      ...fence('# Stop all jobs', 'kubectl delete jobs --all', '', '# View the log', 'kubectl logs deploy/orders'),
    ),
    ['fix: Stop all jobs', 'diagnose: View the log'],
  )
})

test('what is ordered after an incident is written down, and whom to call is a checklist though a command stands in it', () => {
  const [audit, next] = steps(
    '# Runbook: Orders Down',
    '**Severity:** high',
    '## Resolution',
    ...fence('kubectl rollout restart deploy/orders'),
    '## Post-Incident',
    ...fence('# Generate the order report', 'curl -X POST http://orders/report'),
    '### Preventive Measures',
    '- Add an alert',
    '- Update the limits',
  ).slice(1)
  assert.deepEqual([audit?.phase, next?.title], ['document', 'Add an alert'])
  const [escalation] = plan(
    '# Orders',
    '## Escalation',
    'If it goes on:',
    '',
    '1. **Page on-call**: #orders',
    '2. **Gather the state:**',
    ...fence('kubectl get all'),
  )
  assert.equal(escalation?.kind, 'checklist')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const fence = (...lines: string[]) => ['```bash', ...lines, '```', '']

/** `kind line heading` of each procedure; what lies in another one is set in. */
const procedures = (...lines: string[]) =>
  compileRunbook('case.md', lines.join('\n')).procedures.map(
    ({ kind, line, heading, parent }) => `${parent === null ? '' : '  '}${kind} ${line} ${heading}`,
  )

const troubleshooting = [
  '## Troubleshooting',
  '### Common Issues and Answers',
  '#### Issue 1: Pods stuck in Init',
  ...fence('kubectl get pods -n shop'),
  '#### Issue 2: Secrets not syncing',
  ...fence('kubectl get externalsecret -n shop'),
]

test('a file of a deployment, the troubles after it and the tidying up is a collection', () => {
  assert.deepEqual(
    procedures(
      '# Shop Deployment Runbook',
      '## Deployment Procedure',
      '### Standard Deployment',
      ...fence('kubectl apply -k overlays/shop'),
      ...troubleshooting,
      '## Cleanup Procedures',
      '### Drain and Delete Broken Pods',
      ...fence('kubectl delete pod shop-0 -n shop'),
      '## Testing',
      '### Run All Tests',
      ...fence('pytest'),
    ),
    [
      'deploy 3 Standard Deployment',
      'incident 10 Issue 1: Pods stuck in Init',
      'incident 15 Issue 2: Secrets not syncing',
      'maintain 21 Drain and Delete Broken Pods',
      'diagnose 27 Run All Tests',
    ],
  )
})

test('beside numbered steps the troubles are each one of their own, within the whole', () => {
  assert.deepEqual(
    procedures(
      '# Shop Staging Deployment',
      '## Step 1: Create the database',
      ...fence('createdb shop'),
      '## Step 2: Deploy the application',
      ...fence('kubectl apply -k overlays/shop'),
      ...troubleshooting,
    ),
    [
      'deploy 1 Shop Staging Deployment',
      '  incident 14 Issue 1: Pods stuck in Init',
      '  incident 19 Issue 2: Secrets not syncing',
    ],
  )
})

test('a validation before or after the work is one, with its boxes and the commands for them', () => {
  const boxes = ['- [ ] Probes are set', '- [ ] The image is pinned', '']
  assert.deepEqual(
    procedures(
      '# Shop',
      '## Pre-Deployment Validation',
      '### Step 1: Run the script',
      ...fence('./validate.sh'),
      '### Step 2: Look by hand',
      ...boxes,
      '## Post-Deployment Validation',
      '### Automated Health Checks',
      ...fence('kubectl get pods -n shop'),
      '### By-Hand Verification Checklist',
      ...boxes,
    ),
    ['checklist 2 Pre-Deployment Validation', 'diagnose 12 Post-Deployment Validation'],
  )
})

test('best practices for before, during and after are nothing to run', () => {
  assert.deepEqual(
    procedures(
      '# Shop',
      '## Deploy',
      ...fence('kubectl apply -k overlays/shop'),
      '## Best Practices',
      '### Pre-Deployment',
      '1. Run the tests',
      '2. Review the manifests',
      '### Post-Deployment',
      '1. Run the validation',
      '2. Document any issues',
    ),
    ['deploy 2 Deploy'],
  )
})

test('"Symptom 1: …" is one incident; its lettered headings are the places to look at', () => {
  const { procedures: found } = compileRunbook(
    'case.md',
    [
      '# Reloading',
      '### Symptom 1: "Old value is served"',
      '#### A. Check the store',
      ...fence('psql -d shop -c "SELECT value FROM settings"'),
      '**If the version is old:**',
      '- The write failed → Check the log of the backend',
      '- Wrong key → Verify the request',
      '#### B. Event Latency',
      ...fence('redis-cli PING', '', '# Expected output:', '# 1) "message"', '# 2) "settings:price"'),
    ].join('\n'),
  )
  assert.deepEqual(
    found.map(({ kind, line }) => `${kind} ${line}`),
    ['incident 2'],
  )
  assert.deepEqual(
    found[0]?.steps.map(({ line, condition }) => `${line} ${condition}`),
    ['5 null', '9 If the version is old', '10 If the version is old', '13 null'],
  )
  assert.equal(found[0]?.steps[3]?.expected, '\n1) "message"\n2) "settings:price"')
})

test('a diagnosis divided by what failed names each; a manual backup is run for itself', () => {
  assert.deepEqual(
    procedures(
      '# Runbook: Backup Failure',
      '**Severity:** critical',
      '## Diagnostic Steps',
      '### Database Backup Failure',
      ...fence('df -h /backups'),
      '### Cache Backup Failure',
      ...fence('redis-cli LASTSAVE'),
      '## Manual Backup Execution',
      '### Database Manual Backup',
      ...fence('pg_dump -f /backups/shop.dump shop'),
      '## Root Cause Analysis',
      'What it may have been:',
      '1. **Storage:**',
      '   - Full disks',
      '2. **Time:**',
      '   - Two jobs at once',
    ),
    [
      'incident 1 Runbook: Backup Failure',
      '  incident 4 Database Backup Failure',
      '  incident 9 Cache Backup Failure',
      '  maintain 15 Database Manual Backup',
    ],
  )
})

test('what stands under "Problem:" is an incident, whatever its heading is called', () => {
  const lines = ['# Setup', '### Region Mismatch', '**Problem**: the bucket is not found', '', '**Solutions**:', '']
  assert.deepEqual(procedures(...lines, ...fence('aws configure get region')), ['incident 2 Region Mismatch'])
})

test('bullets that all tell what to do are steps under a label; what is to be done if something goes on, too', () => {
  const text = [
    '# Shop',
    '## Update the dependencies',
    ...fence('npm audit'),
    '**Automated Scanning**:',
    '- Enable the bot',
    '- Review its findings weekly',
    '',
    '**Facts**:',
    '- Review time is a day',
    '- The bot is free',
    '',
    '**Action Items**:',
    '- Order more machines if the growth goes on',
    '- Increase the disk if it fills',
  ]
  const [found] = compileRunbook('case.md', text.join('\n')).procedures
  assert.deepEqual(
    found?.steps.map(({ line, condition }) => `${line} ${condition}`),
    ['4 null', '8 null', '9 null', '16 if the growth goes on', '17 if it fills'],
  )
})

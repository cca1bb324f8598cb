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
  '### Common Issues and Solutions',
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
      '### Drain and Delete Failed Pods',
      ...fence('kubectl delete pod shop-0 -n shop'),
      '## Testing',
      '### Run All Tests',
      ...fence('pytest'),
    ),
    [
      'deploy 3 Standard Deployment',
      'incident 10 Issue 1: Pods stuck in Init',
      'incident 15 Issue 2: Secrets not syncing',
      'maintain 21 Drain and Delete Failed Pods',
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
      '### Manual Verification Checklist',
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

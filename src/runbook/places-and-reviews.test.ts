import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const plan = (...lines: string[]) => compileRunbook('case.md', ['# Guide', '', ...lines].join('\n'))

/** `kind line heading` of each procedure. */
const procedures = (...lines: string[]) =>
  plan(...lines).procedures.map(({ kind, line, heading }) => `${kind} ${line} ${heading}`)

const steps = (...lines: string[]) => plan(...lines).procedures.flatMap((procedure) => procedure.steps)

const fence = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```', '']

test('headings that name places are ways to do what the heading above says, with one check for all', () => {
  const text = [
    '## Turn Sign-Up Off',
    '### Docker',
    ...fence('bash', 'docker compose restart shop'),
    '### Fly.io',
    ...fence('bash', 'fly secrets set SIGNUP=0 -a shop'),
    '### Verify Sign-Up',
    ...fence('bash', 'curl -f https://shop.internal/signup'),
  ]
  assert.deepEqual(procedures(...text), ['other 3 Turn Sign-Up Off'])
  const choices = steps(...text).map(({ choice }) => choice)
  assert.equal(choices[0], choices[1])
  assert.notEqual(choices[0], null)
  assert.equal(choices[2], null)
})

test('places with ways of their own to choose from stay procedures', () => {
  const way = (name: string) => [
    `### ${name}`,
    '**Option A: the last release**',
    ...fence('bash', 'docker compose up -d'),
    '**Option B: the last commit**',
    ...fence('bash', 'git checkout main'),
  ]
  assert.equal(procedures('## Rollback by Platform', ...way('Docker'), ...way('Render')).length, 2)
})

test('causes with symptoms under an investigation of the root cause can be named, without being a condition', () => {
  const text = [
    '## Shop Pods Down',
    '**Severity**: critical',
    '### Root Cause Investigation',
    '#### Common Causes',
    '##### 1. Image Pull Failure',
    '**Symptom**: ErrImagePull',
    '**Diagnosis**:',
    ...fence('bash', 'kubectl describe pod shop-0 -n shop'),
    '##### 2. Disk Full (if using local volumes)',
    '**Symptom**: no space left',
    '**Diagnosis**:',
    ...fence('bash', 'kubectl exec shop-0 -n shop -- df -h'),
  ]
  assert.deepEqual(procedures(...text), [
    'incident 3 Shop Pods Down',
    'incident 7 1. Image Pull Failure',
    'incident 14 2. Disk Full (if using local volumes)',
  ])
  assert.deepEqual(
    steps(...text).map(({ condition }) => condition),
    [null, 'if using local volumes'],
  )
})

test('a review within an incident is a checklist of its own', () => {
  assert.deepEqual(
    procedures(
      '## Session Errors',
      '**Severity**: warning',
      '### Fix',
      ...fence('bash', 'kubectl rollout restart deployment/shop -n shop'),
      '### Code Review Checklist',
      '- [ ] Errors are handled',
      '- [ ] Timeouts are set',
    ),
    ['incident 3 Session Errors', 'checklist 10 Code Review Checklist'],
  )
})

test('what shows how to write code, and a list of causes among steps, are no steps', () => {
  const shown = steps(
    '## Import Fails',
    '**Severity**: warning',
    '### Fix',
    '1. Check the log:',
    '   ```bash',
    '   kubectl logs deployment/import -n shop',
    '   ```',
    '2. Common causes:',
    '   - The file is empty',
    '   - The file is too large',
    '3. Restart the import',
    '### Error Handling Best Practices',
    ...fence('python', 'def load(name):', '    return open(name).read()'),
    '### Monitoring',
    'Add a counter for each import:',
    '',
    ...fence('python', 'imports = Counter("imports_total", "Imports")'),
  )
  assert.deepEqual(
    shown.map(({ title }) => title),
    ['Check the log', 'Restart the import'],
  )
})

test('what a heading tells to do under a file about rolling back is another thing; under a chapter about it, it is the way back', () => {
  const kinds = (...lines: string[]) => compileRunbook('case.md', lines.join('\n')).procedures.map(({ kind }) => kind)
  const code = fence('bash', 'fly secrets set SIGNUP=0 -a shop')
  assert.deepEqual(kinds('# Rollback Playbook', '## Disable Sign-Up', ...code), ['other'])
  assert.deepEqual(kinds('# Shop', '## Rollback Plan', '### Disable Sign-Up', ...code, '### Flags', ...code), [
    'rollback',
    'rollback',
  ])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'

const steps = (...lines: string[]) =>
  compileRunbook('case.md', ['# Guide', '', ...lines].join('\n')).procedures.flatMap((procedure) => procedure.steps)

const fence = (...lines: string[]) => ['```bash', ...lines, '```', '']

const commandsOf = (...lines: string[]) =>
  steps('## Shop Down', '**Severity**: critical', '### Fix', ...lines).flatMap(({ commands }) =>
    commands.map(({ program, effect }) => `${program} ${effect}`),
  )

test('an item says what to type after a label, in brackets at its end, and for a database', () => {
  assert.deepEqual(commandsOf('- [ ] **Check the health:** `curl -f https://shop.internal/health`'), ['curl read'])
  assert.deepEqual(commandsOf('- [ ] The pods are up (`kubectl get pods -n shop`)'), ['kubectl read'])
  assert.deepEqual(commandsOf('1. Analyze the table: `ANALYZE orders;`'), ['sql write'])
  assert.deepEqual(commandsOf('1. Check the plan (the `SELECT` of the report)'), [])
})

test('"Based on the cause" over a list: each item is for its own', () => {
  assert.deepEqual(
    steps(
      '## Shop Down',
      '**Severity**: critical',
      '### Resolution',
      'Based on the root cause:',
      '',
      '- **Image**: Update the tag',
      '- **Memory**: Increase the limit',
    ).map(({ condition, title }) => [condition, title]),
    [
      ['Image', 'Image: Update the tag'],
      ['Memory', 'Memory: Increase the limit'],
    ],
  )
})

test('"Look for" begins a step right over a command, and ends one where it says what to expect', () => {
  const titles = (...lines: string[]) => steps('## Check the Shop', ...fence(...lines)).map(({ title }) => title)
  const logs = ['# Get the log', 'docker logs shop', '', '# Look for errors', 'docker logs shop | grep ERROR']
  assert.deepEqual(titles(...logs), ['Get the log', 'Look for errors'])
  assert.deepEqual(titles('# Get the log', 'docker logs shop', '# Look for errors'), ['Get the log'])
})

test('a comment right over numbered ones is their name, unless it says when', () => {
  const told = (first: string) =>
    steps(
      '## Shop Down',
      '### Fix',
      ...fence(first, '# 1. Stop it', 'docker stop shop', '# 2. Start it', 'docker start shop'),
    )
  assert.equal(told('# Test the restart').length, 2)
  assert.deepEqual(
    told('# If it hangs:').map(({ condition }) => condition),
    ['If it hangs', 'If it hangs'],
  )
})

test('in an incident checklist each box and each way to look has the phase of what it says', () => {
  const text = [
    '## Incident Checklist',
    '### 1. First Minutes',
    '- [ ] Identify the severity',
    '- [ ] Note start time',
    '### 2. Gather Logs',
    ...fence('docker logs shop'),
    '### 3. Resolve',
    '- [ ] Rollback executed (if needed)',
    '- [ ] Smoke test passed after the fix',
    '- [ ] Incident documented in the wiki',
  ]
  assert.deepEqual(
    steps(...text).map(({ phase }) => phase),
    ['diagnose', 'document', 'diagnose', 'rollback', 'verify', 'document'],
  )
})

test('"Ensure …" among remedies is one until something was changed, and what starts a service is no check', () => {
  const phases = (...lines: string[]) =>
    steps('## Shop Down', '**Severity**: critical', '### Fix', ...lines).map(({ phase }) => phase)
  assert.deepEqual(phases('- Ensure that the ids are random', '- Restart the shop'), ['fix', 'fix'])
  assert.deepEqual(phases('- Restart the shop', '- Ensure that orders come in'), ['fix', 'verify'])
  assert.deepEqual(phases(...fence('# Check the compose file', 'docker compose up -d shop')), ['fix'])
})

test('what stands before the command of an item says when', () => {
  assert.deepEqual(
    steps(
      '## Shop Down',
      '**Severity**: critical',
      '### Fix',
      '- Rollback if the release is new: `kubectl rollout undo deployment/shop -n shop`',
    ).map(({ condition }) => condition),
    ['if the release is new'],
  )
})

test('what is said about an editor is not the next command', () => {
  const read = (...lines: string[]) =>
    steps('## Shop Down', '### Fix', ...fence(...lines)).map(
      ({ title, commands }) => `${title} | ${commands.map(({ subcommand }) => subcommand).join(', ')}`,
    )
  assert.deepEqual(
    read(
      '# Raise the limit',
      'kubectl edit configmap shop -n shop',
      '# Set POOL_SIZE from 4 to 8',
      'kubectl rollout restart deployment/shop -n shop',
    ),
    ['Raise the limit | edit, rollout restart'],
  )
  assert.deepEqual(
    read(
      '# Edit the config',
      'kubectl -n shop edit configmap shop',
      '',
      '# Update:',
      'limits:',
      '  per_address: 200 # was 100',
      '',
      '# Restart',
      'kubectl rollout restart deployment/shop -n shop',
    ),
    ['Edit the config | edit', 'Restart | rollout restart'],
  )
})

test('a note, and what to look for in what was printed, are no steps', () => {
  const titles = (...lines: string[]) => steps('## Shop Down', '### Fix', ...fence(...lines)).map(({ title }) => title)
  assert.deepEqual(
    titles('# Get it', 'docker inspect shop', '', '# Note: the tag moves', '# Rollback in the console is cleaner'),
    ['Get it'],
  )
  assert.deepEqual(titles('# Look', 'kubectl describe pod shop-0', '# Check: limits, affinity, claims'), ['Look'])
})

test('a fence that shows a symptom holds nothing to type, whatever it is called', () => {
  const titles = (...lines: string[]) =>
    steps('## Shop Down', '**Symptoms**:', ...fence(...lines), '**Diagnosis**:', ...fence('docker ps')).length
  assert.equal(titles('# Many errors', 'type=timeout: 12.5/s'), 1)
  assert.equal(titles('# Many errors', 'docker logs shop'), 2)
})

test('a fix in a sentence over the steps that do it is none beside them', () => {
  const told = (...lines: string[]) => steps('## Shop Down', '**Severity**: high', '### Resolution', ...lines).length
  assert.equal(
    told('**Fix**: Update the cache', '', '1. **Stop it**:', '   ```bash', '   docker stop cache', '   ```'),
    1,
  )
  assert.equal(told(...fence('docker ps'), '**Fix**: Update the cache'), 2)
})

test('under a condition in a label, with its number in brackets, what is told counts and what is explained does not', () => {
  assert.deepEqual(
    steps(
      '## Shop Down',
      '**Severity**: high',
      '### Fix',
      ...fence('docker stats --no-stream'),
      '**If load is high** (over 200 orders/s):',
      '- This is a matter of capacity',
      '- Scale the shop up',
    ).map(({ title, condition }) => [title, condition]),
    [
      ['Fix', null],
      ['Scale the shop up', 'If load is high (over 200 orders/s)'],
    ],
  )
})

test('SQL under a client in a container is SQL, though the name of the container is left open', () => {
  assert.deepEqual(commandsOf(...fence('kubectl exec -it <pod> -- psql -U shop -h <host>', '', 'VACUUM orders;')), [
    'kubectl unknown',
    'sql write',
  ])
  assert.deepEqual(commandsOf(...fence('psql -U shop < dump.sql', 'date')), ['psql unknown', 'date read'])
})

test('a condition right over numbered comments holds for them', () => {
  assert.deepEqual(
    steps(
      '## Shop Down',
      '### Fix',
      ...fence(
        'docker ps',
        '',
        '# If the quorum is lost, work by hand is required',
        '# 1. Find who is left',
        '# 2. Restore it',
      ),
    ).map(({ condition }) => condition),
    [null, 'If the quorum is lost', 'If the quorum is lost'],
  )
})

test('what a title looks at, tunes or connects to decides its kind', () => {
  const kind = (title: string) =>
    compileRunbook('case.md', ['# Guide', '', `## ${title}`, ...fence('docker ps')].join('\n')).procedures[0]?.kind
  assert.deepEqual(
    ['Check Certificate Expiration', 'Certificate Expired', '502 Bad Gateway', 'Storage Optimization'].map(kind),
    ['diagnose', 'incident', 'incident', 'maintain'],
  )
  assert.deepEqual(
    ['Update Environment Variables', 'Security Scanning', 'Connect to the Database', 'Quick Reference'].map(kind),
    ['maintain', 'diagnose', 'diagnose', 'other'],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../../plan/compile.ts'

const plan = (...lines: string[]) => compileRunbook('case.md', ['# Shop Guide', '', ...lines].join('\n'))

/** `kind line-endLine heading`, with the lines of its steps. */
const procedures = (...lines: string[]) =>
  plan(...lines).procedures.map(
    ({ kind, line, endLine, heading, steps }) =>
      `${kind} ${line}-${endLine} ${heading}: ${steps.map((step) => step.line).join(' ')}`,
  )

const item = (name: string, command: string) => [`1. **${name}**`, '   ```bash', `   ${command}`, '   ```']

test('each of the troubles in a list is one of its own', () => {
  assert.deepEqual(
    procedures(
      '## Troubleshooting',
      '### Common Issues',
      ...item('Pod Stuck in Pending', 'kubectl describe pod shop-0'),
      ...item('Connections Refused', 'docker logs shop'),
      '### Log Analysis',
      '```bash',
      'docker logs shop',
      '```',
    ),
    [
      'incident 5-8 Pod Stuck in Pending: 7',
      'incident 9-12 Connections Refused: 11',
      'diagnose 13-16 Log Analysis: 15',
    ],
  )
})

test('emergencies in a list are procedures, whatever they are called', () => {
  assert.deepEqual(
    procedures(
      '## Emergency Procedures',
      ...item('Emergency Shutdown', 'docker stop shop'),
      ...item('Emergency Recovery', 'docker start shop'),
    ).map((each) => each.replace(/^\w+ /, '')),
    ['4-7 Emergency Shutdown: 6', '8-11 Emergency Recovery: 10'],
  )
})

test('steps in a list stay steps of one procedure', () => {
  for (const heading of ['Planned Maintenance', 'Shop Down', 'Daily Operations'])
    assert.equal(
      procedures(`## ${heading}`, ...item('Before the work', 'docker ps'), ...item('The work', 'docker restart shop'))
        .length,
      1,
      heading,
    )
})

test('scenarios are named in an incident where they are looked into and where they are resolved', () => {
  assert.deepEqual(
    procedures(
      '**Alert**: ShopErrors',
      '## Diagnosis',
      '### Scenario 1: Wrong Orders (400)',
      '```bash',
      'docker logs shop',
      '```',
      '## Resolution Steps',
      '### Scenario 1 Resolution: Wrong Orders',
      '```bash',
      'docker restart shop',
      '```',
    ).map((each) => each.replace(/:[^:]*$/, '')),
    [
      'incident 1-13 Shop Guide',
      'incident 5-8 Scenario 1: Wrong Orders (400)',
      'incident 10-13 Scenario 1 Resolution: Wrong Orders',
    ],
  )
})

test('a checklist of an incident is gone through as a whole', () => {
  const text = [
    '**Alert**: ShopErrors',
    '## Diagnosis',
    '```bash',
    'docker logs shop',
    '```',
    '## Checklist',
    '### Investigation',
    '- [ ] Check the logs',
    '### Resolution',
    '- [ ] Apply the fix',
    '- [ ] Verify that errors fall',
  ]
  assert.deepEqual(procedures(...text), ['incident 1-13 Shop Guide: 6', 'checklist 8-13 Checklist: 10 12 13'])
  assert.deepEqual(
    plan(...text).procedures[1]?.steps.map(({ phase }) => phase),
    ['diagnose', 'fix', 'verify'],
  )
})

test('commands of all sorts to choose from are no part of the work above them', () => {
  assert.deepEqual(
    procedures(
      '## Step 1: Build',
      '```bash',
      'docker compose build',
      '```',
      '## Step 2: Start',
      '```bash',
      'docker compose up -d',
      '```',
      '## Quick Reference',
      '```bash',
      'docker compose down -v',
      '```',
    ).map((each) => each.replace(/^\w+ /, '')),
    ['1-14 Shop Guide: 5 9', '11-14 Quick Reference: 13'],
  )
})

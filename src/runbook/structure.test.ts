import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Procedure } from '../plan/plan.ts'

const FENCE = '```bash\nuptime\n```\n'

function procedures(...parts: string[]): Procedure[] {
  return compileRunbook('case.md', parts.join('\n\n')).procedures
}

const named = (found: readonly Procedure[]) =>
  found.map(
    ({ heading, kind, parent, steps }) =>
      `${kind} ${heading}${parent === null ? '' : ` in ${parent}`}: ${steps.length}`,
  )

test('a cause with symptoms of its own can be named, and its steps stay in the incident, without a condition', () => {
  const found = procedures(
    '# Runbook: shop is slow',
    '## Diagnosis',
    FENCE,
    '## Common causes',
    '### Cause 1: full pool',
    '**Symptoms:** timeouts',
    FENCE,
    '### Cause 2: cold cache',
    FENCE,
  )
  assert.deepEqual(named(found), [
    'incident Runbook: shop is slow: 3',
    'incident Cause 1: full pool in runbook-shop-is-slow: 0',
  ])
  assert.deepEqual(
    found[0]?.steps.map(({ condition }) => condition),
    [null, null, 'cold cache'],
  )
  assert.deepEqual(found[1]?.symptoms, ['timeouts'])
})

test('a chapter of issues is no procedure: each of them is', () => {
  assert.deepEqual(
    named(
      procedures(
        '# Troubleshooting the shop',
        '## Quick checks',
        FENCE,
        '## Common issues',
        '### Issue: orders are stuck',
        FENCE,
        '### Issue: no mail',
        FENCE,
      ),
    ),
    ['diagnose Quick checks: 1', 'incident Issue: orders are stuck: 1', 'incident Issue: no mail: 1'],
  )
})

test('what is to be done after any of several procedures is a checklist beside them', () => {
  assert.deepEqual(
    named(
      procedures(
        '# Shop',
        '## Runbook 3: Restore',
        '### Restore the orders',
        FENCE,
        '### Recover the photos',
        FENCE,
        '### Post-restore checks',
        '1. Look at the graphs\n2. Tell the shop',
      ),
    ).slice(-1),
    ['checklist Post-restore checks in runbook-3-restore: 2'],
  )
})

test('what the file says of itself at its end belongs to no procedure', () => {
  const [last] = procedures(
    '# Shop',
    '## Restart it',
    FENCE,
    '**Last updated:** yesterday\n**Review cadence:** monthly',
  )
  assert.equal(last?.endLine, 7)
})

test('a label for setting something up is a part of its incident', () => {
  assert.deepEqual(
    named(
      procedures(
        '# Shop',
        '## Domain is down',
        '**Symptoms:** certificate errors',
        '**Required setup for a domain:**',
        FENCE,
      ),
    ),
    ['incident Domain is down: 1', 'other Required setup for a domain in domain-is-down: 0'],
  )
})

test('an alert that says how severe it is, or that something does not work, is an incident', () => {
  const kind = (...parts: string[]) => procedures(...parts)[0]?.kind
  assert.equal(kind('# Alert: ShopQueueDepth', '## Impact', 'Slow.', '## Mitigation', FENCE), 'incident')
  assert.equal(kind('# ShopQueueDepth', '## Severity', 'High', '## Mitigation', FENCE), 'incident')
  assert.equal(kind('# Shop', "## If orders aren't in the archive", FENCE), 'incident')
  assert.equal(kind('# Shop', '## The importer keeps stopping', FENCE), 'incident')
})

test('what stands before the first heading is called what the file is called', () => {
  const [first] = procedures('---\ntitle: Ask for a certificate\n---\n', '1. Open the console\n2. Click on "New"')
  assert.equal(first?.heading, 'Ask for a certificate')
})

test('a file that holds a test besides other chapters is no procedure by that', () => {
  assert.deepEqual(
    named(procedures('# Paging of the shop', '## Set-up', FENCE, '## Testing', FENCE)).map(
      (name) => name.split(':')[0],
    ),
    ['other Set-up', 'other Testing'],
  )
})

test('a numbered list of headings says what to do under them', () => {
  assert.deepEqual(
    named(
      procedures(
        '# On call',
        '## The first minutes',
        '1. **Assessment**\n   - Find out who is hit\n   - Look at the last release\n2. **Communication**\n   - Tell the shop\n   - Open a channel',
      ),
    ),
    ['checklist The first minutes: 2'],
  )
})

test('an option over numbered comments is their name', () => {
  const [procedure] = procedures(
    '# Shop',
    '## Move the orders',
    '```bash\n# Option 1: in place\nuptime\n\n# Option 2: Rename both\n# 1. Stop it\ndocker stop api\n# 2. Start it\ndocker start api\n```',
  )
  assert.deepEqual(
    procedure?.steps.map(({ line, choice }) => [line, choice !== null]),
    [
      [7, true],
      [11, true],
      [13, true],
    ],
  )
})

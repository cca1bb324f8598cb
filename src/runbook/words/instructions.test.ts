import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelTells, readInstruction } from './instructions.ts'

const TOLD: [string, string | null][] = [
  ['Restart the gateway from its console.', ''],
  ['If the disk fills up again: move the spool to the spare volume.', 'If the disk fills up again'],
  ['Once the import has ended, switch the reader back.', ''],
  ['To see whether it helped, open the latency graph.', ''],
  ['You can copy the token from the settings page.', ''],
  ['Under the "Shards" tab, in the left column, press "Move".', ''],
  ['The pool is small. If it is used up, restart the gateway.', 'If it is used up'],
  ['Emergency: drop the oldest partition.', 'Emergency'],
]
for (const [text, condition] of TOLD)
  test(`"${text}" tells someone to do something`, () =>
    assert.equal(readInstruction(text)?.condition ?? '', condition, String(readInstruction(text))))

for (const text of [
  'The gateway restarts by itself.',
  'See the architecture page for more.',
  'Access logs are kept for a week.',
  'Backup retention is thirty days.',
  'If the primary is lost, the standby takes over.',
  'You should now see the new node.',
  'Follow these steps to bring it back.',
  'Look at these graphs:',
])
  test(`"${text}" explains, points elsewhere or introduces`, () => assert.equal(readInstruction(text), null))

test('a label is an instruction when it is a sentence, and a field when it is a noun', () => {
  for (const label of ['Watch the error budget', 'Review slow queries', 'Drain every second node'])
    assert.ok(labelTells(label), label)
  for (const label of ['Review Cadence', 'Backup Target', 'Schedule', 'Access', 'Document Steward', 'Check'])
    assert.ok(!labelTells(label), label)
})

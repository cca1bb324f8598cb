import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCondition } from './conditions.ts'

const CONDITIONS: [string, string | null][] = [
  ['If recent deployment', 'If recent deployment'],
  ['3. Give the pool more room (if capacity allows)', 'if capacity allows'],
  ['3. If the migration caused it, roll back', 'If the migration caused it'],
  ['If OOM: raise the limit', 'If OOM'],
  ['Or take the last dump if needed', 'if needed'],
  ['Pause the app (Optional)', null],
  ['Emergency: scale up', 'Emergency'],
  ['Usually heals. If sustained > 5 minutes:', 'If sustained > 5 minutes'],
  ['Check if a big transaction runs', null],
  ['Verify whether it works', null],
  ['Restart the pods', null],
  ['If you cannot tell what broke', 'If you cannot tell what broke'],
  ['If you can’t reach the primary', 'If you can’t reach the primary'],
  ['If the list is empty you can ask again', 'If the list is empty'],
]
for (const [text, want] of CONDITIONS) test(`condition of "${text}"`, () => assert.equal(readCondition(text), want))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchRemedy, saysAny } from './match-remedy.ts'

const remedy = (title: string, condition: string | null = null, cause: string | null = null) => ({
  title,
  condition,
  cause,
})

test('the best phrase decides, whatever the order of the remedies', () => {
  const restart = remedy('Force new deployment (rolling restart)')
  const back = remedy('Rollback to previous task definition')
  assert.equal(matchRemedy([restart, back], ['previous task definition', 'rollback', 'deployment']), back)
  assert.equal(matchRemedy([restart, back], ['deployment']), restart)
})

test('a phrase is looked for in condition, title and cause, without regard to case and punctuation', () => {
  const recent = remedy('Undo it', 'If *recent  deployment*:')
  assert.equal(matchRemedy([remedy('Other'), recent], ['Recent deployment']), recent)
  const bad = remedy('Go back', null, 'Bad deployment (the new version does not start)')
  assert.equal(matchRemedy([remedy('Other'), bad], ['bad deployment']), bad)
})

test('a phrase matches whole words: "back" is not in "feedback"', () => {
  assert.equal(matchRemedy([remedy('Collect feedback')], ['back']), null)
  assert.equal(saysAny('roll it back', ['back']), true)
})

test('nothing fits when no phrase does, and an empty phrase never does', () => {
  assert.equal(matchRemedy([remedy('Restart')], ['rollback', '', ' — ']), null)
  assert.equal(matchRemedy([], ['rollback']), null)
})

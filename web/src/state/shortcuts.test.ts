import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchKeys, type Shortcut } from './shortcuts.ts'
import { nextTheme } from './theme.ts'

const known: Shortcut[] = ['a', 'g i', 'g r'].map((keys) => ({ keys, what: keys, run: () => {} }))

test('a key is found, and the first of two is waited with', () => {
  assert.equal((matchKeys(known, 'a') as Shortcut).keys, 'a')
  assert.equal(matchKeys(known, 'g'), 'more')
  assert.equal((matchKeys(known, 'g i') as Shortcut).keys, 'g i')
  assert.equal(matchKeys(known, 'z'), null)
})

test('what was registered last wins', () => {
  const later = { keys: 'a', what: 'later', run: () => {} }
  assert.equal(matchKeys([...known, later], 'a'), later)
})

test('the theme goes through all three, beginning with the one that shows a difference', () => {
  assert.deepEqual(
    [nextTheme('system', true), nextTheme('light', true), nextTheme('dark', true)],
    ['light', 'dark', 'system'],
  )
  assert.deepEqual(
    [nextTheme('system', false), nextTheme('dark', false), nextTheme('light', false)],
    ['dark', 'light', 'system'],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText, wantsColor } from './terminal.ts'

test('colour is for terminals, unless NO_COLOR says otherwise', () => {
  assert.equal(wantsColor(true, {}), true)
  assert.equal(wantsColor(false, {}), false)
  assert.equal(wantsColor(true, { NO_COLOR: '1' }), false)
  assert.equal(wantsColor(true, { NO_COLOR: '' }), true)
  assert.equal(wantsColor(true, { TERM: 'dumb' }), false)
  assert.equal(wantsColor(false, { FORCE_COLOR: '1' }), true)
})

test('output of commands cannot drive the terminal', () => {
  assert.equal(plainText('a\u001b[31mred\u001b[0m\tb\n'), 'ared\tb\n')
  assert.equal(plainText('\u001b]0;title\u0007x\rhidden\u0008\u009b2J'), ']0;titlexhidden2J')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showInvisible } from './show-invisible.ts'
import { withoutTitle } from './without-title.ts'

test('a comment that repeats the title is left out for the eye', () => {
  assert.equal(withoutTitle('# 3. Deploy API:\nkubectl apply', 'Deploy API'), 'kubectl apply')
  assert.equal(withoutTitle('# Deploy the API\nkubectl apply', 'Deploy API'), '# Deploy the API\nkubectl apply')
  assert.equal(withoutTitle('kubectl apply', 'Deploy API'), 'kubectl apply')
})

test('characters that cannot be seen are shown by their number', () => {
  assert.equal(
    showInvisible('rm \u202egnp.\u200b -rf\u00a0x\r\n\tend'),
    'rm ⟨U+202E⟩gnp.⟨U+200B⟩ -rf⟨U+00A0⟩x⟨U+000D⟩\n\tend',
  )
  assert.equal(showInvisible('naïve — 日本 ✓'), 'naïve — 日本 ✓')
})

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkoutOf } from './checkout.ts'

function repository(t: TestContext, makefile: string | null): string {
  const root = mkdtempSync(path.join(tmpdir(), 'checkout-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(path.join(root, '.git'))
  mkdirSync(path.join(root, 'docs/runbooks'), { recursive: true })
  if (makefile !== null) writeFileSync(path.join(root, 'Makefile'), makefile)
  return path.join(root, 'docs/runbooks/a.md')
}

test('a checkout is found from any folder of it, and knows its files and targets', (t) => {
  const checkout = checkoutOf(
    repository(t, '.PHONY: test\nVERSION := 1\ntest: build\n\tgo test\nbuild deploy:\n\ttrue\n'),
  )
  assert.equal(checkout?.folder, 'docs/runbooks')
  assert.deepEqual([checkout?.has('docs'), checkout?.has('src')], [true, false])
  assert.deepEqual(
    ['test', 'build', 'deploy', 'VERSION', 'release'].map((name) => checkout?.targets()?.has(name)),
    [true, true, true, false, false],
  )
})

test('a Makefile that takes rules from elsewhere, or makes names from a pattern, may make anything', (t) => {
  for (const makefile of ['include common.mk\ntest:\n', 'deploy-%:\n\ttrue\n', null])
    assert.equal(checkoutOf(repository(t, makefile))?.targets(), null)
})

test('standard input lies in no checkout', () => assert.equal(checkoutOf('-'), null))

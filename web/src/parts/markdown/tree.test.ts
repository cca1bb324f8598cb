import assert from 'node:assert/strict'
import { test } from 'node:test'
import { childrenOf, fenceOf, parseMarkdown, safeHref, slugOf } from './tree.ts'

test('the lines of a fence keep the numbers they have in the file', () => {
  const source = parseMarkdown('# A\n\n```bash\none\n\ntwo\n```\n')
  const fence = childrenOf(source.root).find((node) => node.name === 'FencedCode')
  assert.ok(fence)
  assert.deepEqual(fenceOf(source, fence), {
    info: 'bash',
    lines: [
      { line: 4, text: 'one' },
      { line: 5, text: '' },
      { line: 6, text: 'two' },
    ],
  })
})

test('the indentation of a fence in a list is not part of its lines', () => {
  const source = parseMarkdown('1. Look\n\n   ```bash\n   one\n     two\n   ```\n')
  const cursor = source.root.cursor()
  while (cursor.name !== 'FencedCode') assert.ok(cursor.next())
  assert.deepEqual(
    fenceOf(source, cursor.node).lines.map((line) => [line.line, line.text]),
    [
      [4, 'one'],
      [5, '  two'],
    ],
  )
})

test('an empty fence has no lines', () => {
  const source = parseMarkdown('```\n```\n')
  const fence = childrenOf(source.root)[0]
  assert.ok(fence)
  assert.deepEqual(fenceOf(source, fence).lines, [])
})

test('only the web, mail and this page can be linked to', () => {
  assert.equal(safeHref('https://x.example/'), 'https://x.example/')
  assert.equal(safeHref('#here'), '#here')
  for (const url of ['javascript:alert(1)', 'data:text/html,x', ' javascript:x', 'file:///etc/passwd', '//x.example']) {
    assert.equal(safeHref(url), null, url)
  }
})

test('slugs are those of GitHub', () => {
  assert.equal(slugOf('3a. API Down / High 5xx'), '3a-api-down--high-5xx')
})

test('lines are found by offset', () => {
  const source = parseMarkdown('a\nbc\n\nd')
  assert.deepEqual([0, 1, 2, 4, 5, 6].map(source.lineAt), [1, 1, 2, 2, 3, 4])
})

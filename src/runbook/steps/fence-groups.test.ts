import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupLines } from './fence-groups.ts'

/** `comment@first code line`, one per group. */
const groups = (text: string, style: 'shell' | 'sql' = 'shell') =>
  groupLines({ lines: text.split('\n'), code: text }, style).map(
    (group) => `${group.comment.join(' / ')}@${group.code}`,
  )

const TABLE: [string, string, string[]][] = [
  ['a comment leads what follows', '# 1. a\nx\n\n# 2. b\ny', ['1. a@1', '2. b@4']],
  ['commands without comment are one group', 'a\n\nb', ['@0']],
  ['comment lines in a row belong together', '# a\n# b\nx', ['a / b@2']],
  ['but each numbered one begins anew', '# 1. a\n# 2. b\nx', ['1. a@-1', '2. b@2']],
  ['a comment after a command on its line leads nothing', 'x # why\ny', ['@0']],
  ['a hash in quotes is no comment', 'echo "\n# no\n"\nx', ['@0']],
  ['nor in a here-document', 'cat <<EOF\n# no\nEOF\n# yes\nx', ['@0', 'yes@4']],
  ['nor after a continued line', 'a \\\n# no\n  b', ['@0']],
  ['nor in a loop', 'for x in 1; do\n# no\n  y\ndone\n# yes\nz', ['@0', 'yes@5']],
  ['a loop that never ends is not trusted', 'for x in 1; do\n# yes\ny', ['@0', 'yes@2']],
  [
    'what to expect is said of the commands before',
    'x\n# Expected output: fine\n# and nothing else\n\n# next\ny',
    ['@0', 'next@5'],
  ],
  ['a frame is no text', '# ======\n# 1. a\n# ======\nx', ['1. a@3']],
  ['an apostrophe in a comment opens nothing', "# it's\nx\n# b\ny", ["it's@1", 'b@3']],
]
for (const [name, text, want] of TABLE) test(name, () => assert.deepEqual(groups(text), want))

test('SQL is divided at its own comments, not in strings', () => {
  assert.deepEqual(groups("-- a\nSELECT '\n-- no\n';\n\n/* b */\nSELECT 2;", 'sql'), ['a@1', 'b@6'])
})

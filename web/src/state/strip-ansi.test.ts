import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripAnsi } from './strip-ansi.ts'

const cases: [what: string, input: string, output: string][] = [
  ['plain text stays', 'a b\tc\n', 'a b\tc\n'],
  ['colours go', '\u001b[1;31mfailed\u001b[0m ok', 'failed ok'],
  ['links keep their words', '\u001b]8;;https://x.example\u001b\\here\u001b]8;;\u0007', 'here'],
  ['cursor movements go', 'a\u001b[2K\u001b[1Gb', 'ab'],
  ['of a progress bar the last state stays', '10%\r50%\r100%\ndone\n', '100%\ndone\n'],
  ['Windows line ends are line ends', 'a\r\nb\r\n', 'a\nb\n'],
  ['other control characters go', 'a\u0000\u0008b\u009bc', 'abc'],
  ['text that would be shown in another order is marked', 'rm \u202etxt', 'rm �txt'],
]

for (const [what, input, output] of cases) {
  test(what, () => assert.equal(stripAnsi(input), output))
}

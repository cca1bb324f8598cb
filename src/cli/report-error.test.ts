import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/errors.ts'
import { describeError, describeUsageError } from './report-error.ts'

test('what a person can mend is two lines and exit code 2', () => {
  const report = describeError(new AppError('no-such-file', "there is no file 'a\nb'", 'check\r\n the path'))
  assert.deepEqual(report, { text: "error: there is no file 'a b'\nhint: check the path\n", exitCode: 2 })
})

test('our own bug shows its stack and exits with 70', () => {
  const report = describeError(new TypeError('x is not a function'))
  assert.equal(report.exitCode, 70)
  assert.match(report.text, /^error: this is a bug in Standby\nhint: .*\n\nTypeError: x is not a function\n {4}at /)
  assert.match(describeError('thrown text').text, /thrown text/)
})

const USAGE: [string, string][] = [
  [
    "error: unknown option '--formt'\n(Did you mean --format?)",
    "error: unknown option '--formt'\nhint: did you mean --format?\n",
  ],
  [
    "error: missing required argument 'file'",
    "error: missing required argument 'file'\nhint: see 'standby show --help'\n",
  ],
  [
    "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json.",
    "error: option '--format <format>' argument 'xml' is invalid\nhint: choose one of: text, json\n",
  ],
]

for (const [message, shown] of USAGE) {
  test(`commander's message in our shape: ${message.split('\n')[0]}`, () => {
    assert.equal(describeUsageError(message, 'standby show --help'), shown)
  })
}

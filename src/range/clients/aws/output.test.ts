import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Json, jsonOutput } from './json.ts'
import { matchLogPattern } from './log-pattern.ts'
import { tableOutput } from './table-output.ts'
import { textOutput } from './text-output.ts'

// The expected texts are what the real AWS CLI printed for the same data.
const data: Json = {
  Alarms: [
    { Name: 'a', On: true, Tags: ['x', 'y'] },
    { Name: 'b', On: false, Note: null, Tags: [] },
  ],
  Count: 2,
}

test('prints text as the AWS CLI does', () => {
  assert.equal(textOutput(data), '2\nALARMS\ta\t\tTrue\nTAGS\tx\nTAGS\ty\nALARMS\tb\tNone\tFalse\n')
  assert.equal(textOutput(['a', 'b']), 'a\tb\n')
  assert.equal(
    textOutput([
      ['a', 1],
      ['b', 2],
    ]),
    'a\t1\nb\t2\n',
  )
  assert.equal(textOutput(null), 'None\n')
})

test('prints JSON as Python does', () => {
  assert.equal(
    jsonOutput({ a: [], b: {}, c: 'ü', createdAt: 5 }),
    '{\n    "a": [],\n    "b": {},\n    "c": "ü",\n    "createdAt": 5.0\n}\n',
  )
})

test('prints tables as the AWS CLI does', () => {
  assert.equal(
    tableOutput('ListThings', [
      ['a', 1],
      ['bb', 22],
    ]),
    [
      '--------------',
      '| ListThings |',
      '+-----+------+',
      '|  a  |  1   |',
      '|  bb |  22  |',
      '+-----+------+',
      '',
    ].join('\n'),
  )
})

test('prints nested tables as the AWS CLI does', () => {
  assert.equal(
    tableOutput('X', data),
    `-----------------------------
|             X             |
+-----------------+---------+
|  Count          |  2      |
+-----------------+---------+
||         Alarms          ||
|+-------+--------+--------+|
|| Name  | Note   |  On    ||
|+-------+--------+--------+|
||  a    |        |  True  ||
|+-------+--------+--------+|
|||         Tags          |||
||+-----------------------+||
|||  x                    |||
|||  y                    |||
||+-----------------------+||
||         Alarms          ||
|+------+--------+---------+|
|| Name | Note   |   On    ||
|+------+--------+---------+|
||  b   |  None  |  False  ||
|+------+--------+---------+|
`,
  )
  assert.match(tableOutput('L', { e: [{ id: '1', m: 'x'.repeat(90) }] }), /^\|\| {2}id\| {2}1 /m)
})

const patterns: [pattern: string, line: string, matches: boolean][] = [
  ['ERROR', '{"level":"ERROR"}', true],
  ['ERROR', 'error', false],
  ['ERROR timeout', 'ERROR: a timeout', true],
  ['ERROR timeout', 'ERROR', false],
  ['?ERROR ?WARN', 'WARN', true],
  ['"two words"', 'here two words are', true],
  ['ERROR -ignored', 'ERROR ignored', false],
  ['a OR b', 'a', false],
  ['', 'anything', true],
]
for (const [pattern, line, matches] of patterns) {
  test(`the log filter ${JSON.stringify(pattern)} ${matches ? 'finds' : 'passes over'} ${line}`, () =>
    assert.equal(matchLogPattern(pattern)(line), matches))
}

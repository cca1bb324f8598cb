import assert from 'node:assert/strict'
import { test } from 'node:test'
import { annotate, splitAtPlaceholders } from './annotate.ts'
import { aCommand, aRun, aStep } from './fixtures.ts'

test('a command that two procedures share is told once, and covers all its lines', () => {
  const step = aStep({ commands: [aCommand({ line: 5, endLine: 7 })] })
  const procedure = { ...aRun().procedure, steps: [step] }
  const plan = {
    file: 'x.md',
    title: null,
    procedures: [procedure, { ...procedure, id: 'other' }],
    tables: [],
    diagnostics: [],
  }
  const notes = annotate(plan)
  assert.equal(notes.commands.get(5)?.length, 1)
  assert.deepEqual([...notes.covered.keys()], [5, 6, 7])
})

test('a line is cut at its placeholders, the longer first', () => {
  const placeholders = [
    { text: '<TASK', name: 'T' },
    { text: '<TASK_ARN>', name: 'TASK_ARN' },
  ]
  const parts = splitAtPlaceholders('stop <TASK_ARN> and <TASK_ARN>', placeholders)
  assert.deepEqual(
    parts.map((part) => [part.text, part.name]),
    [
      ['stop ', null],
      ['<TASK_ARN>', 'TASK_ARN'],
      [' and ', null],
      ['<TASK_ARN>', 'TASK_ARN'],
    ],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCommand, anAttempt, aScript } from './fixtures.ts'
import { failuresInside, holesIn, scriptBlocks } from './statements.ts'

const TEXT = '# Look first\nkubectl get pods \\\n  -n shop | grep api\n\n# Then\nkubectl delete pod <POD>; echo done\n'
const script = aScript(TEXT, 40, [
  ['kubectl get pods \\\n  -n shop | grep api', 'read'],
  ['kubectl delete pod <POD>', 'destructive'],
  ['echo done', 'read'],
])
const commands = [
  aCommand({ line: 41, endLine: 42 }),
  aCommand({ line: 42, endLine: 42, program: 'grep' }),
  aCommand({ line: 45, endLine: 45, effect: 'destructive' }),
  aCommand({ line: 45, endLine: 45, program: 'echo' }),
]

test('the blocks together are the whole script', () => {
  assert.equal(
    scriptBlocks(script, commands)
      .map((block) => block.text)
      .join(''),
    TEXT,
  )
})

test('statements keep their commands, and those of one line stay together under the worst effect', () => {
  const statements = scriptBlocks(script, commands).filter((block) => block.kind === 'statement')
  assert.deepEqual(
    statements.map((block) => [block.line, block.effect, block.statements, block.commands.map((one) => one.program)]),
    [
      [41, 'read', [0], ['kubectl', 'grep']],
      [45, 'destructive', [1, 2], ['kubectl', 'echo']],
    ],
  )
})

test('a hole is found in the block it lies in', () => {
  const from = TEXT.indexOf('<POD>')
  const holes = [{ from, to: from + 5, name: 'POD', quoting: 'bare' as const }]
  const [, last] = scriptBlocks(script, commands).filter((block) => block.kind === 'statement')
  assert.ok(last)
  const [hole] = holesIn(last, holes)
  assert.equal(hole && last.text.slice(hole.from, hole.to), '<POD>')
})

test('a script without statements is all between', () => {
  assert.deepEqual(
    scriptBlocks(aScript('# nothing', 1, []), []).map((block) => block.kind),
    ['between'],
  )
})

test('what failed inside a statement is told once, and not what failed in another one', () => {
  const curl = { command: 'curl -sf https://api/', statuses: [22] }
  const psql = { command: 'psql -c "select 1"', statuses: [2, 0] }
  const attempt = anAttempt({
    statements: [
      { statement: 0, statuses: [0], failures: [curl, curl] },
      { statement: 1, statuses: [0], failures: [psql] },
    ],
  })
  assert.deepEqual(failuresInside(attempt, [0]), [curl])
  assert.deepEqual(failuresInside(attempt, [0, 1]), [curl, psql])
  assert.deepEqual(failuresInside(attempt, [2]), [])
  assert.deepEqual(failuresInside(null, [0]), [])
})

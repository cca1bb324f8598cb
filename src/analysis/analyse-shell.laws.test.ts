import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { monotonicMs } from '../core/clock.ts'
import { type Effect, worstEffect } from '../plan/plan.ts'
import { analyseShell } from './analyse-shell.ts'
import { analyseSql } from './analyse-sql.ts'

const analyse = (text: string) => analyseShell(text, { firstLine: 1 })
const effectOf = (text: string): Effect => worstEffect(analyse(text).commands.map((command) => command.effect))
const BADNESS: Record<Effect, number> = { read: 0, write: 1, destructive: 2, unknown: 3 }

const READS = [
  'ls -la',
  'grep -i "x y"',
  'jq .',
  'sort | uniq -c',
  "awk '{print $1}'",
  'kubectl get pods -n p',
  'head -5',
]
const ANY = [
  ...READS,
  'kubectl delete pod x',
  'rm -f "$A"',
  'frobnicate',
  'kubectl rollout undo deploy/x',
  'echo x > f',
  'sh',
  'xargs rm',
  'psql',
]
const PIECES = [
  ...ANY,
  '|',
  '&&',
  '||',
  ';',
  '\n',
  '\n\n',
  '$(',
  ')',
  '"',
  "'",
  '`',
  '<<EOF',
  'EOF',
  '{',
  '}',
  '\\',
  '#',
  '<name>',
  '<',
  '>',
  '&',
  '$A',
  '${',
  'if',
  'then',
  'fi',
  'for i in',
  'do',
  'done',
  '((',
  '))',
  '[[',
  ']]',
  'aws ecs',
  '--',
  '-c',
  '...',
  '\u{1F600}',
  '\0',
  '\r\n',
  "$'\\x'",
  'case x in',
  'esac',
  'f() {',
]

const line = fc.constantFrom(...ANY)
const shellText = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(' '))

test('no text makes it throw, and all positions lie in the text, in order', () => {
  fc.assert(
    fc.property(fc.oneof(shellText, fc.string({ unit: 'binary' })), (text) => {
      const { holes, statements } = analyse(text)
      let at = 0
      for (const { from, to } of statements) {
        assert.ok(at <= from && from < to && to <= text.length)
        at = to
      }
      at = 0
      for (const { from, to } of holes) {
        assert.ok(at <= from && from < to && to <= text.length)
        at = to
      }
    }),
    { numRuns: 400 },
  )
})

test('no SQL makes it throw', () => {
  const pieces = [
    'select',
    "'",
    '"',
    '$$',
    '--',
    '/*',
    '*/',
    ';',
    '(',
    ')',
    'delete from t',
    '<id>',
    '\n',
    "E'\\",
    'with x as',
    '$1',
    '.',
  ]
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(fc.constantFrom(...pieces)).map((all) => all.join(' ')),
        fc.string(),
      ),
      (text) => void analyseSql(text, { firstLine: 1 }),
    ),
  )
})

test('adding a read to a pipeline never lowers its effect', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(...READS), (command, more) => {
      assert.ok(BADNESS[effectOf(`${command} | ${more}`)] >= BADNESS[effectOf(command)])
      assert.ok(BADNESS[effectOf(`${more} | ${command}`)] >= BADNESS[effectOf(command)])
    }),
  )
})

test('whatever wraps a command, the whole is at least as bad', () => {
  const wraps = [
    (c: string) => `$(${c})`,
    (c: string) => `( ${c} )`,
    (c: string) => `{ ${c}; }`,
    (c: string) => `if true; then ${c}; fi`,
    (c: string) => `echo "$(${c})"`,
    (c: string) => `for i in 1; do ${c}; done`,
    (c: string) => `f() { ${c}; }; f`,
    (c: string) => `! ${c}`,
    (c: string) => `cat <<EOF\n$(${c})\nEOF`,
    (c: string) => `A=1 ${c}`,
    (c: string) => `while ${c}; do :; done`,
    (c: string) => `case x in x) ${c};; esac`,
  ]
  fc.assert(
    fc.property(line, fc.constantFrom(...wraps), (command, wrap) => {
      assert.ok(BADNESS[effectOf(wrap(command))] >= BADNESS[effectOf(command)], wrap(command))
    }),
  )
})

test('another name of a placeholder changes nothing but the name', () => {
  const names = fc.tuple(
    fc.constantFrom('cluster-name', 'id', 'task_arn'),
    fc.constantFrom('other-name-x', 'zz', 'some_long_thing'),
  )
  const templates = [
    (n: string) => `aws ecs describe-services --cluster <${n}> --services "a-<${n}>"`,
    (n: string) => `kubectl delete pod <${n}> -n p && echo '<${n}>'`,
    (n: string) => `psql -c "select * from t where id = '<${n}>'"`,
    (n: string) => `curl -s https://x/<${n}>/health | jq .`,
    (n: string) => `ssh <${n}> "df -h"`,
  ]
  fc.assert(
    fc.property(names, fc.constantFrom(...templates), ([one, two], template) => {
      const shape = (name: string) => {
        const { commands, holes, statements, problems } = analyse(template(name))
        return {
          commands: commands.map(({ program, effect, argv, permissions }) => ({
            program,
            effect,
            words: argv.length,
            permissions,
          })),
          holes: holes.map(({ quoting }) => quoting),
          statements: statements.map(({ effect }) => effect),
          problems,
        }
      }
      assert.deepEqual(shape(one), shape(two))
    }),
  )
})

test('between statements there is nothing but blanks and comments', () => {
  const good = fc.constantFrom(
    'ls',
    'a && b',
    'cat <<E\nx\nE',
    'for i in 1; do\n  ls\ndone',
    'x | y',
    '# note',
    '',
    'date &',
    'f() {\n  ls\n}',
  )
  fc.assert(
    fc.property(fc.array(good), (parts) => {
      const text = parts.join('\n')
      let rest = ''
      let at = 0
      for (const { from, to } of analyse(text).statements) {
        rest += text.slice(at, from)
        at = to
      }
      rest += text.slice(at)
      assert.equal(rest.replaceAll(/#[^\n]*/g, '').trim(), '')
    }),
  )
})

test('time grows with the text, not with its square', () => {
  const shapes = [
    (n: number) => 'kubectl get pods -n <namespace> | grep "$A" > /dev/null\n'.repeat(n),
    (n: number) => `echo ${'$('.repeat(n)}`,
    (n: number) => 'if broken; then\n\n'.repeat(n),
    (n: number) => `psql -c "select ${'('.repeat(n)}"`,
    (n: number) => `sed 's/${'a'.repeat(n)}`,
    (n: number) => `awk '${'{print "x" > "y'.repeat(n)}'`,
    (n: number) => `echo "${'<a> $B '.repeat(n)}"`,
  ]
  // The best of three: others use the machine as well.
  const took = (text: string) => {
    const times = [1, 2, 3].map(() => {
      const start = monotonicMs()
      analyse(text)
      return monotonicMs() - start
    })
    return Math.min(...times)
  }
  for (const [at, shape] of shapes.entries()) {
    took(shape(100))
    const [small, large] = [took(shape(500)), took(shape(4000))]
    // Eight times the text: far from the 64 of a square, with room for a busy machine.
    assert.ok(large < 150 || large < small * 32, `shape ${at}: ${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`)
  }
})

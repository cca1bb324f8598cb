import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkFilter, checkFilterAs } from './check-filter.ts'
import { HOLE, VERSIONS } from './tokens.ts'

/** What each release says, `ok` for taken: of three where they differ, from the oldest. */
const said = (filter: string, variables: string[] = []) => {
  const all = VERSIONS.map((version) => checkFilterAs(version, filter, variables)?.message ?? 'ok')
  return new Set(all).size === 1 ? all[0] : all.join(' | ')
}

// Asked of jq 1.6, 1.7.1 and 1.8.2.
const CASES: readonly (readonly [filter: string, said: string])[] = [
  ['.items[] | select(.status == "x") | {name, n: (.list | length)}', 'ok'],
  ['.items[] | select(.status == "x"', 'syntax error, unexpected end of file'],
  ['.a)', 'syntax error, unexpected INVALID_CHARACTER'],
  ['[.a}', 'syntax error, unexpected INVALID_CHARACTER'],
  ['.a b', 'syntax error, unexpected IDENT'],
  ['.[*]', "syntax error, unexpected '*'"],
  ['..a', 'syntax error, unexpected IDENT'],
  ['..|.a?', 'ok'],
  ['.and | .a."b".c["d"][1:2]?', 'ok'],
  ['.5xx', 'syntax error, unexpected IDENT'],
  ["select(.a == 'x')", 'syntax error, unexpected INVALID_CHARACTER'],
  ['1 == 2 == 3', 'syntax error, unexpected =='],
  ['1 == (2 == 3)', 'ok'],
  ['.a = 1 = 2', "syntax error, unexpected '='"],
  ['.a // .b // "c"', 'ok'],
  ['.a?//1', 'syntax error, unexpected ?//'],
  ['. as [$a] ?// {b: $c} | $a, $c', 'ok'],
  ['. as {$a, (.b): [$c], "d": $e} | $a + $c + $e', 'ok'],
  ['. as {a} | 1', "syntax error, unexpected '}'"],
  ['. as $x | $x | . as $y | [$x, $y]', 'ok'],
  ['(. as $x | $x), $x', '$x is not defined'],
  ['reduce .[] as $x (0; . + $x) | foreach .[] as [$y] (0; $y; [., $y])', 'ok'],
  ['reduce .[] as $x ($x; .)', '$x is not defined'],
  ['label $out | .[] | if . then break $out else . end', 'ok'],
  ['break $out', '$*label-out is not defined'],
  ['try error("x") catch ., try 1', 'ok'],
  ['if . then 1 elif 2 then 3 else 4 end', 'ok'],
  ['if . then 1 else 2', 'syntax error, unexpected end of file'],
  ['"a\\(1 + (2))b", @base64 "\\(.a)", @json', 'ok'],
  ['"\\d"', 'Invalid escape'],
  ['"\\u00e9 \\ud83d\\ude00 \\"\\/\\n"', 'ok'],
  ['"abc', 'syntax error, unexpected end of file'],
  ['"\\(1', 'syntax error, unexpected end of file'],
  ['"\\(1"', 'syntax error, unexpected QQSTRING_START'],
  ['mapp(.a)', 'mapp/1 is not defined'],
  ['map(.a; .b)', 'map/2 is not defined'],
  ['.foo-bar', 'bar/0 is not defined'],
  ['def f(g; $x): g + $x + x; f(1; 2)', 'ok'],
  ['def f: nobody; 1', 'ok'],
  ['def f: nobody; def g: f; g', 'nobody/0 is not defined'],
  ['{a: 1 | 2, "b c": -1, (.d, .e): 3, $__loc_, @text "x": 4}', '$__loc_ is not defined'],
  ['{(1): 2}', 'Cannot use number (1) as object key'],
  ['{a b}', 'syntax error, unexpected IDENT'],
  ['{a: 1,}', 'ok'],
  ['$ENV.PATH, $__loc__.line, $ARGS.named', 'ok'],
  ['import "a" as a; a::f | g', 'ok'],
  ['. # ) a comment', 'ok'],
  // Where they differ.
  ['if . then 1 end', 'syntax error, unexpected end | ok | ok'],
  ['.a.[0]', "syntax error, unexpected '[' | ok | ok"],
  ['.a.[1:]', "syntax error, unexpected '[' | syntax error, unexpected ':' | syntax error, unexpected ':'"],
  ['{if}', "syntax error, unexpected '}' | ok | ok"],
  ['if . then 1 else 2 end[0]', "syntax error, unexpected '[' | syntax error, unexpected '[' | ok"],
  ['{a: .b + 1}', "syntax error, unexpected '+' | syntax error, unexpected '+' | ok"],
  ['(1)?.a', 'syntax error, unexpected FIELD | syntax error, unexpected FIELD | ok'],
  ['1 + def f: 1; f', 'ok | ok | syntax error, unexpected def'],
  ['trim', 'trim/0 is not defined | trim/0 is not defined | ok'],
  ['', 'ok | Top-level program not given (try ".") | Top-level program not given (try ".")'],
]

for (const [filter, expected] of CASES)
  test(`jq says of ${filter === '' ? 'an empty filter' : filter}: ${expected}`, () => {
    assert.equal(said(filter), expected)
  })

test('a variable that an option gives is defined', () => {
  assert.equal(said('.a == $x'), '$x is not defined')
  assert.equal(said('.a == $x', ['x']), 'ok')
  assert.equal(checkFilter('.a == $x', null).problem, null)
})

test('a filter that one release takes is refused by none, and the last that refuses it is named', () => {
  assert.deepEqual(
    ['if . then 1 end', '{a: 1 + 1}', '.a', '1 + def f: 1; f', '.['].map((filter) => {
      const { problem, before } = checkFilter(filter, [])
      return [problem === null, before?.version]
    }),
    [
      [true, '1.6'],
      [true, '1.7'],
      [true, undefined],
      [true, undefined],
      [false, undefined],
    ],
  )
})

test('what a hole may change is not judged', () => {
  const isRefused = (filter: string) => checkFilter(filter.replaceAll('_', HOLE), []).problem !== null
  assert.deepEqual(
    [
      '.a[_]',
      '.items_',
      '.a | _',
      '_',
      '.a_)',
      '.a _ ]',
      'foo_',
      'map_(.a)',
      '"\\_"',
      '"_"',
      '.[] | select(.a == "_")',
      'foo _',
    ].filter(isRefused),
    [],
  )
  assert.deepEqual(
    ['.[] | select(.a == "_"', '.[*] | _', 'foo | _', '"_" b', '.a) | _', '$x | _'].filter(
      (filter) => !isRefused(filter),
    ),
    [],
  )
})

test('no filter makes it throw', () => {
  const piece = fc.constantFrom(
    ...'. .. .a "x" "\\( ) ( [ ] { } | , ; : ? ?// // = == |= + - * and or not if then elif else end def f reduce as $x foreach try catch label break $out import include module @json 1 1.5 # \\ " \' @ & ! \ue000 \n true map __loc__ $__loc__ $'.split(
      ' ',
    ),
    ' ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.string(), (pieces, tail) => {
      for (const text of [pieces.join(''), pieces.join(' ') + tail]) {
        const { problem } = checkFilter(text, [])
        if (problem === null) continue
        assert.ok(problem.from >= 0 && problem.from <= problem.to && problem.to <= text.length)
      }
    }),
    { numRuns: 300 },
  )
})

test('what brackets and quotes stand around, and blanks between, change nothing', () => {
  const filter = fc.constantFrom(
    ...CASES.filter(([, text]) => text === 'ok' && !/import|#/.test(text)).map(([text]) => text),
  )
  fc.assert(
    fc.property(filter, (text) => {
      if (/^import|#/.test(text)) return
      for (const wrapped of [
        `(${text})`,
        `[${text}]`,
        `"\\(${text})"`,
        `map(${text})`,
        `{a: (${text})}`,
        `  ${text}\n\t`,
      ])
        assert.equal(checkFilter(wrapped, []).problem, null, wrapped)
      for (const broken of [`(${text}`, `${text}]`, `"\\(${text}`])
        assert.notEqual(checkFilter(broken, []).problem, null, broken)
    }),
    { numRuns: 60 },
  )
})

test('nesting without end is neither an overflow nor a verdict', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['(', ')'],
    ['{a:', '}'],
    ['"\\(', ')"'],
    ['- ', ''],
    ['try ', ''],
    ['1 // ', ''],
  ] as const)
    assert.equal(checkFilter(`${open.repeat(3000)}1${close.repeat(3000)}`, []).problem, null)
  assert.equal(checkFilter(`${'. as $x | '.repeat(1500)}.`, []).problem, null)
})

test('the time it takes grows with the filter', () => {
  const timed = (count: number) => {
    const filter = `${'def f: .a; '.repeat(count)}${'.a | f, "\\(1)", '.repeat(count)}.`
    const least = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage()
      checkFilter(filter, [])
      const { user, system } = process.cpuUsage(before)
      return user + system
    })
    return Math.max(1000, Math.min(...least))
  }
  timed(100)
  const [short, long] = [timed(100), timed(600)]
  assert.ok(long < 24 * short, `${short} µs of 100 parts, ${long} µs of 600`)
})

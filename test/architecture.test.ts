import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import {
  breachesOfTheHouse,
  clockReaders,
  foreignStores,
  importCycles,
  impureReaders,
  longFiles,
  processStarters,
  webBeyondItsDoor,
} from './architecture/rules.ts'
import { importsOf, type SourceFile } from './architecture/source.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const files = globSync(['src/**/*.ts', 'web/src/**/*.{ts,tsx}'], { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
  .map((file): SourceFile => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }))

const RULES: [name: string, rule: (files: readonly SourceFile[]) => string[]][] = [
  ['every import is one that the house allows', breachesOfTheHouse],
  ['a store is known to its own folder and to src/app only', foreignStores],
  ['the console knows the server by the types of its contract alone', webBeyondItsDoor],
  ['no files import each other in a circle', importCycles],
  ['reading runbooks and commands touches no files, network, database or clock', impureReaders],
  ['only src/exec and src/db start processes', processStarters],
  ['only src/core/clock.ts reads the time', clockReaders],
  ['no file is too long to be read in one go', longFiles],
]

for (const [name, rule] of RULES) {
  test(name, () => assertNone(rule(files)))
}

test('there are files to look at', () => {
  assert.ok(files.some((file) => file.path === 'src/main.ts'))
  assert.ok(files.some((file) => importsOf(file).length > 3))
})

test('an import is seen however it is written', () => {
  const text = [
    "import type { A } from '../a/a.ts'",
    'import {',
    '  type B,',
    '  c,',
    "} from './b.ts'",
    "import { type D } from './d.ts'",
    "import fs from 'node:fs'",
    "import './effect.ts'",
    "export * from './e.ts'",
    "export type * from './f.ts'",
    "const g = await import('./g.ts')",
    "let i: import('./i.ts').I",
    "// import h from './h.ts'",
  ].join('\n')
  assert.deepEqual(importsOf({ path: 'src/x/x.ts', text }), [
    { to: 'src/a/a.ts', typeOnly: true },
    { to: 'src/x/b.ts', typeOnly: false },
    { to: 'src/x/d.ts', typeOnly: true },
    { to: 'node:fs', typeOnly: false },
    { to: 'src/x/e.ts', typeOnly: false },
    { to: 'src/x/f.ts', typeOnly: true },
    { to: 'src/x/effect.ts', typeOnly: false },
    { to: 'src/x/g.ts', typeOnly: false },
    { to: 'src/x/i.ts', typeOnly: true },
  ])
})

const BROKEN: [
  what: string,
  rule: (files: readonly SourceFile[]) => string[],
  files: Record<string, string>,
  says: RegExp,
][] = [
  [
    'a run that calls the executor itself',
    breachesOfTheHouse,
    { 'src/runs/engine.ts': "import { runBash } from '../exec/bash.ts'" },
    /src\/runs\/engine\.ts imports src\/exec\/bash\.ts, but runs may not import exec\. Declare the interface/,
  ],
  [
    'a surface that reaches for the database',
    breachesOfTheHouse,
    { 'src/http/routes.ts': "import { transaction } from '../db/transaction.ts'" },
    /http may not import db\. Ask src\/app/,
  ],
  [
    'one noun that calls another’s code and not only its types',
    breachesOfTheHouse,
    { 'src/alerts/a.ts': "import { open } from '../incidents/opening.ts'" },
    /alerts may not import incidents/,
  ],
  [
    'a core that knows a noun',
    breachesOfTheHouse,
    { 'src/core/ids.ts': "import type { Plan } from '../plan/plan.ts'" },
    /core may not import plan/,
  ],
  ['a folder nobody planned', breachesOfTheHouse, { 'src/utils/x.ts': '' }, /lies in no room/],
  [
    'a store in the wrong hands',
    foreignStores,
    { 'src/incidents/opening.ts': "import { find } from '../alerts/store.ts'" },
    /imports the store src\/alerts\/store\.ts/,
  ],
  [
    'a console that imports code of the contract',
    webBeyondItsDoor,
    { 'web/src/a.ts': "import { x } from '../../src/http/contract.ts'" },
    /web\/src\/a\.ts imports src\/http\/contract\.ts/,
  ],
  [
    'two files that import each other, if only types',
    importCycles,
    { 'src/core/a.ts': "import type { B } from './b.ts'", 'src/core/b.ts': "import { a } from './a.ts'" },
    /src\/core\/a\.ts → src\/core\/b\.ts → src\/core\/a\.ts/,
  ],
  [
    'an analysis that reads files',
    impureReaders,
    { 'src/analysis/x.ts': "import fs from 'node:fs'" },
    /analysis is pure/,
  ],
  [
    'a domain that starts a process',
    processStarters,
    { 'src/runs/x.ts': "import { spawn } from 'node:child_process'" },
    /src\/runs\/x\.ts starts processes/,
  ],
  [
    'a look at the clock',
    clockReaders,
    { 'src/runs/x.ts': 'const at = new Date()' },
    /reads the time with `new Date\(\)`/,
  ],
  ['a hidden look at the clock', clockReaders, { 'src/runs/x.ts': 'const now = Date.now' }, /`Date\.now`/],
  [
    'a file without end, be it no test',
    longFiles,
    { 'src/runs/x.ts': '\n'.repeat(421), 'src/runs/x.test.ts': '\n'.repeat(421) },
    /^src\/runs\/x\.ts has 421 lines/,
  ],
]

for (const [what, rule, fixture, says] of BROKEN) {
  test(`${what} is found`, () => {
    const found = rule(Object.entries(fixture).map(([path, text]) => ({ path, text })))
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(found[0] ?? '', says)
  })
}

test('what the house allows is not complained about', () => {
  const allowed: Record<string, string> = {
    'src/runs/store.ts': "import type { Queryable } from '../db/queryable.ts'",
    'src/incidents/opening.ts': "import type { Alert } from '../alerts/alert.ts'",
    'src/app/app.ts': "import { find } from '../alerts/store.ts'",
    'src/main.ts': "import { createRange } from './range/create-range.ts'",
    'src/core/time.ts': '/** Not `new Date()`: */ export const later = (at: Date) => new Date(at.getTime() + 1)',
    'web/src/contract.ts': "export type * from '../../src/http/contract.ts'",
  }
  const fixture = Object.entries(allowed).map(([path, text]) => ({ path, text }))
  for (const [, rule] of RULES) assertNone(rule(fixture))
})

function assertNone(breaches: readonly string[]): void {
  if (breaches.length > 0) assert.fail(`\n  ${breaches.join('\n  ')}`)
}

import type { Effect, Hole, Parameter, Procedure, Script, Step } from '../../src/plan/plan.ts'
import { emptyMetadata } from '../../src/runbook/sections/metadata.ts'

/**
 * A script for tests: each line is a statement, `!` before it says that it writes. Holes are `<NAME>`; they are bare,
 * or quoted as the quote marks around them say.
 */
export function script(source: string, options: { exports?: string[] } = {}): Script {
  const lines = source.split('\n')
  const effects: Effect[] = lines.map((line) => (line.startsWith('!') ? 'write' : 'read'))
  const text = lines.map((line) => line.replace(/^!/, '')).join('\n')
  let from = 0
  const statements = text.split('\n').map((line, index) => {
    const statement = { from, to: from + line.length, line: index + 1, effect: effects[index] as Effect }
    from += line.length + 1
    return statement
  })
  const filled = statements.filter((statement) => statement.to > statement.from)
  return { text, statements: filled, holes: findHoles(text), exports: options.exports ?? [] }
}

function findHoles(text: string): Hole[] {
  return [...text.matchAll(/<([A-Z_]+)>/g)].map((match) => {
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index)
    const doubles = line.split('"').length % 2 === 0
    const singles = line.split("'").length % 2 === 0
    const quoting = doubles ? 'double' : singles ? 'single' : 'bare'
    return { from: match.index, to: match.index + match[0].length, name: match[1] as string, quoting }
  })
}

/** A shell step for tests. `effect` is that of its one command. */
export function step(source: string, rest: Partial<Step> & { effect?: Effect; exports?: string[] } = {}): Step {
  const { effect, exports, ...overrides } = rest
  const made = script(source, exports === undefined ? {} : { exports })
  const worst = effect ?? (made.statements.some((statement) => statement.effect !== 'read') ? 'write' : 'read')
  return {
    line: 1,
    endLine: 1,
    title: source.split('\n')[0] ?? '',
    phase: worst === 'read' ? 'diagnose' : 'fix',
    kind: 'shell',
    section: null,
    condition: null,
    choice: null,
    optional: false,
    expected: null,
    text: made.text,
    placeholders: [],
    commands: [
      {
        line: 1,
        endLine: 1,
        program: 'true',
        subcommand: null,
        argv: [],
        effect: worst,
        reasons: ['for a test'],
        targets: [],
        permissions: [],
      },
    ],
    script: made,
    ...overrides,
  }
}

/** A procedure of these steps. Lines are numbered, and its parameters are the steps' holes and the given variables. */
export function procedure(
  steps: readonly Step[],
  rest: Partial<Procedure> & { variables?: Partial<Parameter>[] } = {},
): Procedure {
  const { variables = [], ...overrides } = rest
  const holes = new Map<string, number[]>()
  for (const [index, { script: own }] of steps.entries()) {
    for (const { name } of own?.holes ?? []) holes.set(name, [...(holes.get(name) ?? []), index])
  }
  const parameters: Parameter[] = [...holes].map(([name, at]) => ({
    name,
    texts: [`<${name}>`],
    source: 'hole',
    secret: false,
    steps: [...new Set(at)],
  }))
  const given = variables.map((variable) => ({
    name: '',
    texts: [],
    source: 'variable',
    secret: false,
    steps: [],
    ...variable,
  }))
  return {
    id: 'test',
    heading: 'Test',
    line: 1,
    endLine: 99,
    kind: 'incident',
    parent: null,
    ...emptyMetadata(),
    causes: [],
    steps: steps.map((one, index) => ({ ...one, line: (index + 1) * 10, endLine: (index + 1) * 10 })),
    parameters: [...parameters, ...(given as Parameter[])],
    ...overrides,
  }
}

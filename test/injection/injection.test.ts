import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { AppError } from '../../src/core/errors.ts'
import { holeVariable, writeValue } from '../../src/exec/bind-values.ts'
import { checkValues } from '../../src/exec/check-values.ts'
import type { Within } from '../../src/plan/plan.ts'
import { hostileValue, KNOWN } from './hostile-values.ts'
import { foreignRunbooks, isSafeToRun, type Position, positionsIn, writtenPositions } from './positions.ts'
import { layRecorders, type Recorded, type Recorders } from './run-recorded.ts'

// Hostile values through every place where runbooks have a placeholder, run by real bash with recorders for programs.
// What must hold: the tripwire never runs, and the value arrives as it is, where it belongs, and nowhere else; or the
// step is refused before it starts.
//
//   npm test -- test/injection                             a few hundred values, places of the seeds and our own
//   STANDBY_INJECTION=10000 npm test -- test/injection     as many values, and the corpus

const VALUES = Number(process.env.STANDBY_INJECTION ?? 300)
const IS_LONG = VALUES > 1_000
const SEED = Number(process.env.STANDBY_SEED ?? 7)
const BATCH = 250

const root = mkdtempSync(join(tmpdir(), 'standby-injection-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** Marks where a value must arrive, by how it is written there. Harmless everywhere, also where a number is wanted. */
const MARKS = new Map<Within | undefined, string>(
  (
    [undefined, 'sql-value', 'sql-text', 'sql-name', 'sql-quoted-name', 'json-text', 'json-value', 'query'] as const
  ).map((within, index) => [within, within === 'sql-name' ? 'marked_name' : `770${index}077`]),
)

interface Trial {
  position: Position
  /** The parameter that is given the hostile value; the others have a mark of their own. */
  name: string
  value: string
}

const namesOf = ({ holes, variables }: Position) => [...new Set([...holes.map(({ name }) => name), ...variables])]

const files = foreignRunbooks(IS_LONG ? ['seeds', 'corpus/files'] : ['seeds'])
const places = [...writtenPositions(), ...files.flatMap(positionsIn)].flatMap((position) =>
  namesOf(position).map((name) => ({ position, name })),
)
const runnable = places.filter(({ position }) => isSafeToRun(position))

function valuesFor({ script }: Position, name: string, value: string): Record<string, string> {
  const others = script.holes.map((hole) => [hole.name, '1'])
  return { ...Object.fromEntries(others), [name]: value }
}

/** What the environment of the step holds, as the executor makes it. */
function environmentFor({ position, name, value }: Trial, isMarked: boolean): Record<string, string> {
  const { holes, variables } = position
  const env: Record<string, string> = {}
  const own = (within: Within | undefined) => (isMarked ? (MARKS.get(within) as string) : value)
  for (const hole of holes)
    env[holeVariable(hole)] = writeValue(hole.name === name ? own(hole.within) : '1', hole.within)
  for (const variable of variables) env[variable] ??= variable === name ? own(undefined) : '1'
  return env
}

/** Why it is refused; null when it may run. */
function whyRefused({ position, name, value }: Trial): string | null {
  try {
    checkValues(position.script, valuesFor(position, name, value))
    return null
  } catch (error) {
    if (error instanceof AppError && error.code === 'unsafe-value') return error.message.replace(/^.*?: /, '')
    throw error
  }
}

/** Where it names a file that is written, bash itself refuses what can be none. */
const namesFile = ({ position, name }: Pick<Trial, 'position' | 'name'>) =>
  new RegExp(`[<>][^\\n;|&]*\\b(?:SB_)?${name}\\b`).test(position.text)

const trials: Trial[] = []
fc.assert(
  fc.property(hostileValue, (value) => {
    const place = runnable[trials.length % runnable.length] as (typeof runnable)[number]
    trials.push({ ...place, value: namesFile(place) ? value.replaceAll('/', '').slice(0, 60) || 'x' : value })
  }),
  { numRuns: VALUES, seed: SEED },
)

const run = (recorders: Recorders, batch: readonly Trial[], isMarked: boolean): Recorded[] =>
  recorders.run(batch.map((trial) => ({ text: trial.position.text, values: environmentFor(trial, isMarked) })))

test(`${VALUES} hostile values: the tripwire never runs, and each arrives unchanged or is refused`, (t) => {
  const recorders = layRecorders(root, [...new Set(runnable.flatMap(({ position }) => position.programs))])
  const refused = trials.map(whyRefused)
  const accepted = trials.filter((_, index) => refused[index] === null)
  let arrived = 0
  let unseen = 0
  const changed: string[] = []
  for (let at = 0; at < accepted.length; at += BATCH) {
    const batch = accepted.slice(at, at + BATCH)
    const marked = run(recorders, batch, true)
    const hostile = run(recorders, batch, false)
    for (const [index, trial] of batch.entries()) {
      const expected = expectedOf(marked[index] as Recorded, trial)
      if (expected === null) unseen++
      else arrived++
      const wanted = expected ?? (marked[index] as Recorded).calls
      if (!isDeepStrictEqual(asSeen(trial, (hostile[index] as Recorded).calls), asSeen(trial, wanted)))
        changed.push(`${describe(trial)}\n${JSON.stringify((hostile[index] as Recorded).calls)}`)
    }
  }
  assert.equal(recorders.tripped(), 0, 'the tripwire ran')
  assert.equal(
    changed.length,
    0,
    `${changed.length} have not arrived as they are:\n${changed.slice(0, 8).join('\n\n')}`,
  )
  const share = trials.length - accepted.length
  t.diagnostic(
    `${runnable.length} of ${places.length} places in ${files.length} runbooks and our own list; ${arrived} arrived, ${unseen} reached no program, ${share} refused`,
  )
  for (const [why, count] of counted(refused)) t.diagnostic(`${count} refused: ${why}`)
  assert.ok(arrived > trials.length * 0.5, 'hardly anything has arrived')
})

/** The calls as they must be: as with the marks, and the value in their place. Null when it reaches no program. */
function expectedOf({ calls }: Recorded, { position, name, value }: Trial): string[][] | null {
  const written = new Set(position.holes.filter((hole) => hole.name === name).map(({ within }) => within))
  if (position.variables.includes(name)) written.add(undefined)
  // As a name in SQL the mark stands in its quotes.
  const marks = [...written].map((within) => [
    writeValue(MARKS.get(within) as string, within),
    writeValue(value, within),
  ])
  if (!marks.some(([mark = '']) => calls.flat().some((word) => word.includes(mark)))) return null
  return calls.map((call) =>
    call.map((word) => marks.reduce((text, [mark = '', form = '']) => text.replaceAll(mark, () => form), word)),
  )
}

const sorted = (calls: string[][]) => calls.toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))

/** The shell itself takes line ends off what a substitution makes. */
const asSeen = ({ position }: Trial, calls: string[][]) =>
  sorted(position.text.includes('$(') ? calls.map((call) => call.map((word) => word.replace(/\n+$/, ''))) : calls)

const describe = ({ position, name, value }: Trial) =>
  `${position.from}: ${name}=${JSON.stringify(value.slice(0, 200))} in\n${position.text}`

function counted(refused: readonly (string | null)[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const why of refused) if (why !== null) counts.set(why, (counts.get(why) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}

test('a NUL byte is refused wherever it would go', () => {
  for (const { position, name } of runnable.slice(0, 200))
    assert.notEqual(whyRefused({ position, name, value: 'a\0b' }), null)
})

test('text that another program runs takes no hostile value that is known, and what it takes does nothing', (t) => {
  const recorders = layRecorders(join(root, 'code'), [
    ...new Set(runnable.flatMap(({ position }) => position.programs)),
  ])
  const isCode = ({ position, name }: Pick<Trial, 'position' | 'name'>) =>
    position.holes.some((hole) => hole.name === name && hole.quoting === 'nested' && hole.within === undefined) ||
    /\b(?:sh|bash|ssh|eval|watch|xargs)\b/.test(position.text)
  const all = runnable.filter(isCode).flatMap((place) => KNOWN.map((value): Trial => ({ ...place, value })))
  const accepted = all.filter((trial) => whyRefused(trial) === null)
  for (let at = 0; at < accepted.length; at += BATCH) {
    const batch = accepted.slice(at, at + BATCH)
    run(recorders, batch, false)
    if (recorders.tripped() === 0) continue
    const one = batch.find((trial) => {
      const before = recorders.tripped()
      run(recorders, [trial], false)
      return recorders.tripped() > before
    })
    assert.fail(`the tripwire ran: ${one === undefined ? 'not again' : describe(one)}`)
  }
  t.diagnostic(`${all.length} tried, ${accepted.length} taken`)
  assert.ok(accepted.length < all.length)
})

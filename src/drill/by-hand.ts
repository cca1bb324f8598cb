import type { Step } from '../plan/plan.ts'
import { splitWords } from '../range/clients/shell/words.ts'
import { byHandAttempt, nameOfCommand } from './blame.ts'
import type { IncidentView } from './host.ts'
import { psqlCommand } from './see.ts'
import type { Stand } from './stand.ts'
import { type StoredDrill, saveByHand } from './store.ts'
import type { Finding } from './verdict.ts'

/**
 * Steps that a run leaves to a person, and that a person would type somewhere: SQL. The script does them in their place,
 * once, when their turn has come.
 *
 * @param values - By parameter.
 * @returns why it cannot go on; null when there is nothing more to type.
 */
export async function doByHand(
  stand: Stand,
  drill: StoredDrill,
  view: IncidentView,
  values: Readonly<Record<string, string>>,
): Promise<{ done: boolean; stuck: Finding | null }> {
  const next = view.run?.steps.findIndex(
    ({ status }, index) =>
      !drill.byHand.some(({ step }) => step === index) &&
      (status === 'manual' ? isTyped(view, index) : status === 'succeeded' && isTold(drill, view, index)),
  )
  const step = next === undefined ? undefined : view.run?.procedure.steps[next]
  if (next === undefined || step === undefined) return { done: false, stuck: null }
  const save = (shown: string) => saveByHand(stand.pool, drill.id, [...drill.byHand, { step: next, shown }])
  const told = view.run?.steps[next]?.status === 'manual' ? null : toldAfter(drill, step)
  if (told !== null) {
    await save('')
    const answer = await stand.range.perform(drill.system, splitWords(told) ?? [], byHandAttempt(next))
    await save(answer.stdout.slice(0, SHOWN))
    await stand.range.settled()
    return { done: true, stuck: null }
  }
  if (step.kind !== 'sql') return { done: false, stuck: unreadable(step) }

  await save('')
  const holes = step.placeholders.filter(({ example }) => example !== true)
  const missing = holes.find(({ name }) => values[name] === undefined)
  if (missing !== undefined) return { done: true, stuck: unknownValue(step, missing.name) }
  const database = databaseFor(stand, drill, values)
  if (database === null) return { done: true, stuck: null }
  const text = holes.reduce((sql, hole) => sql.replaceAll(hole.text, values[hole.name] ?? ''), step.text)
  const command = psqlCommand(stand.range, drill.system, database, withoutComments(text))
  const answer = await stand.range.perform(drill.system, command, byHandAttempt(next))
  await save(answer.stdout.slice(0, SHOWN))
  await stand.range.settled()
  return { done: true, stuck: answer.exitCode === 0 || !mends(step) ? null : failed(step, answer.stderr) }
}

/**
 * Types what a scenario says is typed in place of a step that failed: people know what a text has left out.
 *
 * @returns what was typed; null when nothing is to be.
 */
export async function typeInstead(
  stand: Stand,
  drill: StoredDrill,
  view: IncidentView,
  index: number,
): Promise<string | null> {
  const step = view.run?.procedure.steps[index]
  const instead = drill.plays?.responder.instead ?? []
  const lines = step?.commands.map(({ argv }) => argv.join(' ')) ?? []
  const typed = instead.find(({ of }) => lines.some((line) => new RegExp(of).test(line)))?.types ?? null
  if (typed === null || drill.byHand.some((one) => one.step === index)) return null
  await saveByHand(stand.pool, drill.id, [...drill.byHand, { step: index, shown: '' }])
  const answer = await stand.range.perform(drill.system, splitWords(typed) ?? [], byHandAttempt(index))
  await stand.range.settled()
  return answer.exitCode === 0 ? typed : null
}

/** What the text tells people to type once such a step has run; null when it tells nothing. */
function toldAfter(drill: StoredDrill, step: Step): string | null {
  const obeys = drill.plays?.responder.obeys ?? []
  const lines = step.commands.map(({ argv }) => argv.join(' '))
  return obeys.find(({ after }) => lines.some((line) => new RegExp(after).test(line)))?.types ?? null
}

function isTold(drill: StoredDrill, view: IncidentView, index: number): boolean {
  const step = view.run?.procedure.steps[index]
  return step !== undefined && toldAfter(drill, step) !== null
}

/** Characters kept of what such a step shows. */
const SHOWN = 16_000

function isTyped(view: IncidentView, index: number): boolean {
  const step = view.run?.procedure.steps[index]
  return step?.kind === 'sql' || (step?.kind === 'shell' && step.script === null)
}

/** A look that fails is evidence, not an obstacle. */
const mends = ({ commands }: Step) => commands.some(({ effect }) => effect !== 'read')

/** `#` is no comment in SQL, but people write it there. */
const withoutComments = (sql: string) => sql.replace(/^\s*#.*$/gm, '')

/** The one that responders' values name, else the first that is no replica. */
function databaseFor({ range }: Stand, drill: StoredDrill, values: Readonly<Record<string, string>>): string | null {
  const { databases } = range.definition(drill.system)
  const named = databases.find(({ name }) => name === values.DATABASE)
  return (named ?? databases.find(({ replicaOf }) => replicaOf === undefined))?.name ?? null
}

function unreadable(step: Step): Finding {
  const [command] = step.commands
  const name = command === undefined ? 'a shell step' : nameOfCommand(command.argv)
  const what = `line ${step.line} cannot be run as it stands`
  return { what, command: null, line: step.line, evidence: `${name}: the shell cannot read it as it stands` }
}

function unknownValue(step: Step, name: string): Finding {
  const what = `line ${step.line} needs ${name}, and nothing says its value`
  return { what, command: null, line: step.line, evidence: `nothing gives a value for ${name}` }
}

function failed(step: Step, stderr: string): Finding {
  const [said = 'it failed'] = stderr.trim().split('\n')
  return {
    what: `the SQL of line ${step.line} failed: ${said}`,
    command: null,
    line: step.line,
    evidence: `psql: ${said}`,
  }
}

import { AppError } from '../../core/errors.ts'
import { type FieldPath, readYaml } from '../../core/read-yaml.ts'
import type { System } from '../../range/system/system.ts'
import type { Check } from './check.ts'
import { type Scenario, scenarioFile, withBeginning } from './scenario.ts'

/**
 * Reads the scenarios of a system.
 *
 * @param file - Named in errors.
 * @throws AppError `bad-scenario` with file, line and field of the first thing that is wrong.
 */
export function readScenarios(file: string, text: string, system: System): Scenario[] {
  const { value, lineOf } = readYaml(text, scenarioFile, ({ line, path, message }) =>
    refusal(file, line, path, message),
  )
  const scenarios = value.scenarios.map(withBeginning)
  for (const { path, message } of problems(scenarios, system)) throw refusal(file, lineOf(path), path, message)
  return scenarios
}

function refusal(file: string, line: number, path: FieldPath, message: string): AppError {
  const field = path.length === 0 ? '' : `${path.join('.')}: `
  return new AppError(
    'bad-scenario',
    `${file}:${line}: ${field}${message}`,
    'docs/scenarios.md says what can be written',
  )
}

interface Problem {
  path: FieldPath
  message: string
}

/** What the schema cannot see: names that lead nowhere, and what does not go together. */
function* problems(scenarios: readonly Scenario[], system: System): Generator<Problem> {
  const names = new Set<string>()
  for (const [i, scenario] of scenarios.entries()) {
    const path = ['scenarios', i]
    if (names.has(scenario.name)) yield { path: [...path, 'name'], message: `there are two called "${scenario.name}"` }
    names.add(scenario.name)
    for (const [n, fault] of scenario.faults.entries()) {
      if (!system.faults.some((known) => known.name === fault))
        yield { path: [...path, 'faults', n], message: `${system.name} has no fault "${fault}"` }
    }
    if (scenario.begin === 'alert' && scenario.faults.length === 0)
      yield { path: [...path, 'begin'], message: 'an alert wants a fault that sets it off' }
    if (scenario.begin === 'alert' && scenario.after > 0)
      yield { path: [...path, 'after'], message: 'is for what a person starts: an alert comes when it comes' }
    if (scenario.begin === 'manual' && scenario.goal.length === 0)
      yield {
        path: [...path, 'goal'],
        message: 'without an alert there must be a goal: nothing else says that it went well',
      }
    const { obeys, instead } = scenario.responder
    for (const pattern of [...obeys.map(({ after }) => after), ...instead.map(({ of }) => of)]) {
      if (!isPattern(pattern)) yield { path: [...path, 'responder'], message: noPattern(pattern) }
    }
    for (const [n, pattern] of scenario.shows.entries()) {
      if (!isPattern(pattern)) yield { path: [...path, 'shows', n], message: noPattern(pattern) }
    }
    for (const part of ['goal', 'keeps'] as const) {
      for (const [n, check] of scenario[part].entries()) {
        const message = whatIsWrong(check, system)
        if (message !== null) yield { path: [...path, part, n], message }
      }
    }
  }
}

function whatIsWrong(check: Check, system: System): string | null {
  const known = namesOf(check, system)
  if (known !== null && !known.includes(check.subject === 'sql' ? (check.database ?? '') : check.name)) {
    const kind = check.subject === 'sql' ? 'database' : check.subject
    const wanted = check.subject === 'sql' ? check.database : check.name
    return `${system.name} has no ${kind} "${wanted}": known are ${known.join(', ') || 'none'}`
  }
  if (check.subject !== 'did' && check.subject !== 'saw') return null
  return isPattern(check.name) ? null : noPattern(check.name)
}

const noPattern = (text: string) => `"${text}" is not a regular expression`

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/** Null where any name may be. */
function namesOf(check: Check, system: System): string[] | null {
  switch (check.subject) {
    case 'alarm':
      return system.alarms.map((alarm) => alarm.name)
    case 'workload':
      return system.workloads.map((workload) => workload.name)
    case 'queue':
      return system.queues.map((queue) => queue.name)
    case 'cache':
      return system.caches.map((cache) => cache.name)
    case 'database':
    case 'sql':
      return system.databases.map((database) => database.name)
    case 'thing':
    case 'world':
    case 'did':
    case 'saw':
      return null
  }
}

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../../core/errors.ts'
import type { Range } from '../../range/range.ts'
import type { ScenarioSummary } from '../drill.ts'
import { readScenarios } from './read-scenarios.ts'
import type { Scenario } from './scenario.ts'

/** Beside system.yaml; read anew each time, so that who writes it need not restart anything. */
const SCENARIO_FILE = 'scenarios.yaml'

/** What is rehearsed on a system; nothing where it has no such file. @throws AppError `bad-scenario`, `no-such-system` */
function scenariosOf(range: Pick<Range, 'folder' | 'definition'>, system: string): Scenario[] {
  const file = join(range.folder(system), SCENARIO_FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return readScenarios(file, text, range.definition(system))
}

/** @throws AppError `no-such-scenario` (404) */
export function scenarioOf(range: Pick<Range, 'folder' | 'definition'>, system: string, name: string): Scenario {
  const scenarios = scenariosOf(range, system)
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found !== undefined) return found
  const known = scenarios.map((scenario) => scenario.name).join(', ')
  const message = `${system} has no scenario '${name}'`
  throw new AppError('no-such-scenario', message, `its scenarios are: ${known || 'none yet'}`, { status: 404 })
}

export function listScenarios(range: Pick<Range, 'systems' | 'folder' | 'definition'>): ScenarioSummary[] {
  return range.systems().flatMap(({ name: system }) =>
    scenariosOf(range, system).map(({ name, title, rehearses, faults, begin, expect }) => ({
      system,
      folder: resolve(range.folder(system)),
      name,
      title,
      rehearses,
      faults,
      begin,
      expect,
    })),
  )
}

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { ScenarioSummary } from '../../http/contract.ts'
import { onInterrupt, openPlace } from '../drill-place.ts'
import type { DrillFlags } from '../flags.ts'
import { markdownFilesIn } from '../markdown-files.ts'
import { readRunbook } from '../read-runbook.ts'
import type { Terminal } from '../terminal.ts'
import type { Wiring } from '../wiring.ts'
import { playAll } from './play-all.ts'
import { findRehearsals } from './rehearsals.ts'
import { type AllPlayed, asExpected, tellPlayed, tellTotals, toJson, toJunit } from './tell-all.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))

/**
 * `standby drill --all [PATH…]`: every scenario on every procedure that it rehearses.
 *
 * @param paths - Markdown files or folders of them; without any, the examples that come with Standby.
 * @returns the exit code: 0 when each came out as expected, else 1.
 */
export async function drillAll(
  paths: readonly string[],
  flags: DrillFlags,
  wiring: Wiring,
  terminal: Terminal,
): Promise<number> {
  const files = (paths.length > 0 ? paths : [relative('.', EXAMPLES)]).flatMap(markdownFilesIn)
  const sources = files.map(readRunbook)
  if (sources.length === 0) throw noRunbooks(paths)

  const running = new Set<string>()
  const opening = openPlace(flags, wiring, terminal)
  const { guard, signal } = onInterrupt(() => ({ place: opening, drills: [...running] }), terminal)
  const place = await guard(opening)
  const { api } = place
  const play = async (): Promise<number> => {
    const scenarios = (await api.get<ScenarioSummary[]>('/scenarios')).filter(
      ({ system, name }) =>
        (flags.system === undefined || flags.system === system) &&
        (flags.scenario === undefined || flags.scenario === name),
    )
    const { rehearsals, unrehearsed } = findRehearsals(sources, scenarios)
    if (rehearsals.length === 0) throw nothingToRehearse(files, scenarios)
    const began = systemClock.now().getTime()
    let done = 0
    const played = await playAll(rehearsals, {
      signal,
      api,
      clock: systemClock,
      jobs: flags.jobs,
      onBegin: ({ id }) => void running.add(id),
      onEnd: (one) => {
        running.delete(one.drill.id)
        done += 1
        const { out, err, paint } = terminal
        const lines = tellPlayed(one, paint)
        if (flags.format === 'text') for (const line of lines) out(`${line}\n`)
        else err(`${paint.dim(`[${done}/${rehearsals.length}]`)} ${lines[0]}\n`)
      },
    })
    const seconds = (systemClock.now().getTime() - began) / 1_000
    print({ played, unrehearsed: isFiltered(flags) ? [] : unrehearsed, seconds }, flags.format, terminal)
    return played.every(asExpected) ? 0 : 1
  }
  try {
    return await guard(play())
  } finally {
    await place.own?.close()
  }
}

/** Who asks for some scenarios does not ask which there are not. */
const isFiltered = (flags: DrillFlags) => flags.scenario !== undefined || flags.system !== undefined

function print(all: AllPlayed, format: DrillFlags['format'], { out, paint }: Terminal): void {
  if (format === 'json') out(`${JSON.stringify(toJson(all), null, 2)}\n`)
  else if (format === 'junit') out(toJunit(all))
  else for (const line of tellTotals(all, paint)) out(`${line}\n`)
}

function noRunbooks(paths: readonly string[]): AppError {
  return new AppError(
    'no-runbooks',
    paths.length === 0 ? 'the examples are not here' : `there is no Markdown file in ${paths.join(', ')}`,
    'name Markdown files or folders of them: standby drill --all examples',
  )
}

function nothingToRehearse(files: readonly string[], scenarios: readonly ScenarioSummary[]): AppError {
  const names = [...new Set(scenarios.flatMap(({ rehearses }) => Object.keys(rehearses)))].sort()
  const what = files.length === 1 ? `'${files[0]}'` : `any of ${files.length} files`
  return new AppError(
    'nothing-to-rehearse',
    `no scenario rehearses a procedure of ${what}`,
    scenarios.length === 0
      ? 'there is no such scenario, or system: leave out --scenario and --system'
      : `scenarios name files under "rehearses", here: ${names.join(', ')} (docs/scenarios.md)`,
  )
}

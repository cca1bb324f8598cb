import { appendFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Drill, DrillRequest, IncidentDetail, ScenarioSummary, SystemSummary } from '../http/contract.ts'
import type { Procedure } from '../plan/plan.ts'
import { type ApiClient, incidentOfDrill, ServerGone } from './api-client.ts'
import { confirm } from './ask-person.ts'
import { findRehearsals } from './drill-all/rehearsals.ts'
import { findPlaceAgain, onInterrupt, openPlace, type Place, personName } from './drill-place.ts'
import { findTarget, parseParameters, refuseWithoutAnswers } from './drill-target.ts'
import type { DrillFlags } from './flags.ts'
import { type Follower, followDrill, NobodyToAsk } from './follow-drill.ts'
import type { RunbookSource } from './read-runbook.ts'
import { clockOf, Story } from './story.ts'
import { tellVerdict } from './tell-verdict.ts'
import type { Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** `standby drill FILE#PROCEDURE --fault F`. @returns the exit code: 0 recovers, 1 any other verdict. */
export async function drill(reference: string, flags: DrillFlags, wiring: Wiring, terminal: Terminal): Promise<number> {
  const parameters = parseParameters(flags.param)
  const { source, procedure } = findTarget(reference)
  refuseWithoutAnswers(procedure, flags, terminal)
  if (flags.out !== undefined) writeOut(flags.out, '')

  const opening = openPlace(flags, wiring, terminal)
  let current: { place: Promise<Place>; drills: string[] } = { place: opening, drills: [] }
  const { guard } = onInterrupt(() => current, terminal)
  const place = await guard(opening)
  const play = async (): Promise<number> => {
    const started = await begin(place.api, terminal, {
      runbook: { file: source.file, text: source.text },
      procedureId: procedure.id,
      ...(await whatIsPlayed(place.api, source, procedure, flags)),
      ...(flags.system === undefined ? {} : { system: flags.system }),
      parameters,
      scripted: flags.approve,
    })
    current = { place: opening, drills: [started.id] }
    const moved = (next: Place) => {
      current = { place: Promise.resolve(next), drills: [started.id] }
    }
    return tellDrill(place, started, procedure, flags, terminal, moved)
  }
  try {
    return await guard(play())
  } finally {
    await place.own?.close()
  }
}

/** The fault or the scenario that was asked for; else the only scenario that rehearses the procedure. */
async function whatIsPlayed(
  api: ApiClient,
  source: RunbookSource,
  procedure: Procedure,
  { fault, scenario, system }: DrillFlags,
): Promise<Pick<DrillRequest, 'fault' | 'scenario' | 'system'>> {
  if (fault !== undefined || scenario !== undefined) return { fault, scenario }
  const all = await api.get<ScenarioSummary[]>('/scenarios')
  const { rehearsals } = findRehearsals([source], system === undefined ? all : all.filter((s) => s.system === system))
  const found = rehearsals.filter((rehearsal) => rehearsal.procedure.id === procedure.id)
  const [only] = found
  if (only !== undefined && found.length === 1) return { scenario: only.scenario.name, system: only.scenario.system }
  throw new AppError(
    'no-fault',
    found.length === 0
      ? `no scenario rehearses '${procedure.heading}', and nothing else says what is broken`
      : `${found.length} scenarios rehearse '${procedure.heading}'`,
    found.length === 0
      ? 'add --fault NAME, or write a scenario (docs/scenarios.md)'
      : `add --scenario with one of: ${found.map((one) => one.scenario.name).join(', ')}`,
  )
}

/** A system that is busy may be freed, when somebody is there to say so. */
async function begin(api: ApiClient, terminal: Terminal, request: DrillRequest): Promise<Drill> {
  try {
    return await api.post<Drill>('/drills', request)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'system-busy' || !terminal.interactive) throw error
    const systems = await api.get<SystemSummary[]>('/systems')
    const busy = systems.find(({ name }) => error.message.startsWith(`${name} `))?.drillId
    if (busy == null || !(await confirm(`${error.message}. Abandon that one, and begin?`, terminal))) throw error
    await api.post(`/drills/${busy}/abandon`, { reason: 'another drill begins' })
    return api.post<Drill>('/drills', request)
  }
}

/** The whole story, to the verdict. Goes on when the server was gone and comes back, perhaps at another address. */
async function tellDrill(
  first: Place,
  started: Drill,
  procedure: Procedure,
  flags: DrillFlags,
  terminal: Terminal,
  moved: (place: Place) => void,
): Promise<number> {
  const follower = createFollower(first, flags, terminal)
  let told = false
  for (;;) {
    try {
      if (!told) follower.print(await describeBeginning(follower.api, started, procedure, terminal))
      told = true
      const ended = await followDrill(follower, started.id)
      return await tellEnd(follower.api, ended, flags, terminal)
    } catch (error) {
      if (error instanceof NobodyToAsk) throw await giveUp(follower.api, started, error)
      if (!(error instanceof ServerGone)) throw error
      // Our own stops only because we were told to: `onInterrupt` ends the process.
      if (first.own !== null) return new Promise(() => {})
      const place = await findPlaceAgain(flags, started.id, terminal)
      moved(place)
      follower.api = place.api
    }
  }
}

function createFollower({ api, url }: Pick<Place, 'api' | 'url'>, flags: DrillFlags, terminal: Terminal): Follower {
  const quiet = flags.format === 'json'
  return {
    api,
    story: new Story(terminal.paint, terminal.width),
    terminal,
    person: { name: personName(), url },
    clock: systemClock,
    scripted: flags.approve,
    print: (lines) => {
      if (!quiet) for (const line of lines) terminal.out(`${line}\n`)
    },
  }
}

async function describeBeginning(
  api: ApiClient,
  started: Drill,
  procedure: Procedure,
  { paint }: Terminal,
): Promise<string[]> {
  const systems = await api.get<SystemSummary[]>('/systems')
  const faults = systems.find(({ name }) => name === started.system)?.faults ?? []
  const fault = faults.find(({ name }) => name === started.fault)?.title ?? started.fault
  const what = started.scenario ?? started.fault
  const where = paint.dim(`(${basename(started.file)}:${procedure.line})`)
  return [
    '',
    `  ${paint.bold('Drill')} ${what} on ${paint.bold(started.system)}: ${procedure.heading} ${where}`,
    `  ${paint.dim('times are the simulated production’s own')}`,
    '',
    fault === null
      ? `${clockOf({ worldAt: null })}  ${paint.dim('nothing is broken; the procedure begins')}`
      : `${clockOf({ worldAt: null })}  ${paint.red('!')} ${paint.bold(`broken: ${fault}`)}${paint.dim('; time runs until it begins')}`,
  ]
}

/** Somebody must answer and nobody can: the drill must not keep the system busy for ever. */
async function giveUp(api: ApiClient, started: Drill, { what }: NobodyToAsk): Promise<AppError> {
  await api.post(`/drills/${started.id}/abandon`, { reason: `nobody was there to answer: ${what}` })
  return new AppError(
    'nobody-to-ask',
    `it waits for ${what}, and there is no terminal to ask in; the drill was abandoned`,
    'add --approve to let a script answer, or run it in a terminal',
  )
}

async function tellEnd(api: ApiClient, ended: Drill, flags: DrillFlags, terminal: Terminal): Promise<number> {
  const detail = await incidentOfDrill(api, ended.id)
  const postmortem = detail === null ? null : await api.getText(`/incidents/${detail.incident.number}/postmortem`)
  if (flags.out !== undefined && postmortem !== null) writeOut(flags.out, postmortem)
  if (flags.format === 'json') terminal.out(`${JSON.stringify(toJson(ended, detail, postmortem), null, 2)}\n`)
  else for (const line of tellVerdict(ended, detail, postmortem, flags.out ?? null, terminal)) terminal.out(`${line}\n`)
  return ended.verdict === 'recovers' ? 0 : 1
}

function toJson(ended: Drill, detail: IncidentDetail | null, postmortem: string | null): Record<string, unknown> {
  return { drill: ended, incident: detail?.incident ?? null, timeline: detail?.timeline ?? [], postmortem }
}

/** An empty text only tries whether the file can be written, before anything is begun. */
function writeOut(file: string, text: string): void {
  try {
    if (text === '') appendFileSync(file, '')
    else writeFileSync(file, text)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new AppError(
      'cannot-write',
      `the postmortem cannot be written to '${file}' (${code})`,
      'check the path given with --out',
      { cause: error },
    )
  }
}

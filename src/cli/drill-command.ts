import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Drill, IncidentDetail, SystemSummary } from '../http/contract.ts'
import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import { type Plan, type Procedure, stepEffect } from '../plan/plan.ts'
import { type ApiClient, createApiClient, incidentOfDrill, ServerGone } from './api-client.ts'
import { awaitServer, findServer } from './find-server.ts'
import type { DrillFlags } from './flags.ts'
import { type Follower, followDrill } from './follow-drill.ts'
import { createProgress } from './progress.ts'
import { type RunbookSource, readRunbook, splitProcedureReference } from './read-runbook.ts'
import { clockOf, Story } from './story.ts'
import { tellVerdict } from './tell-verdict.ts'
import type { Terminal } from './terminal.ts'
import type { RunningStandby, Wiring } from './wiring.ts'

/** How long a server that went away is looked for. */
const SEARCH_MS = 120_000

/** `standby drill FILE#PROCEDURE --fault F`. @returns the exit code: 0 recovers, 1 any other verdict. */
export async function drill(reference: string, flags: DrillFlags, wiring: Wiring, terminal: Terminal): Promise<number> {
  const parameters = parseParameters(flags.param)
  const { source, procedure } = findTarget(reference)
  refuseWithoutAnswers(procedure, flags, terminal)

  const place = await openPlace(flags, wiring, terminal)
  const drillId = { value: null as string | null }
  const interrupted = onInterrupt(place, drillId, terminal)
  try {
    const api = createApiClient(place.url, personName())
    const started = await api.post<Drill>('/drills', {
      runbook: { file: source.file, text: source.text },
      procedureId: procedure.id,
      fault: flags.fault,
      ...(flags.system === undefined ? {} : { system: flags.system }),
      parameters,
      scripted: flags.approve,
    })
    drillId.value = started.id
    const { ended, api: lastApi } = await Promise.race([
      interrupted,
      tellStory(api, started, procedure, flags, terminal),
    ])
    return await tellEnd(lastApi, ended, flags, terminal)
  } finally {
    await place.own?.close()
  }
}

/** The file and the one procedure in it that is meant. */
function findTarget(reference: string): { source: RunbookSource; procedure: Procedure } {
  const { file, procedure } = splitProcedureReference(reference)
  const source = readRunbook(file)
  const plan = compileRunbook(source.file, source.text)
  if (plan.procedures.length === 0) {
    throw new AppError(
      'no-procedures',
      `'${file}' holds no procedure`,
      `see how Standby reads it with: standby show ${file}`,
    )
  }
  if (procedure === null) {
    throw new AppError(
      'no-procedure-named',
      `which procedure of '${file}'?`,
      `name it, as ${file}#${plan.procedures[0]?.id}; there are: ${listProcedures(plan)}`,
    )
  }
  return { source, procedure: findProcedure(plan, procedure) }
}

const LISTED = 12

function listProcedures(plan: Plan): string {
  const ids = plan.procedures.filter((p) => p.steps.length > 0).map((p) => p.id)
  return ids.length <= LISTED ? ids.join(', ') : `${ids.slice(0, LISTED).join(', ')} and ${ids.length - LISTED} more`
}

function parseParameters(pairs: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const pair of pairs) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) {
      throw new AppError('bad-parameter', `'${pair}' is not NAME=value`, 'write --param VERSION=1.2.3')
    }
    values[name] = value
  }
  return values
}

/** Before anything is started: a drill that will ask, with nobody to answer, must not begin. */
function refuseWithoutAnswers(procedure: Procedure, flags: DrillFlags, terminal: Terminal): void {
  if (flags.approve || terminal.interactive) return
  if (procedure.steps.every((step) => step.script === null || stepEffect(step) === 'read')) return
  throw new AppError(
    'nobody-to-ask',
    `'${procedure.heading}' will ask before it changes anything, and there is no terminal to ask in`,
    'add --approve to let a script answer, or run it in a terminal',
  )
}

interface Place {
  url: string
  /** Started by us, for this drill; null when a server ran already. */
  own: RunningStandby | null
}

async function openPlace(flags: DrillFlags, wiring: Wiring, terminal: Terminal): Promise<Place> {
  const found = await findServer(flags.data)
  if (found !== null) return { url: found.url, own: null }
  const progress = createProgress(terminal)
  const opening = wiring.openStandby({
    host: '127.0.0.1',
    port: 0,
    dataDir: flags.data,
    databaseUrl: flags.databaseUrl ?? null,
    configFile: flags.config ?? null,
    examples: true,
    buildConsole: false,
    progress: (what) => progress.doing(`no server runs on ${flags.data}, so one is started for this drill: ${what}`),
  })
  const own = await opening.finally(progress.done)
  return { url: own.url, own }
}

interface Told {
  ended: Drill
  /** Of the server that answered last: after a restart it may have another address. */
  api: ApiClient
}

async function tellStory(
  api: ApiClient,
  started: Drill,
  procedure: Procedure,
  flags: DrillFlags,
  terminal: Terminal,
): Promise<Told> {
  const { paint } = terminal
  const quiet = flags.format === 'json'
  const story = new Story(paint, terminal.width)
  const follower: Follower = {
    api,
    story,
    terminal,
    clock: systemClock,
    mayAsk: terminal.interactive,
    print: (lines) => {
      if (!quiet) for (const line of lines) terminal.out(`${line}\n`)
    },
    waitsElsewhere: (incident) => {
      // A script answers all but this: only a person can look whether an interrupted write happened.
      if (story.run?.waiting?.for === 'outcome' || !flags.approve)
        terminal.err(`${paint.yellow('!')} it waits for a person: answer in the console, incident ${incident}\n`)
    },
  }
  if (flags.approve) follower.mayAsk = false
  const fault = await describeFault(api, started)
  follower.print([
    '',
    `  ${paint.bold('Drill')} ${started.fault} on ${paint.bold(started.system)}: ${procedure.heading} ${paint.dim(`(${basename(started.file)}:${procedure.line})`)}`,
    `  ${paint.dim('times are the simulated production’s own')}`,
    '',
    `${clockOf({ worldAt: null })}  ${paint.red('!')} ${paint.bold(`broken: ${fault}`)}${paint.dim('; time runs until the alarm fires')}`,
  ])
  for (;;) {
    try {
      return { ended: await followDrill(follower, started.id), api: follower.api }
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error
      follower.api = await findAgain(flags, started, terminal)
    }
  }
}

/** What the fault does, in words; where the server does not say, its name. */
async function describeFault(api: ApiClient, drill: Drill): Promise<string> {
  const systems = await api.get<SystemSummary[]>('/systems')
  const system = systems.find(({ name }) => name === drill.system)
  return system?.faults.find(({ name }) => name === drill.fault)?.title ?? drill.fault
}

async function findAgain(flags: DrillFlags, started: Drill, { err, paint }: Terminal): Promise<ApiClient> {
  err(
    `${paint.yellow('!')} the server is gone; the drill is kept, and goes on when it is back. Looking for 2 minutes …\n`,
  )
  const found = await awaitServer(flags.data, SEARCH_MS)
  if (found === null) {
    throw new AppError(
      'server-gone',
      `the server did not come back; drill ${started.id} is kept in ${flags.data}`,
      `start it again with: standby serve --examples --data ${flags.data}`,
    )
  }
  err(`${paint.dim('·')} it is back at ${found.url}\n`)
  return createApiClient(found.url, personName())
}

async function tellEnd(api: ApiClient, ended: Drill, flags: DrillFlags, terminal: Terminal): Promise<number> {
  const detail = await incidentOfDrill(api, ended.id)
  const postmortem = detail === null ? null : await api.getText(`/incidents/${detail.incident.number}/postmortem`)
  if (flags.out !== undefined && postmortem !== null) writePostmortem(flags.out, postmortem)
  if (flags.format === 'json') terminal.out(`${JSON.stringify(toJson(ended, detail, postmortem), null, 2)}\n`)
  else for (const line of tellVerdict(ended, detail, postmortem, flags.out ?? null, terminal)) terminal.out(`${line}\n`)
  return ended.verdict === 'recovers' ? 0 : 1
}

function toJson(ended: Drill, detail: IncidentDetail | null, postmortem: string | null): Record<string, unknown> {
  return { drill: ended, incident: detail?.incident ?? null, timeline: detail?.timeline ?? [], postmortem }
}

function writePostmortem(file: string, postmortem: string): void {
  try {
    writeFileSync(file, postmortem)
  } catch (error) {
    throw new AppError(
      'cannot-write',
      `the postmortem cannot be written to '${file}' (${(error as NodeJS.ErrnoException).code})`,
      'check the path given with --out',
      { cause: error },
    )
  }
}

/**
 * Ctrl-C leaves the drill: one that runs in a server goes on there, one of our own is kept for the next start.
 * Never resolves; it ends the process.
 */
function onInterrupt(place: Place, drillId: { value: string | null }, { err }: Terminal): Promise<never> {
  return new Promise((_, reject) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked || place.own === null) {
          if (place.own === null && drillId.value !== null) err(`\nthe drill goes on in the server: ${place.url}\n`)
          process.exit(130)
        }
        asked = true
        err('\nstopping; the drill is kept, and goes on with the next `standby serve --examples`\n')
        place.own.close().then(() => process.exit(130), reject)
      })
    }
  })
}

function personName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without a name, as in some containers.
    return 'terminal'
  }
}

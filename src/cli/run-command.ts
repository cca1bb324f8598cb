import { existsSync } from 'node:fs'
import { EMPTY_CONFIG, readConfig } from '../app/config.ts'
import { dryRun } from '../app/dry-run.ts'
import { LOCAL, localEnvironment } from '../app/environments.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { EnvironmentSummary, IncidentDetail, Run, StartedRun } from '../http/contract.ts'
import type { Procedure } from '../plan/plan.ts'
import { ServerGone } from './api-client.ts'
import { askInterrupt, confirm } from './ask-person.ts'
import { openPlace, type Place, personName } from './drill-place.ts'
import { findTarget, parseParameters } from './drill-target.ts'
import type { RunFlags } from './flags.ts'
import type { Follower } from './follow-drill.ts'
import { followRun, type Pause } from './follow-run.ts'
import { reachServer } from './reach-server.ts'
import type { RunbookSource } from './read-runbook.ts'
import { createStatusLine } from './status-line.ts'
import { Story, wallClockOf } from './story.ts'
import { tellDryRun } from './tell-dry-run.ts'
import type { Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** `standby run FILE#PROCEDURE`. @returns the exit code: 0 all went well, 1 a step failed, was refused, or it was stopped. */
export async function run(reference: string, flags: RunFlags, wiring: Wiring, terminal: Terminal): Promise<number> {
  const given = parseParameters(flags.param)
  const target = findTarget(reference)
  if (flags.dryRun) return tellDry(target, flags, given, terminal)
  const place =
    flags.server !== undefined
      ? await reachServer(flags.server)
      : await openPlace(flags, wiring, terminal, { examples: false, localEnvironment: true, what: 'run' })
  try {
    const environment = await chooseEnvironment(place, flags, terminal)
    const started = await place.api.post<StartedRun>('/runs', {
      runbook: { file: target.source.file, text: target.source.text },
      procedureId: target.procedure.id,
      environment,
      parameters: given,
    })
    return await tellRun(place, started, target.procedure, environment, flags, terminal)
  } finally {
    await place.own?.close()
  }
}

/** Needs no server and no database: nothing is executed, not even reads. */
function tellDry(
  { source, procedure }: { source: RunbookSource; procedure: Procedure },
  flags: RunFlags,
  given: Record<string, string>,
  terminal: Terminal,
): number {
  const config =
    flags.config !== undefined
      ? readConfig(flags.config)
      : existsSync('standby.yaml')
        ? readConfig('standby.yaml')
        : EMPTY_CONFIG
  const known = [
    ...config.environments,
    ...(config.environments.length === 0 || flags.environment === LOCAL ? [localEnvironment()] : []),
  ]
  const name = pickName(known, flags.environment)
  const environment = known.find((one) => one.name === name)
  if (environment === undefined) throw noSuchEnvironment(name, known)
  const asker = personName()
  const steps = dryRun({ file: source.file, procedure }, environment, given, { policy: config.policy, asker })
  if (flags.format === 'json') {
    terminal.out(
      `${JSON.stringify({ file: source.file, procedure: procedure.id, environment: name, asker, steps }, null, 2)}\n`,
    )
    return 0
  }
  const { paint } = terminal
  terminal.out(
    `\n  ${paint.bold('Dry run')}: ${procedure.heading} in ${paint.bold(name)}, asked by ${asker}; nothing is executed\n`,
  )
  for (const line of tellDryRun(steps, terminal)) terminal.out(`${line}\n`)
  return 0
}

/** The one that is named; else the only one there is. */
function pickName(known: readonly EnvironmentSummary[], wanted: string | undefined): string {
  const hosts = known.filter(({ kind }) => kind === 'host')
  const [only] = hosts
  if (wanted !== undefined) return wanted
  if (hosts.length === 1 && only !== undefined) return only.name
  const names = hosts.map(({ name }) => name).join(', ')
  throw new AppError(
    'no-environment-named',
    hosts.length === 0 ? 'no environment is configured where it could run' : 'where is it to run?',
    names === '' ? 'add one to standby.yaml' : `name one with --environment: ${names}`,
  )
}

function noSuchEnvironment(name: string, known: readonly EnvironmentSummary[]): AppError {
  const names = known.map((one) => one.name).join(', ')
  return new AppError('no-such-environment', `there is no environment ${name}`, `there are: ${names || 'none'}`)
}

async function chooseEnvironment({ api, own }: Place, flags: RunFlags, terminal: Terminal): Promise<string> {
  const all = await api.get<EnvironmentSummary[]>('/environments')
  // Ours has this machine beside what is configured: it is only meant when nothing else is.
  const configured = all.filter(({ name }) => name !== LOCAL)
  const name = pickName(own !== null && configured.length > 0 ? configured : all, flags.environment)
  if (!all.some((one) => one.name === name)) throw noSuchEnvironment(name, all)
  if (name !== LOCAL || flags.environment === LOCAL) return name
  if (!terminal.interactive) {
    throw new AppError(
      'no-environment-named',
      'no environment is configured',
      'add --environment local to run it on this machine',
    )
  }
  if (await confirm('  No environment is configured. Run it on this machine, with your own credentials?', terminal))
    return name
  throw new AppError('not-confirmed', 'nothing was run', 'configure an environment in standby.yaml')
}

async function tellRun(
  place: Place,
  started: StartedRun,
  procedure: Procedure,
  environment: string,
  flags: RunFlags,
  terminal: Terminal,
): Promise<number> {
  const { paint } = terminal
  const isQuiet = flags.format === 'json'
  const line = createStatusLine(terminal)
  const follower: Follower = {
    api: place.api,
    story: new Story(paint, terminal.width, wallClockOf),
    terminal,
    person: { name: personName(), url: place.url },
    clock: systemClock,
    scripted: false,
    print: (lines) => {
      if (isQuiet || lines.length === 0) return
      line.clear()
      for (const text of lines) terminal.out(`${text}\n`)
    },
  }
  const where = place.own === null ? `incident ${started.incident} at ${place.url}` : `incident ${started.incident}`
  follower.print([
    '',
    `  ${paint.bold('Run')} ${procedure.heading} in ${paint.bold(environment)} ${paint.dim(`(${where})`)}`,
    '',
  ])
  const pause = { until: null, takeBack: () => {} } as Pause
  const release = onInterrupt(place, started, terminal, pause)
  try {
    const detail = await followRun(follower, started, pause, line)
    line.clear()
    if (isQuiet) terminal.out(`${JSON.stringify(detail, null, 2)}\n`)
    else terminal.out(`\n${summarise(detail.run, terminal)}\n`)
    return isWell(detail) ? 0 : 1
  } catch (error) {
    if (error instanceof AppError && error.code === 'nobody-to-ask' && place.own !== null) {
      await place.api.post(`/runs/${started.runId}/stop`, { reason: 'nobody was there to answer' })
      throw new AppError(error.code, `${error.message}; the run was stopped`, 'run it in a terminal, or in a server')
    }
    if (!(error instanceof ServerGone)) throw error
    throw new AppError(
      'server-gone',
      'the server is gone',
      `the run is kept: see incident ${started.incident} when it is back`,
    )
  } finally {
    line.clear()
    release()
  }
}

function isWell({ run: ended }: IncidentDetail): boolean {
  const isGood = ended?.outcome === 'completed' || ended?.outcome === 'recovered'
  return isGood && ended.steps.every(({ status }) => status !== 'failed' && status !== 'rejected')
}

/** `completed: 5 of 7 steps succeeded, 1 failed, 1 manual`. */
function summarise(ended: Run | null, { paint }: Terminal): string {
  if (ended === null) return ''
  const counts = new Map<string, number>()
  for (const { status } of ended.steps) counts.set(status, (counts.get(status) ?? 0) + 1)
  const others = [...counts]
    .filter(([status]) => status !== 'succeeded')
    .map(([status, count]) => `, ${count} ${status}`)
  const done = `${counts.get('succeeded') ?? 0} of ${ended.steps.length} steps succeeded`
  return `  ${paint.bold(ended.outcome ?? ended.status)}: ${done}${others.join('')}`
}

/** Ctrl-C asks: a command may be under way. A second one leaves at once. @returns what takes the handlers away. */
function onInterrupt(place: Place, started: StartedRun, terminal: Terminal, pause: Pause): () => void {
  const interrupt = () => {
    if (pause.until !== null || !terminal.interactive) {
      terminal.err(place.own === null ? `\nthe run goes on in the server: ${place.url}\n` : '\nleft at once\n')
      process.exit(130)
    }
    // Closing one question pauses the input: the next is put only then.
    pause.takeBack()
    pause.until = systemClock
      .sleep(100)
      .then(() => askInterrupt(terminal))
      .then(async (wanted) => {
        const at = `/runs/${started.runId}`
        if (wanted === 'stop') await place.api.post(`${at}/stop`, { reason: 'stopped in the terminal' })
        if (wanted === 'pause') await place.api.post(`${at}/pause`, {})
      })
      .catch((error: Error) => terminal.err(`  ${terminal.paint.red(error.message)}\n`))
      .finally(() => {
        pause.until = null
      })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
  }
}

import { systemClock } from '../../core/clock.ts'
import type { Drill, DrillRequest, SystemSummary } from '../../http/contract.ts'
import type { ApiClient } from '../api-client.ts'
import { onInterrupt, openPlace } from '../drill-place.ts'
import { findTarget, parseParameters } from '../drill-target.ts'
import type { DrillFlags } from '../flags.ts'
import type { RunbookSource } from '../read-runbook.ts'
import { type Paint, plainText, type Terminal } from '../terminal.ts'
import type { Wiring } from '../wiring.ts'
import { findRehearsals } from './rehearsals.ts'

/** What is broken besides, and what is answered at each decision. */
interface Way {
  faults: string[]
  decisions: number[]
}

interface Walked extends Way {
  drill: Drill
}

const LOOK_MS = 40

/**
 * `standby drill FILE#PROCEDURE --explore`: every way through a procedure, with every fault of the system besides, up to a
 * number of drills; the fewest departures from the usual way first.
 *
 * @returns the exit code: 1 when one of them does harm.
 */
export async function explore(
  reference: string,
  flags: DrillFlags,
  wiring: Wiring,
  terminal: Terminal,
): Promise<number> {
  const parameters = parseParameters(flags.param)
  const { source, procedure } = findTarget(reference)
  const running = new Set<string>()
  const opening = openPlace(flags, wiring, terminal)
  const { guard, signal } = onInterrupt(() => ({ place: opening, drills: [...running] }), terminal)
  const place = await guard(opening)
  const { api } = place
  const play = async (): Promise<number> => {
    const scenario = flags.scenario ?? (await onlyScenario(api, source, procedure.id, flags.system))
    const request: DrillRequest = {
      runbook: { file: source.file, text: source.text },
      procedureId: procedure.id,
      ...(scenario === null ? {} : { scenario }),
      ...(flags.system === undefined ? {} : { system: flags.system }),
      parameters,
      scripted: true,
    }
    const walked = await walkAll(api, request, { limit: flags.limit, signal }, running, terminal)
    if (flags.format === 'json') terminal.out(`${JSON.stringify(toJson(walked), null, 2)}\n`)
    else for (const line of tell(walked, source.file, terminal.paint)) terminal.out(`${line}\n`)
    return walked.ways.some(({ drill }) => drill.verdict === 'harmful') ? 1 : 0
  }
  try {
    return await guard(play())
  } finally {
    await place.own?.close()
  }
}

async function onlyScenario(
  api: ApiClient,
  source: RunbookSource,
  id: string,
  system: string | undefined,
): Promise<string | null> {
  const { rehearsals } = findRehearsals([source], await api.get('/scenarios'))
  const found = rehearsals.filter(
    ({ procedure, scenario }) => procedure.id === id && (system === undefined || system === scenario.system),
  )
  return found[0]?.scenario.name ?? null
}

interface AllWalked {
  ways: Walked[]
  /** Ways that the limit left untried. */
  left: number
}

async function walkAll(
  api: ApiClient,
  request: DrillRequest,
  { limit, signal }: { limit: number; signal: AbortSignal },
  running: Set<string>,
  { err, paint }: Terminal,
): Promise<AllWalked> {
  const queue: Way[] = [{ faults: [], decisions: [] }]
  const ways: Walked[] = []
  while (queue.length > 0 && ways.length < limit && !signal.aborted) {
    queue.sort((a, b) => departures(a) - departures(b))
    const way = queue.shift() as Way
    const drill = await walk(api, { ...request, explore: way }, running)
    ways.push({ ...way, drill })
    err(`${paint.dim(`[${ways.length}, ${queue.length} known to be left]`)} ${drill.verdict}\n`)
    queue.push(...branches(way, drill))
    if (way.faults.length < 2 && way.decisions.length === 0) queue.push(...(await moreFaults(api, way, drill)))
  }
  return { ways, left: queue.length }
}

/** Another answer is nearer than another fault. */
const departures = ({ faults, decisions }: Way) => 1.5 * faults.length + decisions.filter((one) => one > 0).length

/** At each decision that was not prescribed, every other answer. */
function branches({ faults, decisions }: Way, { taken }: Drill): Way[] {
  return taken.flatMap(({ of }, at) => {
    if (at < decisions.length) return []
    const before = taken.slice(0, at).map(({ chosen }) => chosen)
    return Array.from({ length: of - 1 }, (_, other) => ({ faults, decisions: [...before, other + 1] }))
  })
}

/** With one more fault of the system; each set of them once. */
async function moreFaults(api: ApiClient, { faults }: Way, { system, fault }: Drill): Promise<Way[]> {
  const systems = await api.get<SystemSummary[]>('/systems')
  const names = systems.find(({ name }) => name === system)?.faults.map(({ name }) => name) ?? []
  const last = names.indexOf(faults.at(-1) ?? '')
  return names
    .filter((name, index) => name !== fault && index > last)
    .map((name) => ({ faults: [...faults, name], decisions: [] }))
}

async function walk(api: ApiClient, request: DrillRequest, running: Set<string>): Promise<Drill> {
  let drill = await api.post<Drill>('/drills', request)
  running.add(drill.id)
  while (drill.verdict === null) {
    await systemClock.sleep(LOOK_MS)
    drill = await api.get<Drill>(`/drills/${drill.id}`)
  }
  running.delete(drill.id)
  return drill
}

/** Those that do harm, the shortest first. */
function harmful({ ways }: AllWalked): Walked[] {
  const length = ({ drill }: Walked) => drill.score?.commands ?? 0
  return ways
    .filter(({ drill }) => drill.verdict === 'harmful')
    .sort((a, b) => departures(a) - departures(b) || length(a) - length(b))
}

function tell(all: AllWalked, file: string, paint: Paint): string[] {
  const found = harmful(all)
  const count = (verdict: string) => all.ways.filter(({ drill }) => drill.verdict === verdict).length
  const verdicts = [...new Set(all.ways.map(({ drill }) => drill.verdict ?? ''))]
  return [
    '',
    found.length === 0
      ? paint.green('No way that was tried does harm.')
      : paint.red(`${found.length} ways do harm, the shortest first:`),
    ...alike(found).flatMap(([one, ...others]) => ['', ...tellWay(one, others, file, paint)]),
    '',
    `${paint.bold(`${all.ways.length} ways tried`)}: ${verdicts.map((verdict) => `${count(verdict)} ${verdict}`).join(' · ')}`,
    ...(all.left === 0 ? [] : [paint.dim(`${all.left} more are known and were not tried: --limit says how many are`)]),
  ]
}

/** The same harm by the same command is told once, by the shortest way to it. */
function alike(found: readonly Walked[]): [Walked, ...Walked[]][] {
  const groups = Map.groupBy(found, ({ drill }) => `${drill.line} ${drill.evidence}`)
  return [...groups.values()] as [Walked, ...Walked[]][]
}

function tellWay({ drill, faults }: Walked, others: readonly Walked[], file: string, paint: Paint): string[] {
  const broken = [...(drill.fault === null ? [] : [drill.fault]), ...faults]
  const more = others.length === 0 ? [] : [`    ${paint.dim(`and on ${others.length} longer ways`)}`]
  return [
    `  ${paint.bold(`${file}:${drill.line ?? '?'}`)} ${plainText(drill.reason ?? '')}`,
    `    broken: ${[...new Set(broken)].join(', ') || 'nothing'}`,
    ...drill.taken.map(
      ({ line, label, chosen }) => `    ${chosen === 0 ? ' ' : '→'} line ${line ?? '?'}: ${plainText(label)}`,
    ),
    ...more,
  ]
}

function toJson(all: AllWalked): Record<string, unknown> {
  const plain = ({ drill, faults, decisions }: Walked) => ({ faults, decisions, drill })
  return { harmful: harmful(all).map(plain), ways: all.ways.map(plain), left: all.left }
}

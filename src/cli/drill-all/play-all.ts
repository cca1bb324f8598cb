import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Drill } from '../../http/contract.ts'
import type { ApiClient } from '../api-client.ts'
import type { Rehearsal } from './rehearsals.ts'

/** A rehearsal with what came of it. */
export interface Played {
  rehearsal: Rehearsal
  drill: Drill
  /** Real. */
  seconds: number
}

export interface Players {
  api: ApiClient
  clock: Clock
  /** How many drills go on at a time; each on a system of its own. */
  jobs: number
  /** Once aborted, none is begun any more. */
  signal: AbortSignal
  onBegin(drill: Drill): void
  onEnd(played: Played): void
}

const LOOK_MS = 40

/** Plays them all. What is played on one system is played one after another, longest list first. */
export async function playAll(rehearsals: readonly Rehearsal[], players: Players): Promise<Played[]> {
  const waiting = [...Map.groupBy(rehearsals, ({ scenario }) => scenario.system).values()]
  const played: Played[] = []
  const player = async () => {
    for (;;) {
      waiting.sort((a, b) => b.length - a.length)
      const list = waiting.shift()
      const next = list?.shift()
      if (list === undefined || next === undefined || players.signal.aborted) return
      const ended = await playOne(next, players)
      players.onEnd(ended)
      played.push(ended)
      if (list.length > 0) waiting.push(list)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, players.jobs) }, player))
  const order = new Map(rehearsals.map((rehearsal, index) => [rehearsal, index]))
  return played.sort((a, b) => (order.get(a.rehearsal) ?? 0) - (order.get(b.rehearsal) ?? 0))
}

async function playOne(rehearsal: Rehearsal, { api, clock, onBegin }: Players): Promise<Played> {
  const began = clock.now().getTime()
  const seconds = () => (clock.now().getTime() - began) / 1_000
  const { source, procedure, scenario } = rehearsal
  try {
    let drill = await api.post<Drill>('/drills', {
      runbook: { file: source.file, text: source.text },
      procedureId: procedure.id,
      scenario: scenario.name,
      system: scenario.system,
      scripted: true,
    })
    onBegin(drill)
    while (drill.verdict === null) {
      await clock.sleep(LOOK_MS)
      drill = await api.get<Drill>(`/drills/${drill.id}`)
    }
    return { rehearsal, drill, seconds: seconds() }
  } catch (error) {
    // Others are in the middle of theirs; one that cannot begin is a verdict too. All else ends the whole.
    if (!(error instanceof AppError) || !UNPLAYABLE.has(error.code)) throw error
    return { rehearsal, drill: unplayed(rehearsal, error), seconds: seconds() }
  }
}

const UNPLAYABLE = new Set(['empty-procedure', 'no-such-procedure', 'unset-parameter'])

function unplayed({ source, procedure, scenario }: Rehearsal, { message, code }: AppError): Drill {
  return {
    id: '',
    system: scenario.system,
    fault: scenario.faults[0] ?? null,
    scenario: scenario.name,
    file: source.file,
    procedureId: procedure.id,
    incidentId: null,
    // Headings without a step under them lead nowhere; whoever follows them does nothing.
    verdict: code === 'empty-procedure' ? 'no effect' : 'stuck',
    reason: message,
    line: procedure.line,
    evidence: `refused: ${code}`,
    score: null,
    taken: [],
    detectedAfter: null,
    firstDiagnosisAfter: null,
    mitigatedAfter: null,
    recoveredAfter: null,
    startedAt: '',
    finishedAt: null,
  }
}

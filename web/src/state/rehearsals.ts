import type { Drill, RunbookSummary, ScenarioSummary, SystemSummary, Verdict } from '../contract.ts'

/** One procedure of a runbook, and how its rehearsals went. */
export interface Rehearsed {
  file: string
  procedureId: string
  heading: string
  /** A part of another procedure. */
  part: boolean
  scenarios: ScenarioSummary[]
  /** Newest first; those that still run included. */
  drills: Drill[]
  /** Of the newest that has ended; null: never rehearsed. */
  last: (Drill & { verdict: Verdict }) | null
}

export interface RehearsedFile {
  /** The system it is rehearsed on. */
  system: SystemSummary
  file: string
  /** Null: only drills have named it, the server does not know its text. */
  digest: string | null
  procedures: Rehearsed[]
}

/**
 * What stands rehearsed and what does not: every procedure of every system's own runbook, and of whatever other file was
 * rehearsed there, such as a team's own.
 */
export function rehearsals(
  systems: readonly SystemSummary[],
  runbooks: readonly RunbookSummary[],
  scenarios: readonly ScenarioSummary[],
  drills: readonly Drill[],
): RehearsedFile[] {
  const newestFirst = drills.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
  return systems.flatMap((system) => {
    const mine = newestFirst.filter((drill) => drill.system === system.name)
    const played = scenarios.filter((scenario) => scenario.system === system.name)
    const own = runbooks.find(({ digest }) => digest === system.runbook?.digest)
    const others = [...new Set(mine.map(({ file }) => file))].filter((file) => file !== own?.file).sort()
    return [
      ...(own ? [ofRunbook(system, own, played, mine)] : []),
      ...others.map((file) => ofDrills(system, file, played, mine)),
    ]
  })
}

function ofRunbook(
  system: SystemSummary,
  { file, digest, procedures }: RunbookSummary,
  scenarios: readonly ScenarioSummary[],
  drills: readonly Drill[],
): RehearsedFile {
  const ids = new Set(scenarios.flatMap(({ rehearses }) => rehearses['runbook.md'] ?? []))
  return {
    system,
    file,
    digest,
    procedures: procedures
      // A part is rehearsed with the whole, unless it has a scenario of its own.
      .filter(({ id, steps }) => steps > 0 || ids.has(id) || drills.some((drill) => drill.procedureId === id))
      .map(({ id, heading, parent }) => ({
        ...withDrills(file, id, drills),
        heading,
        part: parent !== null,
        scenarios: scenarios.filter(({ rehearses }) => rehearses['runbook.md']?.includes(id)),
      })),
  }
}

function ofDrills(
  system: SystemSummary,
  file: string,
  scenarios: readonly ScenarioSummary[],
  drills: readonly Drill[],
): RehearsedFile {
  const name = file.split('/').at(-1) ?? file
  const ids = [...new Set(drills.filter((drill) => drill.file === file).map(({ procedureId }) => procedureId))].sort()
  return {
    system,
    file,
    digest: null,
    procedures: ids.map((id) => ({
      ...withDrills(file, id, drills),
      heading: id,
      part: false,
      scenarios: scenarios.filter(({ rehearses }) => rehearses[name]?.includes(id)),
    })),
  }
}

function withDrills(file: string, procedureId: string, drills: readonly Drill[]) {
  const mine = drills.filter((drill) => drill.file === file && drill.procedureId === procedureId)
  const last = mine.find((drill): drill is Drill & { verdict: Verdict } => drill.verdict !== null) ?? null
  return { file, procedureId, drills: mine, last }
}

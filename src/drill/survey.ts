import type { JournalEntry } from '../range/range.ts'
import { lineOfCall, nameOfCommand } from './blame.ts'
import type { IncidentView } from './host.ts'
import type { Check, Literal } from './scenario/check.ts'
import { look, type Seen, unmet } from './scenario/goal.ts'
import type { Stand } from './stand.ts'
import type { Baseline, StoredDrill } from './store.ts'
import type { Finding } from './verdict.ts'

/** How things stand in a drill: what has been done, and what came of it. */
export interface Survey {
  /** Commands since the drill began, oldest first. */
  journal: JournalEntry[]
  /** What of the goal is not true; null when all is. */
  unmet: string | null
  harm: Finding[]
  unanswered: Finding[]
}

/** Looks at the world, the alerts and the journal. */
export async function survey(stand: Stand, drill: StoredDrill, view: IncidentView): Promise<Survey> {
  const journal = await stand.range.journal(drill.system, drill.journalFrom)
  return {
    journal,
    unmet: await whatIsUnmet(stand, drill, view, journal),
    harm: [...brokenInvariants(stand, drill, view, journal), ...(await brokenKeeps(stand, drill, view, journal))],
    unanswered: [...unknownCommands(view, journal), ...notFound(view)],
  }
}

/** What is seen of a drill's checks now: to be compared with later. */
export async function takeBaseline(stand: Stand, drill: StoredDrill): Promise<Baseline> {
  const see = (checks: readonly Check[]) => Promise.all(checks.map((check) => seeOrNothing(stand, drill, check, [])))
  return { goal: await see(drill.plays?.goal ?? []), keeps: await see(drill.plays?.keeps ?? []) }
}

async function whatIsUnmet(
  stand: Stand,
  drill: StoredDrill,
  { alerts }: IncidentView,
  journal: readonly JournalEntry[],
): Promise<string | null> {
  const firing = alerts.find(({ status }) => status !== 'resolved')
  if (firing !== undefined) return `the alert ${firing.name} still fires`
  for (const [index, check] of (drill.plays?.goal ?? []).entries()) {
    const why = await whyUnmet(stand, drill, check, journal, drill.baseline?.goal[index] ?? null)
    if (why !== null) return why
  }
  return null
}

async function whyUnmet(
  stand: Stand,
  drill: StoredDrill,
  check: Check,
  journal: readonly JournalEntry[],
  before: Seen | null,
): Promise<string | null> {
  try {
    return unmet(check, await see(stand, drill, check, journal), before)
  } catch (error) {
    return `${check.name.replace(/\s+/g, ' ').slice(0, 80)}: ${(error as Error).message}`
  }
}

async function seeOrNothing(
  stand: Stand,
  drill: StoredDrill,
  check: Check,
  journal: readonly JournalEntry[],
): Promise<Seen> {
  return see(stand, drill, check, journal).catch(() => ({}))
}

function see({ range }: Stand, drill: StoredDrill, check: Check, journal: readonly JournalEntry[]): Promise<Seen> {
  return look(check, {
    world: range.world(drill.system),
    system: range.definition(drill.system),
    succeeded: journal.filter((entry) => entry.answered && entry.exitCode === 0).map(({ argv }) => argv.join(' ')),
    query: (database, text) => query(range, drill.system, database, text),
  })
}

/** Asks as somebody with psql would. */
async function query(range: Stand['range'], system: string, database: string, text: string): Promise<Literal> {
  const answer = await range.peek(system, psqlCommand(range, system, database, text, ['-t', '-A']))
  if (answer.exitCode !== 0) throw new Error(answer.stderr.trim().split('\n')[0] ?? 'psql failed')
  const [first = ''] = answer.stdout.split('\n')
  const value = first.split('|')[0] ?? ''
  return value === '' ? null : value
}

/** `psql` for a database of the system, as its user. */
export function psqlCommand(
  range: Stand['range'],
  system: string,
  database: string,
  text: string,
  options: readonly string[] = [],
): string[] {
  const spec = range.definition(system).databases.find(({ name }) => name === database)
  if (spec === undefined) throw new Error(`${system} has no database ${database}`)
  const host = spec.hosts[0] ?? spec.name
  const where = ['-h', host, '-p', String(spec.port), '-U', spec.user, '-d', spec.database]
  return ['psql', ...where, ...options, '-c', text]
}

function brokenInvariants(
  { range }: Stand,
  drill: StoredDrill,
  view: IncidentView,
  journal: readonly JournalEntry[],
): Finding[] {
  return range.violations(drill.system).map(({ text, command }) => blame(view, journal, text, command))
}

/** Whatever was the last to change the world before it was seen broken. */
async function brokenKeeps(
  stand: Stand,
  drill: StoredDrill,
  view: IncidentView,
  journal: readonly JournalEntry[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [index, check] of (drill.plays?.keeps ?? []).entries()) {
    const why = await whyUnmet(stand, drill, check, journal, drill.baseline?.keeps[index] ?? null)
    const last = journal.findLast((entry) => entry.effect === 'write')
    if (why !== null && last !== undefined) findings.push(blame(view, journal, why, last.argv.join(' ')))
  }
  return findings
}

function blame(view: IncidentView, journal: readonly JournalEntry[], what: string, command: string): Finding {
  const entry = journal.findLast((one) => one.argv.join(' ') === command)
  const name = nameOfCommand(entry?.argv ?? command.split(' '))
  return { what, command, line: entry === undefined ? null : lineOfCall(view, entry), evidence: `${name}: ${what}` }
}

function unknownCommands(view: IncidentView, journal: readonly JournalEntry[]): Finding[] {
  return journal
    .filter((entry) => !entry.answered)
    .map((entry) => ({
      what: 'the range does not know',
      command: entry.argv.join(' '),
      line: lineOfCall(view, entry),
      evidence: `${nameOfCommand(entry.argv)}: not known to the range`,
    }))
}

/** What bash did not find anywhere: neither is it a program of the range, nor one of this machine. */
function notFound(view: IncidentView): Finding[] {
  return view.output.flatMap(({ stream, text, attemptId }) => {
    const program =
      stream === 'stderr' ? /: ([\w.+/-]+): (?:command not found|No such file)/.exec(text)?.[1] : undefined
    if (program === undefined || !isProgramOf(view, program)) return []
    return [
      {
        what: 'neither the range nor this machine knows',
        command: program,
        line: lineOfCall(view, { attemptId, argv: [program] }),
        evidence: `${program}: not known to the range`,
      },
    ]
  })
}

const isProgramOf = (view: IncidentView, program: string) =>
  view.run?.procedure.steps.some(({ commands }) => commands.some((command) => command.argv.includes(program))) ?? false

import type { JournalEntry } from '../range/range.ts'
import { lineOfCall, nameOfCommand } from './blame.ts'
import type { IncidentView } from './host.ts'
import { type Done, whyUnmet } from './see.ts'
import type { Stand } from './stand.ts'
import type { StoredDrill } from './store.ts'
import type { Finding } from './verdict.ts'

/** How things stand in a drill: what has been done, and what came of it. */
export interface Survey extends Done {
  /** What of the goal is not true; null when all is. */
  unmet: string | null
  harm: Finding[]
  unanswered: Finding[]
}

/** Looks at the world, the alerts and the journal. */
export async function survey(stand: Stand, drill: StoredDrill, view: IncidentView): Promise<Survey> {
  const journal = await stand.range.journal(drill.system, drill.journalFrom)
  const done = { journal, shown: linesShown(drill, view) }
  return {
    ...done,
    unmet: await whatIsUnmet(stand, drill, view, done),
    harm: [...brokenInvariants(stand, drill, view, journal), ...(await brokenKeeps(stand, drill, view, done))],
    unanswered: [...unknownCommands(view, journal), ...notFound(view)],
  }
}

async function whatIsUnmet(
  stand: Stand,
  drill: StoredDrill,
  { alerts }: IncidentView,
  done: Done,
): Promise<string | null> {
  const firing = alerts.find(({ status }) => status !== 'resolved')
  if (firing !== undefined) return `the alert ${firing.name} still fires`
  for (const [index, check] of (drill.plays?.goal ?? []).entries()) {
    const why = await whyUnmet(stand, drill, check, done, drill.baseline?.goal[index] ?? null)
    if (why !== null) return why
  }
  return null
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
async function brokenKeeps(stand: Stand, drill: StoredDrill, view: IncidentView, done: Done): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [index, check] of (drill.plays?.keeps ?? []).entries()) {
    const why = await whyUnmet(stand, drill, check, done, drill.baseline?.keeps[index] ?? null)
    const last = done.journal.findLast((entry) => entry.effect === 'write')
    if (why !== null && last !== undefined) findings.push(blame(view, done.journal, why, last.argv.join(' ')))
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

/** What commands have shown, line by line; those that the script typed too. */
function linesShown({ byHand }: StoredDrill, { output }: IncidentView): string[] {
  const ran = output.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)
  return [ran.join(''), ...byHand.map(({ shown }) => shown)].flatMap((text) => text.split('\n'))
}

const isProgramOf = (view: IncidentView, program: string) =>
  view.run?.procedure.steps.some(({ commands }) => commands.some((command) => command.argv.includes(program))) ?? false

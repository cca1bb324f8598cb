import type { Command, Step } from '../plan/plan.ts'
import type { JournalEntry } from '../range/range.ts'
import type { IncidentView } from './host.ts'
import type { Finding } from './verdict.ts'

/** What the journal calls commands that the script typed for a step left to a person. */
const BY_HAND = 'by-hand/'
export const byHandAttempt = (step: number) => `${BY_HAND}${step}`

/** The step whose command an entry of the journal is; null when it is of none. */
export function stepOfCall(view: IncidentView, { attemptId }: Pick<JournalEntry, 'attemptId'>): number | null {
  if (attemptId === null) return null
  if (attemptId.startsWith(BY_HAND)) return Number(attemptId.slice(BY_HAND.length))
  return view.attempts.find(({ id }) => id === attemptId)?.step ?? null
}

/** Line of the runbook on which a command of the journal stands. */
export function lineOfCall(view: IncidentView, entry: Pick<JournalEntry, 'attemptId' | 'argv'>): number | null {
  const index = stepOfCall(view, entry)
  const step = index === null ? undefined : view.run?.procedure.steps[index]
  if (step === undefined) return null
  return bestMatch(step.commands, entry.argv)?.line ?? step.line
}

/** The command that has most words of what ran; a name in a pipe, a loop or `xargs` has only some of them. */
function bestMatch(commands: readonly Command[], argv: readonly string[]): Command | null {
  const words = new Set(argv.slice(1))
  let best: { command: Command; score: number } | null = null
  for (const command of commands) {
    if (!names(command, argv[0] ?? '')) continue
    const said = [...command.argv]
    const score = said.filter((word) => words.has(word)).length - said.length / 1_000
    if (best === null || score > best.score) best = { command, score }
  }
  return best?.command ?? null
}

const names = (command: Command, program: string) =>
  command.program === program || command.argv.includes(program) || command.program === 'sql'

/** `aws ecs update-service`, `redis-cli FLUSHDB`: what a command is, without whom it is about. */
export function nameOfCommand(argv: readonly string[]): string {
  const [program = '', ...rest] = argv
  const words: string[] = []
  for (let i = 0; i < rest.length && words.length < depthOf(program); i++) {
    const word = rest[i] as string
    // What an option is given is nobody's verb.
    if (/^-[a-zA-Z]$/.test(word) || (/^--[\w-]+$/.test(word) && TAKES_VALUE.test(word))) i++
    else if (!word.startsWith('-') && /^[A-Za-z][\w.-]*$/.test(word)) words.push(word)
  }
  return [program, ...words].join(' ')
}

const TAKES_VALUE = /^--(?:region|profile|namespace|context|output|query|host|app|broker|url)$/

/** How many words after the program say what it does. */
function depthOf(program: string): number {
  if (['aws', 'kubectl', 'celery', 'gh', 'docker', 'helm', 'alembic', 'docker-compose'].includes(program)) return 2
  return ['redis-cli', 'git', 'npm', 'vercel', 'systemctl', 'openssl'].includes(program) ? 1 : 0
}

/** Why a step that failed did: the statement that ended it, and the last thing it said. */
export function explainFailure(view: IncidentView, index: number, why: string): Finding {
  const step = view.run?.procedure.steps[index]
  const attempt = view.attempts.findLast((one) => one.step === index)
  if (step === undefined) return { what: why, command: null, line: null, evidence: 'failed' }
  const failed = attempt?.statements.findLast(({ statuses }) => statuses.some((status) => status !== 0))
  const line = lineOfStatement(step, failed?.statement) ?? step.line
  const command = step.commands.findLast((one) => one.line <= line) ?? step.commands[0]
  const name = command === undefined ? step.kind : [command.program, command.subcommand].filter(Boolean).join(' ')
  const said = lastWords(view, attempt?.id ?? null)
  const exit = attempt?.exitCode ?? null
  const evidence = `${name}: exit ${exit ?? 'unknown'}${said === '' ? '' : `: ${said}`}`
  return { what: `${why} (line ${line}${said === '' ? '' : `: ${said}`})`, command: null, line, evidence }
}

function lineOfStatement(step: Step, index: number | undefined): number | null {
  return index === undefined ? null : (step.script?.statements[index]?.line ?? null)
}

const LONGEST = 160

/** The line on standard error that says what is wrong; else the last one. */
function lastWords(view: IncidentView, attemptId: string | null): string {
  const text = view.output
    .filter((chunk) => chunk.attemptId === attemptId && chunk.stream === 'stderr')
    .map((chunk) => chunk.text)
    .join('')
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.findLast((line) => /\berror\b|refused|denied|invalid|not found|no such/i.test(line))
  return (telling ?? lines.at(-1) ?? '').trim().slice(0, LONGEST)
}

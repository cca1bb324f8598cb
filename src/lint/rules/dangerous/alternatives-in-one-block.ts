import { namesPlatform } from '../../../runbook/words/alternatives.ts'
import { changes, kubectlVerb, named } from '../../facts/ask.ts'
import { hasSql } from '../../facts/conditions.ts'
import type { CommandFact, StepFact } from '../../facts/facts.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'

export const alternativesInOneBlock: Rule = {
  id: 'alternatives-in-one-block',
  family: 'dangerous',
  severity: 'warning',
  summary: 'two ways to do a thing stand in one block, and pasted whole both are done',
  when: (runbook) =>
    runbook.byName.has('kubectl rollout undo') ||
    runbook.steps.some(({ step }) => step.choice !== null) ||
    hasSql(runbook),
  check(runbook, __, tell) {
    for (const { steps } of runbook.fences) {
      const chosen = new Map<string, CommandFact>()
      for (const step of steps) {
        const change = changeOf(step)
        if (step.step.choice === null || change === undefined) continue
        const first = chosen.get(step.step.choice)
        const told = OTHER_WAY.test(step.step.title)
        if (first === undefined) chosen.set(step.step.choice, change)
        else if (first.step !== step && (told || namesPlatform(step.step.title)))
          tell(
            onCommand(
              change,
              `this is another way to do what ${named(first)} on line ${first.line} does: pasted as one block, this runs too, whichever was meant`,
              'a block for each, with the condition above it',
              // Whoever has one of two places knows which; "or" is said to both.
              { severity: told && (changes(change) || changes(first)) && !isSameAgain(first, change) ? null : 'info' },
            ),
          )
      }
    }
    undoneTwice(runbook.byName.get('kubectl rollout undo') ?? [], tell)
    gracefulThenForced(sqlOf(runbook), tell)
  },
}

/** What a step changes, or a script of which nobody knows what it does: run twice over, that is worth knowing. */
function changeOf({ commands }: StepFact): CommandFact | undefined {
  const plain = commands.filter(({ carrier }) => carrier === null)
  return plain.find(changes) ?? plain.find(({ effect, program }) => effect === 'unknown' && !OPENS.test(program))
}

/**
 * The second finds nothing left to do, or does no harm: `pnpm staging:up`, then `docker compose up`; two logins; the same
 * package by two managers; a restart by two ways, where the first was an outage as long.
 */
function isSameAgain(first: CommandFact, second: CommandFact): boolean {
  // `docker stop $(docker ps -q)` after `docker stop api`: all of them.
  if (second.words.some(({ text }) => text.startsWith('$('))) return false
  if (DEEDS.some((deed) => does(first, deed) && does(second, deed))) return true
  // Both away for a moment; or two servers, of which the second finds the port taken.
  if (
    does(first, /^restart$/) &&
    does(second, /^(?:down|stop|up)$/) &&
    !second.args.some((arg) => /^(?:-v|--volumes)$/.test(arg))
  )
    return true
  return (
    first.program === 'docker' && second.program === 'docker' && first.args[0] === 'run' && second.args[0] === 'run'
  )
}

const DEEDS = [
  /^(?:up|start(?:ed)?)$/,
  /^(?:down|stop|--replicas=0)$/,
  /^login$/,
  /^(?:install|add)$/,
  /^(?:restart|reload|reconcile)$/,
]

/** By one of its words, or by a part of one: `staging:up`, `start-services`, `/-/reload`, `redis-server`. */
function does({ program, args }: CommandFact, deed: RegExp): boolean {
  if (args.some((arg) => arg.startsWith('--') && deed.test(arg))) return true
  if (deed.test('start') && /^(?:redis|valkey)-server$/.test(program)) return true
  return args.some(
    (arg) => !arg.startsWith('-') && arg.length <= 200 && arg.split(/[:_/-]/).some((word) => deed.test(word)),
  )
}

/** What opens something for a person, or reads settings. */
const OPENS = /^(?:source|\.|ssh|vi|vim|nano|code|open|_.*)$/

/** What a comment says above the other way. Steps of one way have the same choice as the other's. */
const OTHER_WAY = /^(?:or\b|alternatively\b|alternative\b|option\b|method\b|variant\b|approach\b|otherwise\b)/i

/** "To the previous version", and below it "to a given revision": one of them is meant. */
function undoneTwice(commands: readonly CommandFact[], tell: Tell): void {
  const undone = new Map<string, CommandFact>()
  for (const command of commands) {
    if (kubectlVerb(command) !== 'rollout undo' || command.step.fence === null || command.carrier !== null) continue
    const target = command.args.filter((arg) => !arg.startsWith('--to-revision')).join(' ')
    const key = `${command.step.fence.line} ${target}`
    const first = undone.get(key)
    if (first === undefined) undone.set(key, command)
    else if (command.step.step.choice === null)
      tell(
        onCommand(
          command,
          `line ${first.line} undid this already: pasted as one block, both run, and the second goes on from where the first went`,
          'a block for each, with the condition above it',
        ),
      )
  }
}

/** Cancelling a query is the gentle form of ending its session. */
function gracefulThenForced(statements: readonly SqlFact[], tell: Tell): void {
  for (const [at, fact] of statements.entries()) {
    const before = statements[at - 1]
    if (!fact.words.startsWith('select pg_terminate_backend')) continue
    const argument = /^select pg_terminate_backend (\(.*\))/.exec(fact.words)?.[1]
    if (argument === undefined || before === undefined || before.step.fence !== fact.step.fence) continue
    if (before.words !== `select pg_cancel_backend ${argument}`) continue
    const { step, from, to } = fact
    tell({
      at: { step, from, to },
      message:
        'run as one block, the session is ended right after its query was cancelled: the gentle way never has its chance',
      hint: 'a block for each: cancel, look again, and end the session only if the query is still there',
      severity: null,
      fix: null,
    })
  }
}

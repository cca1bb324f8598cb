import { awsVerb, changes, hasFlag, kubectlVerb, laterInFence, named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'
import { savesData } from '../dangerous/saves-data.ts'
import { isWritten } from '../will-not-run/aws-refuses.ts'

export const gateDoesNotStop: Rule = {
  id: 'gate-does-not-stop',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a check or backup fails and the rest of its block runs all the same',
  when: ({ commands }) => commands.length > 1 && commands.some(mayRely),
  check({ fences, steps }, __, tell) {
    for (const { commands } of fences) inBlock(commands, tell)
    for (const { fence, commands } of steps) if (fence === null) inBlock(commands, tell)
  },
}

function inBlock(commands: readonly CommandFact[], tell: Tell): void {
  const last = commands.findLastIndex(mayRely)
  for (const command of commands.slice(0, Math.max(0, last))) {
    if (command.carrier !== null || command.failureStops || command.failureIgnored || command.place !== 'plain')
      continue
    const gate = whatItGuards(command)
    // With arguments left out it surely fails: that is said by itself.
    if (gate === null || !isWritten(command)) continue
    const next = laterInFence(command).find((other) => other.carrier === null && reliesOn(gate, other, command))
    if (next === undefined) continue
    tell(
      onCommand(
        command,
        `pasted as a block, ${named(next)} on line ${next.line} runs even if ${gate.when}`,
        'begin the block with set -e, or join the commands with &&',
      ),
    )
  }
}

/** Every command that may go by a gate before it. */
function mayRely(command: CommandFact): boolean {
  return changes(command) || isUpgrade(command)
}

interface Gate {
  kind: 'check' | 'backup'
  when: string
}

function whatItGuards(command: CommandFact): Gate | null {
  const { program, args } = command
  if (savesData(command)) return { kind: 'backup', when: `${named(command)} failed and there is no backup` }
  if (
    program === 'aws' &&
    args[0] === 's3' &&
    /^(sync|cp|mv)$/.test(args[1] ?? '') &&
    /^s3:/.test(args.filter((arg) => !arg.startsWith('-'))[3] ?? '')
  )
    return { kind: 'backup', when: `${named(command)} failed and nothing was copied` }
  if (kubectlVerb(command) === 'rollout status' || kubectlVerb(command) === 'wait')
    return { kind: 'check', when: `${named(command)} gave up waiting` }
  if (/\bwait\b/.test(awsVerb(command))) return { kind: 'check', when: `${named(command)} gave up waiting` }
  if (
    program === 'curl' &&
    hasFlag(command, '-f', '--fail', '--fail-with-body') &&
    command.effect === 'read' &&
    args.some((arg) => /health|ready|live/i.test(arg))
  )
    return { kind: 'check', when: 'the health check fails' }
  if (isTest(command)) return { kind: 'check', when: `${named(command)} fails` }
  if (/smoke|healthcheck|health_check|verify|preflight/.test(command.words[0]?.value ?? ''))
    return { kind: 'check', when: `${named(command)} fails` }
  return null
}

/** `pytest`, `npm test`, `python -c "from shop import app"`: there to say that the code works. */
function isTest({ program, args }: CommandFact): boolean {
  if (/^(?:pytest|tox|jest|vitest|rspec|phpunit)$/.test(program)) return true
  if (/^(?:npm|yarn|pnpm|make|cargo|go|mvn|gradle)$/.test(program))
    return args.find((arg) => !/^(?:-.*|run)$/.test(arg)) === 'test'
  return /^python3?$/.test(program) && args[0] === '-c' && /^\s*(?:from \S+ )?import\b/.test(args[1] ?? '')
}

/** What a one-off task is asked when it only looks. */
const LOOKS = /^(current|history|heads|status|check|version|--version|ls|get|list)$/

function isUpgrade({ program, args }: CommandFact): boolean {
  return program === 'alembic' && args.includes('upgrade') && !args.includes('--sql')
}

/** After a check: any change. After a copy: only what takes away. */
function reliesOn(gate: Gate, next: CommandFact, from: CommandFact): boolean {
  if (next.line === from.line && next.step === from.step) return false
  // What stands by itself: the end of the whole exercise, or the same for who runs it another way.
  if (/^(?:teardown|tear down|clean ?up)\b/i.test(next.step.step.title)) return false
  if (/^(?:kubectl|oc)$/.test(from.program) && /^(?:docker|podman)/.test(next.program)) return false
  if (next.effect === 'destructive' && isScratch(next)) return false
  if (gate.kind === 'backup')
    return (next.effect === 'destructive' && !tidiesUp(next) && !isCopy(next)) || isUpgrade(next)
  // Going back is what a failed check calls for.
  if (goesBack(next) || (kubectlVerb(next) === 'run' && hasFlag(next, '--rm'))) return false
  if (next.carried.some((inner) => inner.args.some((arg) => LOOKS.test(arg)))) return false
  return (
    (next.effect === 'write' || next.effect === 'destructive') &&
    !/^(echo|printf|curl|tee|cp|mkdir|touch|cat|export|cd|sleep|slack|slack-cli)$/.test(next.program)
  )
}

function goesBack(command: CommandFact): boolean {
  return kubectlVerb(command) === 'rollout undo' || (command.program === 'helm' && command.args.includes('rollback'))
}

/** `dropdb test_restore`, `delete-db-instance … test-restore-2026`: made to be thrown away. */
function isScratch({ args }: CommandFact): boolean {
  return args.some((arg) => /^(?:\w+[-_])?(?:test|scratch|drill)[-_]\w+/.test(arg))
}

/** The next backup, or one that is tried out, needs the first no more than this one. */
function isCopy(command: CommandFact): boolean {
  return command.program === 'tar' || (command.program === 'aws' && command.args[1] === 'sync') || savesData(command)
}

/** What was there only for the while, or more than so many of. */
function tidiesUp({ program, args, pipeline }: CommandFact): boolean {
  if (program === 'xargs')
    return pipeline.some((each) => each.program === 'tail' && each.args.some((arg) => /^\+\d/.test(arg)))
  return program === 'rm' && args.filter((arg) => !arg.startsWith('-')).every((arg) => /te?mp/i.test(arg))
}

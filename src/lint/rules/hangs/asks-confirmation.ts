import { toolTable } from '../../../analysis/cli/tables.ts'
import { hasFlag, isToChooseFrom, laterInFence, outermost, shown } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

const ASKS: ReadonlySet<string> = new Set(
  'celery terraform docker podman apt apt-get yum dnf az gcloud gh rm ufw fly flyctl npx pnpm yarn prisma'.split(' '),
)

const MAY_SAY_SO = holds('prompt', 'confirm')

export const asksConfirmation: Rule = {
  id: 'asks-confirmation',
  family: 'hangs or needs a terminal',
  severity: 'warning',
  summary: 'a command stops and asks "are you sure?"',
  when: (runbook) => runbook.commands.some(({ program }) => ASKS.has(program)) || MAY_SAY_SO(runbook),
  check({ commands }, __, tell) {
    for (const command of commands) {
      if (saysItAsks(command))
        tell(
          onCommand(
            command,
            `the runbook says itself that ${shown(command, 50)} asks for a confirmation${isLast(command) ? '' : ': nothing below runs until someone answers'}`,
            'once the step says how to be sure, give the answer with the command',
            { severity: isLast(command) ? 'info' : null },
          ),
        )
      const answer = answerOf(command)
      if (answer === null || isAnswered(command)) continue
      // apt goes ahead unasked when nothing but what was named changes.
      const when =
        /^apt(-get)?$/.test(command.program) && command.args.includes('install') ? ', if other packages come along' : ''
      tell(
        onCommand(
          command,
          `${shown(command, 50)} stops and asks whether you are sure${when}: ${isLast(command) ? 'an unattended run waits there' : 'nothing below runs until someone answers, and a line pasted after it may be taken for the answer'}`,
          `once the step says how to be sure, answer beforehand: ${answer}`,
          { severity: when !== '' || isLast(command) || isToChooseFrom(command) ? 'info' : null },
        ),
      )
    }
  },
}

/** Nothing of its block can be taken for the answer. */
function isLast(command: CommandFact): boolean {
  const outer = outermost(command)
  return command.step.fence === null || laterInFence(outer).every((other) => outermost(other) === outer)
}

/** "Full restore (will prompt for confirmation)" */
function saysItAsks(command: CommandFact): boolean {
  const { step, carrier, effect, pipeline, args } = command
  if (carrier !== null || effect === 'read' || ASKS.has(command.program) || pipeline.indexOf(command) > 0) return false
  if (step.commands.find((each) => each.carrier === null && each.effect !== 'read') !== command) return false
  return (
    /\b(?:will|may) (?:prompt|ask)\b|\b(?:prompts|asks) (?:you )?for (?:a )?confirmation\b/i.test(step.step.title) &&
    !/passw|passphrase|credential|\bmfa\b/i.test(step.step.title) &&
    !args.some((arg) => /^(?:-y|--yes|-f|--force|--no-prompt|--non-interactive|--auto-approve)$/.test(arg))
  )
}

/** The option that answers; null for what does not ask. */
function answerOf(command: CommandFact): string | null {
  const { program, args } = command
  if (!ASKS.has(program)) return null
  const words = args.filter((arg) => !arg.startsWith('-'))
  if (program === 'celery' && args.includes('purge'))
    return hasFlag(command, '-f', '--force') ? null : 'celery … purge -f'
  if (program === 'terraform' && /^(apply|destroy)$/.test(words[0] ?? ''))
    return hasFlag(command, '-auto-approve', '--auto-approve') || words.length > 1
      ? null
      : 'terraform apply a saved plan'
  if (/^(docker|podman)$/.test(program) && words.includes('prune'))
    return hasFlag(command, '-f', '--force') ? null : `${program} … prune -f`
  if (
    /^(apt|apt-get)$/.test(program) &&
    /^(install|remove|upgrade|dist-upgrade|purge|autoremove)$/.test(words[0] ?? '')
  )
    return hasFlag(command, '-y', '--yes', '-q') ? null : `${program} -y …`
  if (/^(yum|dnf)$/.test(program) && /^(install|remove|update|upgrade|erase)$/.test(words[0] ?? ''))
    return hasFlag(command, '-y', '--assumeyes') ? null : `${program} -y …`
  if (program === 'az' && args.includes('delete') && asksAz(words))
    return hasFlag(command, '-y', '--yes') ? null : 'az … --yes'
  if (
    program === 'gcloud' &&
    /^(delete|resize|failover)$/.test(words.find((word) => /^(delete|resize|failover)$/.test(word)) ?? '')
  )
    return hasFlag(command, '-q', '--quiet') ? null : 'gcloud … --quiet'
  if (program === 'gh' && words.includes('delete'))
    return hasFlag(command, '-y', '--yes', '--confirm') ? null : 'gh … --yes'
  if (
    /^fly(?:ctl)?$/.test(program) &&
    /^(?:scale count|(?:apps|volumes|volume|postgres) destroy)/.test(words.join(' '))
  )
    return hasFlag(command, '-y', '--yes') ? null : 'fly … --yes'
  if (/\bprisma migrate reset\b/.test([program, ...words].join(' ')))
    return hasFlag(command, '-f', '--force') ? null : 'prisma migrate reset --force'
  if (program === 'rm' && hasFlag(command, '-i', '-I') && !hasFlag(command, '-f')) return 'rm without -i'
  if (program === 'ufw' && /^(enable|reset)$/.test(words[0] ?? ''))
    return hasFlag(command, '--force') ? null : 'ufw --force …'
  return null
}

/** Only some commands of az ask: those that have an option to answer with. Of `vm delete` the table does not know it. */
function asksAz(words: readonly string[]): boolean {
  const name = words.slice(0, words.indexOf('delete') + 1).join(' ')
  return name === 'vm delete' || toolTable('az')?.find(name)?.options.has('yes') === true
}

function isAnswered(command: CommandFact): boolean {
  const at = command.pipeline.indexOf(command)
  return at > 0 || command.redirects.some(({ operator }) => operator.startsWith('<'))
}

import { awsOf, hasFlag, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const syncDeletes: Rule = {
  id: 'sync-deletes',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a sync deletes at the target whatever the source has not',
  programs: new Set(['aws', 'rsync', 'gsutil', 'rclone']),
  sign: sign('--delete', 'rclone'),
  check(_, commands, tell) {
    for (const command of commands) {
      const sync =
        (command.program === 'aws' && command.args.includes('sync')) || /^(rsync|gsutil|rclone)$/.test(command.program)
      const deletes =
        command.args.some((arg) => /^--delete(-\w+)*$/.test(arg)) ||
        (command.program === 'rclone' && command.args[0] === 'sync')
      if (!sync || !deletes || optionOf(command, '--delete-after')?.value === 'false') continue
      const dry = hasFlag(command, '--dryrun', '--dry-run') || (command.program === 'rsync' && hasFlag(command, '-n'))
      // A trial run hurts nobody, unless the runbook says to take the trial off.
      if (dry && !/remove|without|drop|then run/i.test(commentOn(command))) continue
      const target = targetOf(command) ?? 'the target'
      // A folder made for the day holds nothing yet.
      if (/\$\(date\b|\$\{?(?:\w*_)?(?:DATE|TODAY|TIMESTAMP|STAMP)\b/i.test(target)) continue
      tell(
        onCommand(
          command,
          dry
            ? `without --dryrun, ${named(command)} deletes from ${target} everything the source has not: what is newer than the backup, and everything if the source is empty or mistyped`
            : `${named(command)} deletes from ${target} everything the source has not: all of it, if the source is empty or mistyped`,
          'leave --delete out: what is there stays, and what was lost comes back',
        ),
      )
    }
  },
}

function commentOn(command: CommandFact): string {
  const end = command.step.code.indexOf('\n', command.to)
  return command.step.code.slice(command.to, end < 0 ? undefined : end) + command.step.step.title
}

/** What stands last, without the values of options. */
function targetOf(command: CommandFact): string | undefined {
  const paths = awsOf(command)?.positionals ?? []
  if (paths.length > 0) return paths.at(-1)
  return command.words.findLast(({ value }, at) => at > 0 && !value.startsWith('-'))?.text
}

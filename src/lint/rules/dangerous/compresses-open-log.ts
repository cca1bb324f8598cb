import { hasFlag, shown } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const compressesOpenLog: Rule = {
  id: 'compresses-open-log',
  family: 'dangerous',
  severity: 'warning',
  summary: 'log files that are still written to are compressed',
  programs: new Set(['find', 'gzip', 'bzip2', 'xz']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program === 'find' ? !findsOpenLogs(command) : !isOpenLog(command)) continue
      tell(
        onCommand(
          command,
          `${shown(command, 60)} takes the logs that are being written, too: their programs go on writing into files that have no name any more, those lines are lost, and the space is not free until they are restarted`,
          'take those that were rotated: -mtime +1, or -name "*.log.[0-9]*"; or have logrotate do it',
        ),
      )
    }
  },
}

/** Every `*.log`, however new it is. */
function findsOpenLogs({ args }: CommandFact): boolean {
  const runs = args.findIndex((arg) => /^-exec(?:dir)?$/.test(arg))
  if (runs < 0 || !/^(?:\/\S*\/)?(?:gzip|bzip2|xz)$/.test(args[runs + 1] ?? '')) return false
  const tests = args.slice(0, runs)
  const name = tests[tests.findIndex((arg) => /^-i?name$/.test(arg)) + 1] ?? ''
  return (
    name.endsWith('.log') && !tests.some((arg) => /^-(?:[amc]time|[amc]min|newer\w*|not|!)$/.test(arg) || arg === '!')
  )
}

function isOpenLog(command: CommandFact): boolean {
  if (!/^(?:gzip|bzip2|xz)$/.test(command.program)) return false
  if (command.carrier?.program === 'find' || hasFlag(command, '-c', '--stdout', '-d', '--decompress', '-l', '-t'))
    return false
  return command.args.some((arg) => /^\/var\/log\/\S*\.log$|^\/var\/log\/\S*(?:syslog|messages)$/.test(arg))
}

import { optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const xargsLosesHost: Rule = {
  id: 'xargs-loses-host',
  family: 'wrong target or context',
  severity: 'error',
  summary: 'keys are listed on one Redis and deleted on this machine’s',
  programs: new Set(['redis-cli', 'psql', 'mysql', 'kubectl']),
  *check(_, commands) {
    for (const command of commands) {
      const { carrier } = command
      if (!/^(redis-cli|psql|mysql|kubectl)$/.test(command.program) || carrier?.program !== 'xargs') continue
      const option = command.program === 'kubectl' ? ['-n', '--namespace'] : ['-h', '--host']
      const source = carrier.pipeline.find(
        (other) => other.program === command.program && optionOf(other, ...option) !== null,
      )
      if (source === undefined || optionOf(command, ...option) !== null || optionOf(command, '-u') !== null) continue
      const host = optionOf(source, ...option)?.text ?? ''
      const where = command.program === 'kubectl' ? 'in the default namespace' : 'to 127.0.0.1'
      yield onCommand(
        command,
        `what is found ${command.program === 'kubectl' ? 'in' : 'on'} ${host} is deleted elsewhere: after xargs, ${command.program} has no ${option[0]} and goes ${where}`,
        `write it out: xargs -r ${command.program} ${option[0]} ${host} …`,
      )
    }
  },
}

import { hasFlag, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** `kubectl get pods -A -o name | xargs kubectl delete`. */
function listsEverywhere(command: CommandFact, carrier: CommandFact): boolean {
  return (
    command.program === 'kubectl' &&
    hasFlag(command, '-A', '--all-namespaces') &&
    optionOf(command, '-o', '--output')?.value === 'name' &&
    !carrier.args.some((arg) => /^-[nIL]/.test(arg))
  )
}

export const xargsLosesHost: Rule = {
  id: 'xargs-loses-host',
  family: 'wrong target or context',
  severity: 'error',
  summary: 'keys are listed on one Redis and deleted on this machine’s',
  programs: new Set(['redis-cli', 'psql', 'mysql', 'kubectl']),
  check(_, commands, tell) {
    for (const command of commands) {
      const { carrier } = command
      if (!/^(redis-cli|psql|mysql|kubectl)$/.test(command.program) || carrier?.program !== 'xargs') continue
      const option = command.program === 'kubectl' ? ['-n', '--namespace'] : ['-h', '--host']
      const everywhere =
        command.program === 'kubectl' ? carrier.pipeline.find((other) => listsEverywhere(other, carrier)) : undefined
      if (everywhere !== undefined && optionOf(command, ...option) === null) {
        tell(
          onCommand(
            command,
            'names arrive without their namespace: kubectl looks for all of them in the default one, finds none, or one of the same name',
            'keep both: -o jsonpath=\'{range .items[*]}{.metadata.namespace} {.metadata.name}{"\\n"}{end}\', then xargs -rn 2 with -n',
          ),
        )
        continue
      }
      const source = carrier.pipeline.find(
        (other) => other.program === command.program && optionOf(other, ...option) !== null,
      )
      if (source === undefined || optionOf(command, ...option) !== null || optionOf(command, '-u') !== null) continue
      const host = optionOf(source, ...option)?.text ?? ''
      const where = command.program === 'kubectl' ? 'in the default namespace' : 'to 127.0.0.1'
      tell(
        onCommand(
          command,
          `what is found ${command.program === 'kubectl' ? 'in' : 'on'} ${host} is deleted elsewhere: after xargs, ${command.program} has no ${option[0]} and goes ${where}`,
          `write it out: xargs -r ${command.program} ${option[0]} ${host} …`,
        ),
      )
    }
  },
}

import { earlier, kubectlOf, kubectlVerb } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const switchesUnchecked: Rule = {
  id: 'switches-unchecked',
  family: 'dangerous',
  severity: 'warning',
  summary: 'all traffic is sent to pods that nobody has seen ready',
  programs: new Set(['kubectl patch', 'kubectl set selector']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const service = switched(command)
      if (service === null) continue
      const before = earlier(runbook, command)
      // Waited for, or back to where it came from.
      if (before.some((other) => switched(other) === service || waits(other))) continue
      tell(
        onCommand(
          command,
          `from here on everything that asks ${service} goes to the pods of the new selector: while none of them is ready, to nobody`,
          'wait for them first, in the same block: kubectl rollout status deployment/NAME --timeout=5m || exit 1',
        ),
      )
    }
  },
}

/** The service whose selector is replaced; null for any other command. */
function switched(command: CommandFact): string | null {
  const verb = kubectlVerb(command)
  if (verb !== 'patch' && verb !== 'set selector') return null
  const [first] = kubectlOf(command)?.resources ?? []
  if (!/^(?:services?|svc)$/.test(first?.type ?? '')) return null
  return verb === 'set selector' || command.args.some((arg) => /"selector"\s*:|spec\/selector/.test(arg))
    ? (first?.name ?? 'the service')
    : null
}

/** What stops, or lets someone see, until the new pods are ready. */
function waits(command: CommandFact): boolean {
  const verb = kubectlVerb(command)
  const [first] = kubectlOf(command)?.resources ?? []
  return (
    verb === 'rollout status' ||
    verb === 'wait' ||
    (verb === 'get' && /^(?:endpoints?|ep|endpointslices?)$/.test(first?.type ?? ''))
  )
}

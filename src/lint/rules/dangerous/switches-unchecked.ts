import { earlier, kubectlOf, kubectlVerb, laterInFence } from '../../facts/ask.ts'
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
      const gone = deletedLater(command)
      if (gone !== null) {
        tell(
          onCommand(
            command,
            `from here on everything that asks ${service} goes to the pods of the new selector, and line ${gone.line} deletes them: then nobody answers`,
            'bring the other pods to the new version and wait for them, turn the selector back, and only then delete these',
          ),
        )
        continue
      }
      const before = earlier(runbook, command)
      // Within an `if`, something was asked before.
      if (isWithinIf(command)) continue
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

/** `"version": "canary"`, and further down `kubectl delete deployment shop-canary`. */
function deletedLater(command: CommandFact): CommandFact | null {
  const code = command.step.code.slice(command.from, command.to)
  const version = /"(?:version|track|color|slot)"\s*:\s*"([a-z][\w.-]*)"/.exec(code)?.[1]
  if (version === undefined) return null
  const found = laterInFence(command).find(
    (other) =>
      kubectlVerb(other) === 'delete' &&
      /^(?:deployments?|deploy)$/.test(kubectlOf(other)?.resources[0]?.type ?? '') &&
      other.words.some(({ text }) => text.endsWith(`-${version}`)),
  )
  if (found === undefined) return null
  const between = laterInFence(command)
  const back = between.slice(0, between.indexOf(found)).some((other) => switched(other) !== null)
  return back ? null : found
}

function isWithinIf({ step, from }: CommandFact): boolean {
  const before = step.code.slice(0, from)
  return (before.match(/(?:^|\n)[ \t]*if\b/g)?.length ?? 0) > (before.match(/(?:^|\n)[ \t]*fi\b/g)?.length ?? 0)
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

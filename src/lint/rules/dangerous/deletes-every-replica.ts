import { hasFlag, kubectlOf, kubectlVerb, optionOf, shown } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule, type Severity } from '../../rule.ts'

export const deletesEveryReplica: Rule = {
  id: 'deletes-every-replica',
  family: 'dangerous',
  severity: 'warning',
  summary: 'all pods of a workload are deleted at the same moment',
  programs: new Set(['kubectl delete']),
  check(_, commands, tell) {
    for (const command of commands) {
      const call = kubectlOf(command)
      const [first] = call?.resources ?? []
      if (kubectlVerb(command) !== 'delete' || !/^(?:pods?|po)$/.test(first?.type ?? '')) continue
      if (first?.name != null || hasFlag(command, '--dry-run', '--dry-run=client', '--dry-run=server')) continue
      const found = whichPods(command)
      if (found !== null)
        tell(
          onCommand(command, `${shown(command, 60)} ${found.what}`, found.hint, { severity: found.severity ?? null }),
        )
    }
  },
}

function whichPods(command: CommandFact): { what: string; hint: string; severity?: Severity } | null {
  const done = /^status\.phase=+Succeeded$/.test(optionOf(command, '--field-selector')?.value ?? '')
  const ended = /^status\.phase=+(?:Failed|Succeeded)|^status\.phase!=+Running/.test(
    optionOf(command, '--field-selector')?.value ?? '',
  )
  if (hasFlag(command, '-A', '--all-namespaces'))
    return {
      // Jobs that went well are cleaned away like that every day.
      ...(done ? { severity: 'info' } : {}),
      what: done
        ? 'deletes what has ended well in every namespace of the cluster, other teams’ too, with its logs'
        : ended
          ? 'deletes what has ended in every namespace of the cluster, other teams’ too, and with it the logs that say why'
          : 'deletes them in every namespace of the cluster, other teams’ too',
      hint: 'name the namespace, and look at the list first: kubectl get with the same options',
    }
  const label = optionOf(command, '-l', '--selector')?.text
  // What is named more closely than a workload is, by node or by phase, is not all of it.
  if (
    ended ||
    label === undefined ||
    !label.includes('=') ||
    optionOf(command, '--field-selector') !== null ||
    label.includes(',') ||
    isOperator(label, command)
  )
    return null
  return {
    what: `deletes all pods of ${label} at the same moment: nothing answers until the first new one is ready`,
    hint: 'kubectl rollout restart replaces them one after the other, and kubectl rollout undo takes it back',
  }
}

/** One pod that serves nobody: the cluster goes on without it, and deleting it is how it is restarted. */
function isOperator(label: string, { step }: CommandFact): boolean {
  return /=[\w.-]*(?:operator|controller-manager)$/.test(label) && /\brestart/i.test(step.step.title)
}

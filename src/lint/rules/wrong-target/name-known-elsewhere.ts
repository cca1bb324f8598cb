import { inCode } from '../../facts/conditions.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const nameKnownElsewhere: Rule = {
  id: 'name-known-elsewhere',
  family: 'wrong target or context',
  // Many an on-call engineer works on a machine inside, and no runbook says so: true as often as not.
  severity: 'info',
  summary: 'a name that only the cluster or the compose network knows is asked for from outside of it',
  programs: new Set(['curl', 'wget']),
  when: inCode('kubectl', 'oc ', 'docker', 'helm'),
  check(runbook, commands, tell) {
    const asked = commands.filter(({ program, elsewhere }) => !elsewhere && /^(?:curl|wget)$/.test(program))
    const hosts = asked.map(hostOf)
    if (hosts.every((host) => host === null) || saysInside(runbook)) return
    const where = whoKnows(runbook)
    if (where === null) return
    const opened = sessions(runbook)
    for (const [at, command] of asked.entries()) {
      const host = hosts[at] ?? null
      const since = opened.get(command.step.fence ?? command.step)
      if (host === null || (since !== undefined && since < command.index)) continue
      tell(
        onCommand(
          command,
          `"${host}" is a name that only ${where} knows: from any other machine ${command.program} fails with "could not resolve host"`,
          where === 'the cluster'
            ? `kubectl port-forward svc/${host.split('.')[0]} PORT in another terminal and ask localhost; or run it in a pod: kubectl exec … -- ${command.program} …`
            : `ask the port that is published on localhost, or run it inside: docker exec … ${command.program} …`,
        ),
      )
    }
  },
}

/** `prometheus` of `http://prometheus:9090/…`, `shop.orders.svc` of `http://shop.orders.svc/`. */
function hostOf({ words }: CommandFact): string | null {
  for (const { value } of words) {
    const [, host = ''] = INNER.exec(value) ?? []
    if (host !== '') return host
  }
  return null
}

const INNER =
  /^https?:\/\/(?!localhost\b|host\b|server\b|hostname\b|your|my)([a-z][a-z0-9]*(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+\.svc(?:\.cluster\.local)?)?)(?::\d+)?(?:[/?]|$)/

/** By block, the first command that opens a shell somewhere else: what is typed after it runs there. */
function sessions({ commands }: RunbookFacts): ReadonlyMap<unknown, number> {
  const opened = new Map<unknown, number>()
  for (const command of commands) {
    const block = command.step.fence ?? command.step
    if (OPENS.has(command.program) && !opened.has(block) && opens(command)) opened.set(block, command.index)
  }
  return opened
}

const OPENS: ReadonlySet<string> = new Set(['ssh', 'kubectl', 'oc', 'docker', 'docker-compose', 'gcloud', 'aws'])

function opens({ program, args }: CommandFact): boolean {
  if (program === 'ssh') return true
  return (
    args.some((arg) => /^(?:exec|run|attach|debug|ssh|rsh|start-session|execute-command)$/.test(arg)) &&
    args.some((arg) => /^(?:-\w*t\w*|--tty|--interactive|start-session|ssh|rsh|debug)$/.test(arg))
  )
}

/** Its author tells to be there first. */
function saysInside({ text }: RunbookFacts): boolean {
  return /\/etc\/hosts\b|\b(?:from|on|log ?in to|ssh (?:in)?to|connect to) (?:the |a )?(?:bastion|jump ?(?:host|box|server)|vpn)\b|\btelepresence\b/i.test(
    text,
  )
}

function whoKnows({ commands }: RunbookFacts): string | null {
  const cluster = commands.filter(
    ({ program }) => program === 'kubectl' || program === 'oc' || program === 'helm',
  ).length
  const compose = commands.filter(
    ({ program, args }) =>
      program === 'docker-compose' || (program === 'docker' && /^(?:compose|exec|logs|ps)$/.test(args[0] ?? '')),
  ).length
  if (cluster === 0 && compose === 0) return null
  return cluster >= compose ? 'the cluster' : 'the network of the containers'
}

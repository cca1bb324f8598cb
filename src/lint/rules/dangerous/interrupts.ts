import { awsVerb, hasFlag, kubectlOf, kubectlVerb } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'

/** What takes something that runs away from its users, if only for a moment: `restarts api`; null for other commands. */
export function interrupts(command: CommandFact): string | null {
  const { program, args } = command
  const words = args.filter((arg) => !arg.startsWith('-'))
  switch (program) {
    case 'kubectl':
    case 'oc':
      return interruptsPods(command)
    case 'docker':
    case 'docker-compose':
    case 'podman':
      return interruptsContainers(args[0] === 'compose', command)
    case 'systemctl':
      return /^(?:restart|stop)$/.test(words[0] ?? '') ? verbOf(words[0] ?? '', words[1]) : null
    case 'service':
      return /^(?:restart|stop)$/.test(words[1] ?? '') ? verbOf(words[1] ?? '', words[0]) : null
    case 'supervisorctl':
    case 'pm2':
      return /^(?:restart|stop)$/.test(words[0] ?? '') ? verbOf(words[0] ?? '', words[1]) : null
    case 'reboot':
      return 'reboots the machine'
    case 'aws':
      return interruptsInAws(command)
    default:
      return null
  }
}

function verbOf(verb: string, name: string | undefined): string {
  return `${verb === 'stop' || verb === 'down' ? 'stops' : verb === 'kill' ? 'kills' : 'restarts'} ${name ?? 'it'}`
}

function interruptsPods(command: CommandFact): string | null {
  const verb = kubectlVerb(command)
  const call = kubectlOf(command)
  const [first] = call?.resources ?? []
  const name = first?.name ?? 'it'
  if (hasFlag(command, '--dry-run')) return null
  if (verb === 'rollout restart') return `restarts ${name}`
  if (verb === 'delete' && /^(?:pods?|po)$/.test(first?.type ?? ''))
    return `deletes the pod ${first?.name ?? ''}`.trim()
  return verb === 'scale' && command.args.some((arg) => /^--replicas=0$/.test(arg)) ? `stops ${name}` : null
}

function interruptsContainers(compose: boolean, command: CommandFact): string | null {
  const separate = command.program === 'docker-compose'
  const takes = compose || separate ? composeWords(command.args, compose ? 1 : 0) : command.args
  const words = takes.filter((arg) => !arg.startsWith('-'))
  const [verb = '', name] = words
  if (!/^(?:restart|stop|kill|down)$/.test(verb)) return null
  return verb === 'down' ? 'stops and removes every container of the project' : verbOf(verb, name ?? 'every container')
}

/** Without the options before compose's verb that take a value. */
function composeWords(args: readonly string[], from: number): readonly string[] {
  let at = from
  while (at < args.length && args[at]?.startsWith('-'))
    at += /^(?:-f|--file|-p|--project-name|--profile|--env-file|--project-directory)$/.test(args[at] ?? '') ? 2 : 1
  return args.slice(at)
}

function interruptsInAws(command: CommandFact): string | null {
  const verb = awsVerb(command)
  if (verb === 'ecs update-service' && hasFlag(command, '--force-new-deployment')) return 'replaces every task'
  if (/^(?:rds reboot-db-\w+|elasticache reboot-cache-cluster|ec2 reboot-instances)/.test(verb)) return 'reboots it'
  return verb === 'ec2 stop-instances' ? 'stops the instances' : null
}

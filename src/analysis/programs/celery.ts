import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { handOver } from './background-task.ts'
import { has, lastValue, readOptions } from './options.ts'

/**
 * What `celery inspect --list` prints, but `objgraph`, which writes a file on the worker: celery itself keeps what asks
 * (inspect) from what changes (control).
 */
const INSPECTS =
  /^(active|active_queues|clock|conf|memdump|memsample|ping|query_task|registered|report|reserved|revoked|scheduled|stats|tasks)$/

export function resolveCelery({ args }: Call): Finding {
  const options = readOptions(
    args,
    'AbdtQXnc app broker destination timeout queues exclude-queues result-backend loader config workdir hostname loglevel concurrency logfile pool',
    false,
  )
  const [verb, method] = options.positionals
  const app = lastValue(options, '-A', '--app')
  const queues = lastValue(options, '-Q', '--queues')
  const targets = [
    ...(app ? [{ kind: 'app', name: app.text }] : []),
    ...(queues ? [{ kind: 'queue', name: queues.text }] : []),
  ]
  const subcommand = [verb, method].flatMap((word) => word?.text ?? []).join(' ') || null
  const more = { subcommand, targets }
  switch (verb?.fixed ? verb.value : '') {
    case 'inspect':
      return method?.fixed && INSPECTS.test(method.value)
        ? read('asks the workers', more)
        : unknown('asks the workers something', more)
    case 'status':
    case 'report':
    case 'result':
      return read('asks the workers', more)
    case 'list':
      return read('lists bindings', more)
    case 'logtool':
      return read('reads log files', more)
    case 'purge':
      return destructive('deletes waiting tasks; celery: "There is no undo for this operation!"', more)
    case 'control':
      return /^(shutdown|terminate|revoke|revoke_by_stamped_headers|terminate_stamped_headers)$/.test(
        method?.value ?? '',
      )
        ? destructive('ends work that runs or waits', more)
        : write('tells the workers what to do', more)
    case 'call':
      return handOver(method?.text ?? '', more)
    case 'migrate':
      return write('puts work on a queue', more)
    case 'worker':
    case 'beat':
    case 'multi':
      return write('starts workers', more)
    case 'amqp':
      return unknown('speaks to the broker', more)
    default:
      return has(options, '--version')
        ? read('prints its version', more)
        : unknown('a command of celery Standby does not know', more)
  }
}

import { longPattern } from '../../core/long-pattern.ts'
import { judgeAws } from '../aws/judgements.ts'
import { type AwsCall, parseAws } from '../aws/parse-aws.ts'
import { awsTargets } from '../aws/targets.ts'
import { type Call, destructive, type Finding, type Nested, read, unknown, write } from '../finding.ts'
import { describeOperation } from './verb-in-words.ts'

/** Verbs of operations that look. An operation is a read when IAM says so (Read, List) *and* its name says so. */
const LOOKS = longPattern()`
  ^(describe|get|list|head|search|lookup|query|scan|filter|check|validate|test|discover|count|estimate|preview
    |simulate|select|view|is|admin-get|admin-list|batch-get|batch-describe|batch-check|batch-lookup|evaluate
    |export|download|compare|contains|retrieve|tail|verify)(-|$)`
/** Verbs after which data, access or running work is gone; "destroy" is no access level of IAM's. */
const DESTROYS = longPattern()`
  ^(delete|batch-delete|terminate|purge|deregister|destroy|release|revoke|remove|empty|wipe|expire|retire
    |schedule-key-deletion|cancel|stop|reboot|restart|reset|batch-stop|batch-terminate|disassociate|detach
    |disable|deprovision|abort|force)(-|$)`
/** Of those, what takes a thing out of use but is put back by one call. */
const UNDONE =
  /^(remove-tags|detach|disassociate|disable|revoke|remove|release-hosts|cancel|reset|stop-query|expire-session)(-|$)/

/** Of those, what takes nothing away for good, but what runs now. */
const INTERRUPTS = /^(stop|reboot|restart|abort|cancel|batch-stop|reset|disable)(-|$)/

export function resolveAws({ args }: Call, nested: Nested): Finding {
  const call = parseAws(args.map((word) => word.value))
  const show = (text: string) => args.findLast((word) => word.value === text)?.text ?? text
  const more = {
    subcommand: call.service ? [call.service, call.operation].filter(Boolean).join(' ') : null,
    targets: awsTargets(call, show),
    permissions: permissionsOf(call),
  }
  if (call.globals.version) return read('prints its version', more)
  if (call.errors[0] === 'help') return read('prints help', more)
  const judged = judgeAws(call, args, nested)
  if (judged) {
    const { effect, reasons, code } = judged
    return { ...more, effect, reasons, code, permissions: [...more.permissions, ...judged.permissions] }
  }
  if (!call.service || !call.operation) return unknown(firstLine(call.errors[0] ?? 'no operation'), more)
  const { effect, reasons, code } = byAccessLevel(call)
  return { ...more, effect, reasons, code }
}

const LEVELS = { L: 'List', R: 'Read', W: 'Write', T: 'Tagging', P: 'Permissions management' } as const

function byAccessLevel(call: AwsCall): Finding {
  const operation = call.operation ?? ''
  const level = call.grammar?.level
  const waits = operation.startsWith('wait ')
  if (call.options['generate-cli-skeleton']) return read('prints a skeleton; sends nothing')
  if (call.service === 'ec2' && call.options['dry-run'] && !call.options['no-dry-run'])
    return read('EC2 only says whether it would be allowed')
  if (waits && level !== 'W') return read('asks again until the state is reached')
  const looks = LOOKS.test(operation)
  if (level === 'R' || level === 'L') {
    if (!looks) return unknown(`${call.action}: IAM calls it a read, its name does not`)
    return outfile(call) ?? read(`${call.action} is a read (IAM access level ${level === 'R' ? 'Read' : 'List'})`)
  }
  if (level === undefined) {
    // 3 % of the operations have no IAM action of their name. AWS names none of them describe, list, head or get that writes.
    if (/^(describe|list|head|get)-/.test(operation)) return outfile(call) ?? read(`${operation} is a read by its name`)
    if (DESTROYS.test(operation)) return destructive(`${describeOperation(operation)}: no call undoes it`)
    return /^(create|put|update|modify|start|register|add|set|copy|enable|tag|untag|associate|attach|import|restore|run|send|publish)-/.test(
      operation,
    )
      ? write(describeOperation(operation))
      : unknown(`${call.service} ${operation}: no access level is known`)
  }
  const what = call.action ?? operation
  const does = describeOperation(operation)
  if (DESTROYS.test(operation) && !UNDONE.test(operation))
    return destructive(
      `${does}: ${INTERRUPTS.test(operation) ? 'interrupts what runs' : 'no call undoes it'} (${what})`,
    )
  return write(`${does} (${what}, IAM access level ${LEVELS[level]})`)
}

/** Operations that stream save what they get into a file named last. */
function outfile(call: AwsCall): Finding | null {
  if (!call.grammar?.args.includes('@outfile')) return null
  const [file] = call.positionals
  if (file === undefined || /^(-|\/dev\/(null|stdout|stderr))$/.test(file)) return null
  return write(`writes the file ${file}`)
}

/** IAM has no list of what an operation needs besides; running a task in a role needs the right to pass that role. */
function permissionsOf(call: AwsCall): string[] {
  if (call.action === null) return []
  const passes =
    /^(ecs:(RunTask|StartTask|RegisterTaskDefinition|CreateService)|lambda:CreateFunction|ec2:RunInstances)$/.test(
      call.action,
    )
  return passes ? [call.action, 'iam:PassRole'] : [call.action]
}

/** The CLI's own complaint without the list of all it knows. */
function firstLine(text: string): string {
  const [, what, name] = /^argument (\w+): Invalid choice[\s\S]*Invalid choice: '([^']*)'/.exec(text) ?? []
  if (what) return `there is no ${what === 'command' ? 'service' : what} ${name}`
  return text.split('\n')[0]?.replace(/, valid choices are:$/, '') ?? text
}

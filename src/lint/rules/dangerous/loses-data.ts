import {
  awsVerb,
  earlier,
  hasFlag,
  isOwnStack,
  kubectlOf,
  kubectlVerb,
  laterInFence,
  named,
  outermost,
  shown,
  titlesOf,
} from '../../facts/ask.ts'
import { hasSql, mayChange } from '../../facts/conditions.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { commandsOf } from '../../facts/programs.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { savesData } from './saves-data.ts'

export const losesData: Rule = {
  id: 'loses-data',
  family: 'dangerous',
  severity: 'warning',
  summary: 'something is deleted for good, and nothing was saved or counted before',
  when: (runbook) => mayChange(runbook) || hasSql(runbook),
  check(runbook, __, tell) {
    for (const command of commandsOf(runbook, LOSES)) {
      const what = whatIsLost(command)
      if (what === null || /\b(local|dev(elopment)?|laptop)\b/i.test(command.step.procedure.heading)) continue
      if (isOwnStack(outermost(command)) || isReplica(command)) continue
      if (isGuarded(runbook.commands, earlier(runbook, command), command)) continue
      const copy = KEEPS_NONE.test(what) ? '' : ', and nothing before it keeps a copy'
      // What an emptyDir holds is meant to be lost with its pod: worth knowing, no more.
      // That old backups go is as it should be; whether a good one is left is asked where backups are in trouble.
      const retention = command.program === 'find' && command.step.procedure.kind !== 'incident'
      const severity = kubectlVerb(command) === 'drain' || retention || asksItself(command) ? 'info' : null
      tell(onCommand(command, `${shown(command, 50)} ${what}${copy}`, hintFor(command), { severity }))
    }
    for (const { commands } of runbook.steps) {
      const command = commands.find((each) => each.carrier === null && each.effect !== 'read')
      if (command === undefined || command.program === 'psql' || !SAYS_SO.test(titlesOf(command))) continue
      if (whatIsLost(command) !== null || isGuarded(runbook.commands, earlier(runbook, command), command)) continue
      tell(
        onCommand(
          command,
          `the runbook says itself that ${named(command)} loses data, and nothing before it keeps a copy`,
          hintFor(command),
        ),
      )
    }
    for (const fact of sqlOf(runbook)) {
      const { words } = fact
      const found =
        /^(drop (?:table|schema|database)|truncate)(?: table)?(?: if exists)? ([\w.]+)/.exec(words) ??
        /^alter table .{1,80}? (drop column)(?: if exists)? ([\w.]+)/.exec(words)
      if (found === null || /^if$|test|tmp|temp|valid|scratch/.test(found[2] ?? '')) continue
      if (commandsBefore(runbook, fact).some((other) => savesData(other) && !COPIES_FILES.test(other.program))) continue
      if (!/^[a-z]/i.test(found[2] ?? '')) continue
      tell({
        at: { step: fact.step, from: fact.from, to: fact.to },
        message: `${(found[1] ?? '').toUpperCase()} ${found[2]} takes all of it away, and nothing before it keeps a copy`,
        hint: 'pg_dump -t the table first, or rename it and drop it next week',
        severity: null,
        fix: null,
      })
    }
  },
}

/** Of a key, of revisions: there is no copy to be had. */
const KEEPS_NONE = /waiting time|revisions/

/** "Delete and recreate the pod (will lose session data)" */
const SAYS_SO =
  /\b(?:removes?|deletes?|wipes?|destroys?|erases?) everything\b.*\b(?:volumes?|data(?:bases?)?)\b|\b(?:will|would|may|can|could) (?:lose|wipe|destroy|erase|delete all)\b|\b(?:can|may|will) (?:cause|lead to|result in) (?:\w+ )?data loss\b|\b(?:loses|wipes|destroys|erases) (?:all |the |any )?(?:[\w-]+ )?(?:data|messages|sessions|state)\b|\bdata (?:is|will be|gets) (?:lost|wiped|gone)\b|\((?:data loss|destructive|irreversible)\b/i

/** A copy of a manifest or a folder is none of a table. */
const COPIES_FILES = /^(?:kubectl|cp|rsync|tar)$/

/** Of an SQL block: what was typed at a shell earlier in its procedure. */
function commandsBefore(runbook: RunbookFacts, { command, step }: SqlFact): readonly CommandFact[] {
  if (command !== null) return earlier(runbook, command)
  return runbook.commands.filter((other) => other.step.procedure === step.procedure && other.line < step.step.line)
}

const LOSES: ReadonlySet<string> = new Set(
  'celery rabbitmqctl docker docker-compose podman kubectl oc rm find terraform cdk pulumi npx npm pnpm yarn dropdb dropuser pg_resetwal aws truncate'.split(
    ' ',
  ),
)

function whatIsLost(command: CommandFact): string | null {
  const { program, args } = command
  const words = args.filter((arg) => !arg.startsWith('-'))
  switch (program) {
    case 'celery':
      return args.includes('purge') ? 'throws away the work that waits in the queue' : null
    case 'rabbitmqctl':
      return /^(purge_queue|reset|force_reset|delete_queue)$/.test(words[0] ?? '')
        ? 'throws away the messages that wait there'
        : null
    case 'docker':
    case 'docker-compose':
    case 'podman':
      return lostContainers(command, words)
    case 'find':
      return foundBackups(command)
    case 'kubectl':
    case 'oc':
      return lostByKubectl(command)
    case 'rm':
      return removedFiles(words)
    case 'truncate':
      return words.some((word) => /(?:^|\/)log\/|\.log\b/.test(word)) &&
        /(?:^| )(?:-s ?|--size[= ])0(?: |$)/.test(args.join(' '))
        ? 'empties the logs of what is going wrong'
        : null
    case 'terraform':
    case 'pulumi':
      return words[0] === 'destroy' ? 'takes down everything the state names' : null
    case 'cdk':
      return destroyedStacks(args)
    case 'npx':
      return words[0] === 'cdk' ? destroyedStacks(args.slice(args.indexOf('cdk') + 1)) : null
    case 'npm':
    case 'pnpm':
    case 'yarn':
      return words.some((word) => DROPS.test(word))
        ? 'by its name empties the database that the environment points to'
        : null
    case 'dropdb':
    case 'dropuser':
      return words.some((word) => TRIAL.test(word)) ? null : 'drops it for good'
    case 'pg_resetwal':
      return 'throws away transactions that were committed'
    case 'aws':
      return deletedByAws(command)
    default:
      return null
  }
}

function destroyedStacks([verb, stack = '-']: readonly string[]): string | null {
  if (verb !== 'destroy') return null
  return `takes down ${stack.startsWith('-') ? 'every stack of the account that the profile is for' : stack}, with what it keeps`
}

/** `npm run db:reset`; the one for tests is there for it. */
const DROPS = /^(?:(?:db|database)[:_-](?:reset|drop|wipe|nuke)|(?:reset|drop|wipe)[:_-](?:db|database))$/

function lostContainers(command: CommandFact, words: readonly string[]): string | null {
  const { program, args } = command
  if (program !== 'docker-compose' && args.includes('prune')) return pruned(command, words[0] ?? '')
  if (program === 'podman') return null
  if (args.includes('down') && hasFlag(command, '-v', '--volumes'))
    return isTrial(args) ? null : 'deletes the volumes, with the databases in them'
  return program === 'docker' && words[0] === 'volume' && /^(rm|remove)$/.test(words[1] ?? '')
    ? 'deletes the volume and what is in it'
    : null
}

function lostByKubectl(command: CommandFact): string | null {
  switch (kubectlVerb(command)) {
    case 'patch':
      return command.args.some((arg) => /"emptyDir"\s*:/.test(arg))
        ? 'puts an empty folder where the volume was: what the pods kept is no longer there, and what they write is gone with them'
        : null
    case 'delete':
      return deletedByKubectl(command)
    case 'drain':
      return hasFlag(command, '--delete-emptydir-data', '--delete-local-data')
        ? 'deletes what the pods of the node keep in emptyDir volumes'
        : null
    default:
      return null
  }
}

function removedFiles(words: readonly string[]): string | null {
  if (words.some((word) => DATA.test(word) && !/\btest[^/]*$/.test(word))) return 'deletes the files of a data store'
  return words.some((word) => /(?:^|\/)backups?\/(?:[^/]*\/)*[^/]*\*[^/]*$/.test(word))
    ? 'deletes every backup that matches, the newest too'
    : null
}

/** `find /backups -mtime +7 -delete`: by age alone. */
function foundBackups({ args }: CommandFact): string | null {
  if (!args.includes('-delete') && !args.some((arg, at) => arg === 'rm' && /^-exec/.test(args[at - 1] ?? '')))
    return null
  return args.some((arg) => /backup|dump|snapshot|\.bak\b|\.sql\b/i.test(arg))
    ? 'deletes backups by their age: if no new one was made since, the last good one goes too'
    : null
}

/** A name that says what the thing is for: `shop_test_restore`, `$TEST_DB`. */
const TRIAL = /(?:^|[^a-z])(?:test|drill|trial|te?mp|verify|scratch|restore_check)(?![a-z])/i

/** Its data comes back from the primary, right after. */
function isReplica(command: CommandFact): boolean {
  return command.program === 'rm' && laterInFence(command).some(({ program }) => program === 'pg_basebackup')
}

/** It lists what goes and waits for an answer, or takes what has ended: without the volumes, that is pulled or made again. */
function asksItself(command: CommandFact): boolean {
  return (
    /^(?:docker|podman)$/.test(command.program) &&
    command.args.includes('prune') &&
    !(command.args.includes('volume') && hasFlag(command, '-f', '--force', '-a', '--all')) &&
    !command.args.includes('--volumes') &&
    !(hasFlag(command, '-f', '--force') && hasFlag(command, '-a', '--all'))
  )
}

/** A compose file or project that says itself that it is there to try something. */
function isTrial(args: readonly string[]): boolean {
  return args.slice(0, args.indexOf('down')).some((arg) => /\b(test|drill|trial|tmp|local|dev|staging)\b/i.test(arg))
}

/** Where the packages of data stores keep their data. */
const DATA =
  /^\/var\/lib\/(?:postgresql|pgsql|mysql|mariadb|redis|mongodb|mongo|etcd|cassandra|elasticsearch|opensearch|kafka|rabbitmq|clickhouse|influxdb|prometheus|grafana)\b|\bpg_wal\b/

function pruned(command: CommandFact, group: string): string | null {
  // Since Docker 23 named volumes go only with --all.
  if (group === 'volume')
    return hasFlag(command, '-a', '--all')
      ? 'deletes every volume no container uses now, with its data'
      : 'deletes every unnamed volume no container uses now, with its data (before Docker 23 the named ones too)'
  if (group === 'image')
    return hasFlag(command, '-a', '--all')
      ? 'deletes every image that no container uses now, the one to go back to included'
      : null
  if (group !== 'system' && group !== 'container') return null
  const volumes = command.args.includes('volume') || hasFlag(command, '--volumes')
  const all = hasFlag(command, '-a', '--all')
  return `deletes stopped containers with their logs${all ? ', every image that no container uses' : ''}${volumes ? ', and unnamed volumes with their data (before Docker 23 the named ones too)' : ' and networks'}`
}

function deletedByKubectl(command: CommandFact): string | null {
  const kind =
    kubectlOf(command)?.resources[0]?.type ?? command.args.filter((arg) => !arg.startsWith('-'))[1]?.split('/')[0] ?? ''
  if (/^(namespaces?|ns)$/.test(kind) && kubectlOf(command)?.resources.some(({ name }) => TRIAL.test(name ?? '')))
    return null
  if (/^(namespaces?|ns)$/.test(kind)) return 'deletes everything in the namespace, volumes included'
  if (/^(persistentvolumeclaims?|pvcs?|persistentvolumes?|pv)$/.test(kind))
    return 'deletes the volume, and with the usual reclaim policy its data'
  if (/^(statefulsets?|sts)$/.test(kind) && hasFlag(command, '--cascade=orphan')) return null
  // All that a list turns up, not one by its name.
  const listed = command.carrier !== null || hasFlag(command, '--all', '-l', '--selector', '--field-selector')
  if (/^(?:replicasets?|rs)$/.test(kind) && listed)
    return 'deletes the earlier revisions that kubectl rollout undo goes back to'
  if (/^(customresourcedefinitions?|crds?)$/.test(kind)) return 'deletes every object of that kind in the cluster'
  return null
}

function deletedByAws(command: CommandFact): string | null {
  const verb = awsVerb(command)
  switch (verb) {
    case 's3 rm':
    case 's3 rb':
      return hasFlag(command, '--recursive', '--force') ? 'deletes everything below it' : null
    case 'sqs purge-queue':
      return 'throws away the messages that wait in the queue'
    case 'kms schedule-key-deletion':
      return 'takes the key away when its waiting time is over, and what it encrypted can then never be read again'
    case 'rds delete-db-instance':
    case 'rds delete-db-cluster':
      // A copy that was restored to try it is there to be deleted.
      return hasFlag(command, '--skip-final-snapshot') &&
        !command.args.some((arg) => /\b(test|drill|verify)\b/.test(arg))
        ? 'deletes the database without a last snapshot'
        : null
    default:
      return FOR_GOOD.has(verb) ? 'deletes it for good' : null
  }
}

const FOR_GOOD: ReadonlySet<string> = new Set([
  'dynamodb delete-table',
  'logs delete-log-group',
  'elasticache delete-cache-cluster',
  'elasticache delete-replication-group',
  'ec2 delete-volume',
  'ec2 terminate-instances',
  'backup delete-recovery-point',
  'rds delete-db-snapshot',
  'rds delete-db-cluster-snapshot',
  'ecr batch-delete-image',
  'ecr delete-repository',
])

function isGuarded(all: readonly CommandFact[], before: readonly CommandFact[], command: CommandFact): boolean {
  if (hasFlag(command, '--dry-run', '--dryrun', '--dry-run=client', '--dry-run=server')) return true
  return all.length > 0 && before.some((other) => savesData(other))
}

function hintFor(command: CommandFact): string {
  if (command.program === 'find')
    return 'see that there is a newer one that can be restored; look first: -print in place of -delete'
  if (awsVerb(command) === 'kms schedule-key-deletion')
    return 'disable it first and wait who complains; aws kms cancel-key-deletion takes it back while it waits'
  if (command.program === 'celery')
    return 'count it first (redis-cli LLEN QUEUE), say who may decide, and move it aside where it can: RENAME QUEUE QUEUE:saved'
  if (command.program === 'docker' && command.args[0] === 'volume' && command.args[1] !== 'prune')
    return 'keep what is in it: docker run --rm -v VOLUME:/from -v "$PWD":/to alpine tar czf /to/VOLUME.tgz -C /from .'
  if (/^(docker|podman)$/.test(command.program) && command.args.includes('down'))
    return 'dump the databases first; without -v the volumes stay'
  if (command.args.includes('volume') && command.args.includes('prune'))
    return 'look what goes: docker volume ls -f dangling=true; then docker volume rm NAME'
  if (/^(docker|podman)$/.test(command.program))
    return 'name what is to go: docker image prune, or docker rm CONTAINER after docker logs CONTAINER > file'
  return `keep a copy first, and look at what ${named(command)} will hit before it does`
}

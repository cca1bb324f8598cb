import { awsVerb } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'

const DUMPS: ReadonlySet<string> = new Set(
  'pg_dump pg_dumpall pg_basebackup mysqldump mongodump velero restic borg pgbackrest barman wal-g xtrabackup BACKUP'.split(
    ' ',
  ),
)
const COPIES = /\bcreate-(db-|db-cluster-|cluster-)?(snapshot|backup|image|on-demand-backup)$|start-backup-job|export-/

/** Whether a command keeps a copy of what a later one may lose. */
export function savesData(command: CommandFact): boolean {
  const { program, args } = command
  switch (program) {
    case 'aws':
      return COPIES.test(awsVerb(command))
    case 'redis-cli':
      return args.some((arg) => /^(--rdb|bgsave|save|dump)$/i.test(arg))
    case 'etcdctl':
      return args.includes('snapshot') && args.includes('save')
    case 'gcloud':
      return args.includes('backups') && args.includes('create')
    case 'az':
      return args.includes('backup') || (args.includes('snapshot') && args.includes('create'))
    case 'tar':
      return /^-?\w*c/.test(args[0] ?? '')
    case 'cp':
    case 'rsync':
      return args.some((arg) => /\.(bak|backup|old|orig)\b|backup/i.test(arg))
    case 'kubectl':
      return args[0] === 'get' && command.redirects.some(({ operator }) => operator === '>')
    default:
      return DUMPS.has(program)
  }
}

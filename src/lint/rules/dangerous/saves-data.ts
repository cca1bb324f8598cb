import { awsVerb } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'

/** Whether a command keeps a copy of what a later one may lose. */
export function savesData(command: CommandFact): boolean {
  const { program, args } = command
  if (
    /^(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mongodump|velero|restic|borg|pgbackrest|barman|wal-g|xtrabackup|BACKUP)$/.test(
      program,
    )
  )
    return true
  const verb = awsVerb(command)
  if (
    /\bcreate-(db-|db-cluster-|cluster-)?(snapshot|backup|image|on-demand-backup)$|start-backup-job|export-/.test(verb)
  )
    return true
  if (/^redis-cli$/.test(program)) return args.some((arg) => /^(--rdb|bgsave|save|dump)$/i.test(arg))
  if (program === 'etcdctl') return args.includes('snapshot') && args.includes('save')
  if (program === 'gcloud') return args.includes('backups') && args.includes('create')
  if (program === 'az') return args.includes('backup') || (args.includes('snapshot') && args.includes('create'))
  if (program === 'tar') return /^-?\w*c/.test(args[0] ?? '')
  if (/^(cp|rsync)$/.test(program)) return args.some((arg) => /\.(bak|backup|old|orig)\b|backup/i.test(arg))
  if (program === 'kubectl') return args[0] === 'get' && command.redirects.some(({ operator }) => operator === '>')
  return false
}

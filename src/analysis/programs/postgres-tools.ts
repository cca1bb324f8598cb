import { type Call, destructive, type Finding, type Resolver, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, lastValue, mayMean, readOptions } from './options.ts'

const NAMES =
  'host port username dbname file format jobs schema table exclude-table exclude-schema encoding role superuser section'
/** Letters that take a value: `-v` and `-W` take none, or `-v -f out.sql` would lose its file. */
const OF_DUMP = `hpUdfFjntTNZESel ${NAMES} database compress extension exclude-database exclude-table-data snapshot`
const OF_RESTORE = `hpUdfFjntTNLSIP ${NAMES} index function trigger use-list`

/** PostgreSQL's other client programs (documentation of 18, "Client Applications"). */
export const POSTGRES_TOOLS: readonly [string, Resolver][] = [
  ['pg_isready', () => read('asks whether the server takes connections')],
  ['pg_dump', resolveDump],
  ['pg_dumpall', resolveDump],
  ['pg_restore', resolveRestore],
  ['pg_basebackup', () => write('writes a copy of the cluster')],
  ['createdb', () => write('makes a database')],
  ['dropdb', () => destructive('drops a database')],
  ['vacuumdb', () => write('reclaims dead rows and writes statistics')],
  ['reindexdb', () => write('rebuilds indexes')],
  ['clusterdb', () => write('rewrites tables in the order of an index')],
  ['createuser', () => write('makes a role')],
  ['dropuser', () => destructive('drops a role')],
  ['pgbench', () => write('puts load on a server, and tables into it')],
  ['pg_ctl', ({ args }) => controls(readOptions(args, 'DlmoptcUPNseW pgdata log mode options timeout').positionals[0])],
  ['pg_ctlcluster', ({ args }) => controls(readOptions(args, 'mo mode').positionals[2])],
  ['pg_lsclusters', () => read('lists clusters')],
  ['pg_createcluster', () => write('makes a cluster')],
  ['pg_dropcluster', () => destructive('deletes a cluster')],
  ['initdb', () => write('makes a cluster')],
  ['pg_controldata', () => read('prints the state of a cluster')],
  ['pg_config', () => read('prints how it was built')],
  [
    'pg_waldump',
    ({ args }) =>
      args.some((word) => /^--s(ave|$)/.test(word.value)) ? write('writes pages into files') : read('prints the WAL'),
  ],
  ['pg_verifybackup', () => read('checks a backup')],
  [
    'pg_checksums',
    ({ args }) =>
      args.some((word) => /^-\w*[ed]|^--(e|d)/.test(word.value))
        ? write('changes every page of a cluster')
        : read('checks a cluster'),
  ],
  [
    'pg_resetwal',
    ({ args }) =>
      args.some((word) => /^(-n|--dry-run)$/.test(word.value))
        ? read('says what it would do')
        : destructive('throws the WAL away'),
  ],
  [
    'pg_rewind',
    ({ args }) =>
      args.some((word) => /^(-n|--dry-run)$/.test(word.value))
        ? read('says what it would do')
        : destructive('overwrites a cluster with another'),
  ],
  ['pg_receivewal', () => write('writes the WAL into files')],
  ['pg_upgrade', () => destructive('makes an old cluster a new one')],
]

function resolveDump({ args }: Call): Finding {
  const options = readOptions(args, OF_DUMP)
  const file = lastValue(options, '-f', '--file')
  const more = { targets: options.positionals.map((word) => ({ kind: 'database', name: word.text })) }
  if (file === null && !has(options, '-f', '--file') && mayMean(options, 'file') === null)
    return read('prints a dump', more)
  return write(`writes the file ${file?.text ?? ''}`, more)
}

function resolveRestore({ args }: Call): Finding {
  const options = readOptions(args, OF_RESTORE)
  if (has(options, '-l', '--list') && !has(options, '-f', '--file') && mayMean(options, 'file') === null)
    return read('lists what a dump has')
  const overwrites = has(options, '-c', '--clean')
  return overwrites ? destructive('drops what is there and restores a dump') : write('restores a dump')
}

/** The actions of pg_ctl and, on Debian, of pg_ctlcluster. */
function controls(verb: ShellWord | undefined): Finding {
  switch (verb?.fixed ? verb.value : '') {
    case 'status':
      return read('says how the server stands')
    case 'stop':
    case 'kill':
    case 'immediate':
      return destructive('stops the server')
    case 'promote':
      return destructive('makes a standby a primary')
    case 'start':
    case 'restart':
    case 'reload':
    case 'init':
    case 'initdb':
    case 'logrotate':
      return write(`${verb?.value}: starts the server, or has it read its settings again`)
    default:
      return unknown('what it does to the server is not known')
  }
}

import { type Call, destructive, type Finding, type Resolver, read, write } from '../finding.ts'
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

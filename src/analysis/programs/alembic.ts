import { type Call, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { has, readOptions } from './options.ts'

/** Alembic's own commands, from `alembic --help` of 1.16. All of them run the project's env.py. */
export function resolveAlembic({ args }: Call): Finding {
  const options = readOptions(
    args,
    'cnxmrv config name message rev-range tag rev-id branch-label version-path depends-on splice head',
  )
  const [verb] = options.positionals
  const more = { subcommand: verb?.text ?? null }
  const offline = has(options, '--sql')
  switch (verb?.fixed ? verb.value : '') {
    case 'current':
    case 'history':
    case 'heads':
    case 'branches':
    case 'show':
    case 'check':
    case 'list_templates':
      return read('reads what migrations there are', more)
    case 'upgrade':
      return offline ? read('prints SQL; asks no database', more) : write('changes the schema', more)
    case 'downgrade':
      return offline
        ? read('prints SQL; asks no database', more)
        : destructive('drops what the migration added, with its data', more)
    case 'stamp':
    case 'ensure_version':
      return write('changes which revision the database is said to have', more)
    case 'revision':
    case 'merge':
    case 'edit':
    case 'init':
      return write('writes files of migrations', more)
    default:
      return unknown('a command of alembic Standby does not know', more)
  }
}

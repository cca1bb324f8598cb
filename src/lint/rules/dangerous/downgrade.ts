import type { CommandFact } from '../../facts/facts.ts'

/** Tools that migrate a schema. */
export const MIGRATES: ReadonlySet<string> = new Set(
  'alembic flask rake rails migrate goose dbmate knex sequelize sequelize-cli typeorm flyway liquibase npm pnpm yarn bun make just'.split(
    ' ',
  ),
)

/** `pnpm db:rollback`, `npm run migration:revert`, `make migrate-down`: what teams call it. */
const SCRIPT = /^(?:db|database|schema|migrat(?:e|ions?))(?:[:-]\w+)*[:-](?:rollback|down|undo|revert)$/

/** Whether a command takes a schema migration back. */
export function isDowngrade({ program, args }: CommandFact): boolean {
  if (program === 'alembic' || program === 'flask') return args.includes('downgrade')
  if (/^(rake|rails)$/.test(program)) return args.some((arg) => /^db:(rollback|migrate:down|migrate:redo)/.test(arg))
  if (/^(migrate|goose|dbmate|knex|sequelize|sequelize-cli|typeorm)$/.test(program))
    return args.some((arg) => /^(down|rollback|migrate:rollback|db:migrate:undo(:all)?|migration:revert)$/.test(arg))
  if (/^(npm|pnpm|yarn|bun|make|just)$/.test(program)) return args.some((arg) => SCRIPT.test(arg))
  return /^(flyway|liquibase)$/.test(program) && args.some((arg) => /^(undo|rollback\w*)$/.test(arg))
}

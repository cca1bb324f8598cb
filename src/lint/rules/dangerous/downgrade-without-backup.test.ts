import { testRule } from '../../test-support/test-rule.ts'

testRule('downgrade-without-backup', [
  ['bundle exec rake db:rollback', /rake/],
  ['kubectl exec a -- alembic downgrade -1', /nothing before it keeps a copy/],
  ['pg_dump a > b\nalembic downgrade -1', null],
  ['npm run migration:revert', /drops the columns and tables of the last migration/],
  ['make migrate-down', /make/],
  ['pnpm db:migrate', null],
  ['npm run rollback', null],
  ['alembic upgrade head', null],
])

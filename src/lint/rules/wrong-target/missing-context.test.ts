import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-context', [
  [
    'psql -d shop -c "select 1"\npsql -d shop -c "select 2"\npsql -c "vacuum orders"',
    /called like the user here; elsewhere .* it is shop/,
  ],
  ['psql -d shop -c "select 1"\npsql -c "vacuum orders" shop', null],
  ['psql -d shop -c "select 1"\npsql -d shop_test -c "select 1"\npsql "$URL" -c "select 1"', null],
  ['psql -d shop -c "select 1"\npsql -U postgres -c "select count(*) from pg_stat_activity"', null],
  ['psql -d shop -c "select 1"\npsql -d parts -c "select 1"\npsql -c "vacuum orders"', null],
  ['aws ecs list-clusters --region a\naws ecs list-clusters', /whatever region/],
  ['aws ecr get-login-password --region a\naws ecs list-clusters', null],
  [
    '# One\n\n```bash\naws ecs list-clusters --region a\naws ecs list-clusters\n```\n\n# Two\n\n```bash\naws ecs list-clusters\naws rds describe-db-instances\n```\n',
    null,
  ],
  ['aws ecs list-tasks --cluster a\naws ecs list-tasks', /cluster called "default"/],
  ['aws ecs list-clusters --region a\naws iam list-users', null],
  ['export AWS_REGION=a\naws ecs list-clusters --region a\naws ecs list-clusters', null],
  ['kubectl -n a get pods\nkubectl get nodes', null],
  ['kubectl -n a get pods\nkubectl -n b get pods\nkubectl get pods', null],
  ['kubectl -n a get pods\nkubectl get pods\nkubectl get svc', null],
  ['kubectl -n a get pods\nkubectl get pods -A', null],
  ['kubectl -n a get pods\nkubectl get svc b', /the shell happens to have/, 'info'],
  ['kubectl -n a get pods\nkubectl delete pod b', /the shell happens to have/, 'warning'],
  ['kubectl -n a-system get pods\nkubectl delete pod b', /the shell happens to have/, 'info'],
])

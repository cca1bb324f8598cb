import { testRule } from '../../test-support/test-rule.ts'

testRule('downgrade-after-rollback', [
  [
    'aws ecs update-service --cluster a --service b --task-definition b:$R\nalembic downgrade -1',
    /aws ecs update-service on line 4/,
  ],
  [
    'docker compose up -d --force-recreate\ndocker compose exec -T api alembic downgrade -1',
    /docker compose up on line 4/,
  ],
  ['alembic downgrade -1\nkubectl rollout undo deploy/a', null],
  ['kubectl rollout status deploy/a\nalembic downgrade -1', null],
])

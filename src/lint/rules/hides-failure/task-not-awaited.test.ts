import { testRule } from '../../test-support/test-rule.ts'

testRule('task-not-awaited', [
  ['aws ecs run-task --cluster a --task-definition b\nkubectl delete pod c', /kubectl delete on line 5 runs while/],
  [
    'aws ecs run-task --cluster a --task-definition b --overrides \'{"containerOverrides":[{"name":"a","command":["alembic","upgrade","head"]}]}\'',
    /alembic upgrade is queued/,
  ],
  ['aws ecs run-task --cluster a --task-definition b\naws ecs wait tasks-stopped --cluster a --tasks $T', null],
])

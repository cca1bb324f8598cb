import { testRule } from '../../test-support/test-rule.ts'

testRule('invalid-revision', [
  ['aws ecs update-service --cluster a --service b --task-definition b:LATEST', /no revision "LATEST" of b/],
  ['aws ecs run-task --cluster a --task-definition b:previous', /no revision "previous"/],
  ['aws ecs update-service --cluster a --service b --task-definition b:42', null],
  ['aws ecs update-service --cluster a --service b --task-definition b:<revision>', null],
  ['aws ecs update-service --cluster a --service b --task-definition b:$REVISION', null],
  ['docker run redis:latest', null],
])

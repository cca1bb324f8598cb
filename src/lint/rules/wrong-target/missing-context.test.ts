import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-context', [
  ['aws ecs list-clusters --region a\naws ecs list-clusters', /whatever region/],
  ['aws ecs list-tasks --cluster a\naws ecs list-tasks', /cluster called "default"/],
  ['aws ecs list-clusters --region a\naws iam list-users', null],
  ['export AWS_REGION=a\naws ecs list-clusters --region a\naws ecs list-clusters', null],
  ['kubectl -n a get pods\nkubectl get nodes', null],
  ['kubectl -n a get pods\nkubectl -n b get pods\nkubectl get pods', null],
  ['kubectl -n a get pods\nkubectl get pods\nkubectl get svc', null],
  ['kubectl -n a get pods\nkubectl get pods -A', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('kubectl-refuses', [
  ['kubectl get pods --all', /unknown flag: --all/],
  ['kubectl roolout status deploy/a', /unknown command/],
  ['kubectl cnpg status a', null],
  ['kubectl get pods -o name | xargs kubectl delete', null],
  ['kubectl -n <namespace> logs <pod>', null],
  ['kubectl get po,svc -A', null],
])

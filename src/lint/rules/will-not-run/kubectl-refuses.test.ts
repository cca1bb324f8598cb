import { testRule } from '../../test-support/test-rule.ts'

testRule('kubectl-refuses', [
  ['kubectl get pods --all', /unknown flag: --all/],
  ['kubectl roolout status deploy/a', /unknown command/],
  ['kubectl cnpg status a', null],
  ['kubectl get pods -o name | xargs kubectl delete', null],
  ['kubectl -n <namespace> logs <pod>', null],
  ['kubectl get po,svc -A', null],
  ['# Make a pod\n\n1. Write a template\n2. Use `kubectl apply` to apply it\n', null],
  ['kubectl apply', /must specify one of -f and -k/],
  ['kubectl drain a --delete-local-data', /unknown flag: --delete-local-data/],
])

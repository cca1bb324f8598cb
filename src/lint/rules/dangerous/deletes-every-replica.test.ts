import { testRule } from '../../test-support/test-rule.ts'

testRule('deletes-every-replica', [
  ['kubectl delete pods -n shop -l app=api', /deletes all pods of app=api at the same moment/],
  ['kubectl delete pod --selector=app=<name>', /deletes all pods of app=<name>/],
  ['kubectl delete pods -A --field-selector status.phase=Failed', /in every namespace of the cluster/],
  ['kubectl delete pods -A --field-selector status.phase=Succeeded', /what has ended well in every namespace/],
  ['kubectl delete pods -n shop --field-selector=status.phase=Failed', null],
  ['# Restart the operator\nkubectl delete pod -l app=shop-operator', null],
  ['# Restart the API\nkubectl delete pod -l app=shop-api', /deletes all pods/],
  ['kubectl delete pod api-0 -n shop', null],
  ['kubectl delete pods -l app=api --field-selector spec.nodeName=n1', null],
  ['kubectl delete pods -l app=api --dry-run=client', null],
  ['kubectl delete jobs -l app=api', null],
])

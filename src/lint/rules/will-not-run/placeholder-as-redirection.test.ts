import { testRule } from '../../test-support/test-rule.ts'

testRule('placeholder-as-redirection', [
  ['kubectl logs <pod>', /syntax error after "<pod>"/],
  ['kubectl logs <pod> -n shop', /file "pod" to read.*file "-n"/],
  // The shell reads the whole command first: the second placeholder stops it before any file is looked for.
  ['kubectl logs <pod> -n <namespace>', /syntax error after "<namespace>"/],
  ['kubectl logs <pod> -n <namespace> --tail=5', /file "pod" to read.*file "-n"/],
  ['kubectl top pod <pod> # busy?', /syntax error after "<pod>"/],
  ['ssh <node> "systemctl restart kubelet"', /into a file "systemctl restart kubelet"/],
  ['kubectl get po > /tmp/<id>/a.json', /write its output into "\/tmp\/", and then looks for a file "id"/],
  ['kubectl logs "<pod>" -n shop', null],
  ['kubectl logs $POD -n shop', null],
  ['sort <in.txt >out.txt', null],
  ['kubectl logs <pod> -n shop', /file "pod"/, 'info'],
  // The shell finds no file and runs nothing: only what comes after it is a trouble.
  [
    'kubectl delete pod <pod> -n shop\nkubectl get pods\nkubectl scale deploy/api --replicas=3',
    /nothing is done, and kubectl scale on line 6 runs all the same/,
    'warning',
  ],
  ['kubectl delete pod <pod> -n shop\nkubectl scale deploy/<name> --replicas=3', /file "pod"/, 'info'],
  ['kubectl delete pod <pod>\nkubectl scale deploy/api --replicas=3', /syntax error/, 'info'],
  ['set -e\nkubectl delete pod <pod> -n shop\nkubectl scale deploy/api --replicas=3', /file "pod"/, 'info'],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('never-ends', [
  ['watch kubectl get pods', /repeats until someone stops it: the step is never done/],
  ['kubectl logs -f a\nkubectl delete pod a', /kubectl delete on line 5 is never reached/],
  ['tail -f /var/log/a', /follows the file/],
  ['aws logs tail /a --follow', /follows the log/],
  ['journalctl -fu a', /follows the log/],
  ['ping a', /pings/],
  ['kubectl get pods -w', /watches/],
  ['redis-cli MONITOR', /listens/],
  ['kubectl port-forward svc/a 1:1', /stays in the foreground/],
  ['kubectl port-forward svc/a 1:1 &', null],
  ['timeout 5m watch kubectl get pods', null],
  ['kubectl logs -f a | head -20', null],
  ['ping -c 3 a', null],
  ['kubectl logs a', null],
  ['watch -g cat a', null],
  ['tail -n 20 a', null],
  ['docker stats --no-stream', null],
  ['docker compose -f prod.yml logs db --tail 50', null],
  ['docker compose -f prod.yml logs -f db', /follows the log/],
  ['oc get pods -n shop -w', /watches for ever/],
])

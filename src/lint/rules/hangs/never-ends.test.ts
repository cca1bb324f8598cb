import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, testRule } from '../../test-support/test-rule.ts'

for (const [block, severity] of [
  ['# Follow the logs\nkubectl logs -f a', 'info'],
  ['# Docker logs\ndocker logs -f a\n\n# System logs\njournalctl -f', 'info'],
  ['# Follow the logs\nkubectl logs -f a\nkubectl delete pod a', 'warning'],
  ['# Live tunnel\nkubectl port-forward svc/a 1:1', 'info'],
  ['# Live tunnel\nkubectl port-forward svc/a 1:1\ncurl -f localhost:1', 'warning'],
  ['kubectl get pods -w\nkubectl get events', 'info'],
  ['kubectl get pods -w\nkubectl get events\nkubectl scale deploy/a --replicas=3', 'warning'],
  ['# In a second terminal\nkubectl get pods -w\nkubectl delete pod a', 'info'],
  ['# Common Commands\n\n```bash\nkubectl logs -f a\nkubectl delete pod a\n```\n', 'info'],
] as const)
  test(`never-ends is ${severity}: ${block.replaceAll('\n', ' ')}`, () => {
    assert.equal(findingsOf('never-ends', block)[0]?.severity, severity)
  })

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
  ['top', /fills the screen/],
  ['top -b', /fills the screen/],
  ['top -bn1', null],
  ['top -b -n 1', null],
  ['top -b | head -20', null],
  ['tail -n 20 a', null],
  ['docker stats --no-stream', null],
  ['docker events --since 30m', /shows events for ever/],
  ['docker events --since 30m --until 0s', null],
  ['docker compose -f prod.yml logs db --tail 50', null],
  ['docker compose -f prod.yml logs -f db', /follows the log/],
  ['oc get pods -n shop -w', /watches for ever/],
  ['fly logs -a shop', /follows the log for ever/],
  ['fly logs -a shop --no-tail', null],
  ['docker exec -it cache redis-cli --latency', /listens for ever/],
  ['docker exec cache redis-cli --latency', null],
  ['redis-server\n# or\nsudo systemctl start redis', /serves in the foreground/],
  ['redis-server --daemonize yes', null],
  ['uvicorn app.main:app --reload', /serves in the foreground/],
  ['celery -A app worker -l info', /serves in the foreground/],
  ['celery -A app.worker inspect ping', null],
  ['kubectl get pods -w\nkubectl get events\nkubectl delete pod a', /kubectl delete on line 6 is never reached/],
  ['journalctl -fu a\n# Or restart it\nsystemctl restart a', /follows the log/, 'info'],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('curl-without-fail', [
  ['curl -X POST http://a/b', /401 or 500 counts as done/],
  ['curl http://a/health\nkubectl delete pod b', /health check that answers 500/],
  ['curl -fsS http://a/health', null],
  ['curl http://a/b', null],
  ['for i in 1 2; do\n  curl -X POST http://a/b > /dev/null &\ndone\nwait\nkubectl delete pod b', null],
  ["curl -o /dev/null -w '%{http_code}' http://a/health", null],
  ['curl -s http://status.a/api | jq .status', null],
  ['curl -G -d q=1 http://a/b', null],
])

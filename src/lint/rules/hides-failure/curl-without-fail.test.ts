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
  [
    'kubectl rollout restart deploy/a\n\n# Verify\ncurl https://shop.internal/health',
    /answers 500 counts as passed/,
    'info',
  ],
  [
    'kubectl rollout restart deploy/a\n\n# Verify\ncurl -s https://shop.internal/health > /dev/null',
    /answers 500 counts as passed/,
    'warning',
  ],
  ['curl -s https://shop.internal/health && echo ok', /answers 500 counts as passed/, 'warning'],
  ['curl -X POST https://shop.internal/drain\nkubectl delete pod a', /401 or 500 counts as done/, 'warning'],
  ['# Verify how fast it is\ncurl -w @format -o /dev/null -s https://shop.internal/health', /answers 500/, 'info'],
])

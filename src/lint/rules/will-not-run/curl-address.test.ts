import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyFixes } from '../../apply-fixes.ts'
import { asMarkdown, findingsOf, testRule } from '../../test-support/test-rule.ts'

testRule('curl-address', [
  ["curl -fs 'http://p:9090/api/v1/query?query=rate(x[5m])'", /takes \[5m\] for a range of addresses and refuses it/],
  ["curl -fs http://p:9090/api/v1/query?query='rate(x[5m])'", /takes \[5m\]/],
  ["curl -fs 'p:9090/api/v1/query?query=x[1h:5m]'", /takes \[1h:5m\]/],
  ['curl -fs \'http://p/api/v1/query?query=up{job="a"}\'', /leaves out the braces of \{job="a"\}/],
  ['curl -fs \'http://p/q?filter={"a":1,"b":2}\'', /asks once for each part of/],
  ["curl -fs 'http://p/api/v1/query?query=sum by (a) (b)'", /refuses an address with a blank/],
  ["curl -fs 'http://p/api/v1/series?match[]=up'", null],
  ["curl -fgs 'http://p:9090/api/v1/query?query=rate(x[5m])'", null],
  ["curl -fs --globoff 'http://p:9090/api/v1/query?query=rate(x[5m])'", null],
  ["curl -fsG http://p:9090/api/v1/query --data-urlencode 'query=rate(x[5m])'", null],
  ["curl -fs 'http://a/[1-3].json' 'http://a/{b,c}' 'http://[::1]:80/x'", null],
  ["curl -fs 'http://a/x\\[5m\\]'", null],
  ['curl -fs "http://a/x[$N]"', null],
  ["curl -f -H 'x: http://a/[5m]' http://a/", null],
])

test('curl-address mends it with -g', () => {
  const line = "curl -fs 'http://p:9090/api/v1/query?query=rate(x[5m])'"
  const { text } = applyFixes(asMarkdown(line), findingsOf('curl-address', line))
  assert.match(text, /^curl -g -fs /m)
})

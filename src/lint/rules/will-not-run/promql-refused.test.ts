import { testRule } from '../../test-support/test-rule.ts'

const asked = (query: string) => `curl -fsSG http://p:9090/api/v1/query --data-urlencode 'query=${query}'`
const block = (query: string) => `# A\n\n## B\n\nLook:\n\n\`\`\`promql\n${query}\n\`\`\`\n`

testRule('promql-refused', [
  [asked('rate(x)'), /expected type range vector in call to function "rate", got instant vector/],
  [asked('sum(x[5m])'), /expected type instant vector in aggregation expression, got range vector/],
  [asked('sum(rate(x[5m])'), /unexpected end of input/],
  [asked('sum(x)[5m]'), /ranges only allowed for vector selectors/],
  [asked('1 > 0'), /comparisons between scalars must use BOOL/],
  [asked('topk(x)'), /wrong number of arguments/],
  ["curl -fg 'http://p:9090/api/v1/query?query=rate(x)&time=1'", /got instant vector/],
  ["curl -fg 'http://p:9090/api/v1/query?query=up%7Bjob%3D%22a%22'", /end of input/],
  ["promtool query instant http://p:9090 'sum(x[5m])'", /got range vector/],
  [block('rate(x)'), /got instant vector/],
  [block('sum(\n  rate(x[5m])'), /end of input/],
  [asked('sum by (a) (rate(x{b=~"5.."}[5m])) > 3'), null],
  [asked('rate(<METRIC>)'), null],
  [asked('rollup_rate(x)'), null],
  ['curl -fsSG http://loki:3100/loki/api/v1/query --data-urlencode \'query={app="a"} |= "b"\'', null],
  ["curl -fsSG http://vmselect:8481/select/0/prometheus/api/v1/query --data-urlencode 'query=rate(x)'", null],
  ["promtool query instant http://p:9090 'up == 0'", null],
  [block('# Errors\nsum(\n  rate(x[5m])\n) by (path)\n\n# Up\nup\nabsent(up)'), null],
  [block('rate(x[$__rate_interval])'), null],
])

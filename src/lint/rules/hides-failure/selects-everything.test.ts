import { testRule } from '../../test-support/test-rule.ts'

const piped = (filter: string) => `curl -fsS http://a/b | jq '${filter}'`

testRule('selects-everything', [
  [piped('.items[] | select(.status = "failed") | .id'), /jq lets everything through select\(\), whatever its value/],
  [piped('map(select(.a.b = 1 and .c == 2))'), /through select\(\)/],
  [piped('any(.items[]; .ok = true)'), /through any\(\)/],
  [piped('if .status = "ok" then 1 else 2 end'), /takes the first way every time/],
  ['jq ".[] | select(.name = \\"$NAME\\")" a.json', /through select\(\)/],
  [piped('.items[] | select(.status == "failed" and .n >= 2)'), null],
  [piped('.items[] | select(.status != "failed") | .seen = true'), null],
  [piped('select(.a | test("x=y"))'), null],
  [piped('map(if .name == "a" then .value = 1 else . end)'), null],
  [piped('select([.a = 1 | .a] | length > 0)'), null],
  [piped('select((.a = 1).b)'), null],
  [piped('select(.a = 1'), null],
  [piped('.a |= 1 | select(.b)'), null],
])

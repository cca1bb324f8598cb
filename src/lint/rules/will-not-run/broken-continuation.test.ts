import { testRule } from '../../test-support/test-rule.ts'

testRule('broken-continuation', [
  ['kubectl scale deploy/a \\\n  --replicas=3 \\ # more\n  -n b', /"-n"/],
  [
    'kubectl scale deploy/a \\ \n  --replicas=3',
    /a blank after the backslash.*kubectl gets a blank as one more argument/,
  ],
  ['kubectl scale deploy/a \\\n  --replicas=3', null],
  ['kubectl exec a -- ls my\\ file', null],
  ["echo 'a \\ # b'", null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('placeholder-as-redirection', [
  ['kubectl logs <pod>', /syntax error after "<pod>"/],
  ['kubectl logs <pod> -n shop', /file "pod" to read.*file "-n"/],
  ['kubectl logs "<pod>" -n shop', null],
  ['kubectl logs $POD -n shop', null],
  ['sort <in.txt >out.txt', null],
])

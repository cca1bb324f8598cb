import { testRule } from '../../test-support/test-rule.ts'

testRule('prompt-in-block', [
  ['$ kubectl get pods\nNAME   READY\napi-1  1/1', /looks for a program called "\$", and every line of output/],
  ['$ kubectl get pods \\\n  -n shop', /called "\$"$/],
  ['# Fix it\n\n```console\n$ kubectl get pods\n```\n', null],
  ['echo "$ 5"', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('secret-in-file', [
  ["openssl rand -hex 32 | tr -d '\\n' > key", /key holds the secret/],
  ['kubectl get secret a -o yaml > s.yaml', /s.yaml/],
  ['openssl rand -hex 32 > key\nshred -u key', null],
  ['openssl rand -hex 32 > /dev/shm/key', null],
  ['echo done > log', null],
])

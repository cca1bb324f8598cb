import { testRule } from '../../test-support/test-rule.ts'

testRule('registry-login-missing', [
  ['docker push 123456781234.dkr.ecr.eu-west-1.amazonaws.com/a:1', /no basic auth credentials/],
  [
    'aws ecr get-login-password | docker login --username AWS --password-stdin 123456781234.dkr.ecr.eu-west-1.amazonaws.com\n---\ndocker push 123456781234.dkr.ecr.eu-west-1.amazonaws.com/a:1',
    null,
  ],
  ['docker push a/b:1', null],
])

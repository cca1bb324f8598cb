import { testRule } from '../../test-support/test-rule.ts'

testRule('newline-in-secret', [
  ['echo "$KEY" > k\naws ssm put-parameter --name a --value file://k', /echo ends k with a line feed/],
  ['printf %s "$KEY" > k\naws ssm put-parameter --name a --value file://k', null],
  ['openssl rand -hex 8 > k\naws s3 cp k s3://b/k', null],
])

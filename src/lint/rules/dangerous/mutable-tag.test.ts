import { testRule } from '../../test-support/test-rule.ts'

testRule('mutable-tag', [
  ['docker push a/b:latest', /":latest" moves/],
  ['kubectl set image deploy/a a=b/c:stable', /whatever ":stable" is/],
  ['docker push a/b:v42', null],
  ['docker push a/b:$TAG', null],
  ['docker build -t a:latest .', null],
  ['docker push quay.io/<user>/shop:latest', null],
])

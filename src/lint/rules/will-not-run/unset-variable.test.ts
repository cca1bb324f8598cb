import { testRule } from '../../test-support/test-rule.ts'

testRule('unset-variable', [
  ['docker push a/b:$TAG', /gets "a\/b:" where a\/b:\$TAG was meant/],
  ['rm -rf $DIR/*', /rm is given "\/\*"/],
  ["psql $DB_URL -c 'select 1'", /whatever database is the default/],
  [`docker exec db sh -c "ls -l | awk '{print $9}'"`, /\$9 within double quotes is the shell's own/],
  [`docker exec db sh -c "ls -l | awk '{print \\$9}'"`, null],
  [`docker exec db sh -c 'ls -l | awk "{print NF}"'`, null],
  [`ls -l | awk '{print $9}'`, null],
  ['# Fix it\n\nAsk `curl $SHOP_URL` first.\n\n```bash\ncurl -f $SHOP_URL/health\n```\n', /nothing here sets SHOP_URL/],
  ['TAG=1\ndocker push a/b:$TAG', null],
  [`docker push a/b:\${TAG:?}`, null],
  [`docker push a/b:\${TAG:-1}`, null],
  ['# Fix it\n\nSet TAG to the commit.\n\n```bash\ndocker push a/b:$TAG\n```\n', null],
  ['for pod in a b; do kubectl delete pod $pod; done', null],
  ['aws s3 ls --region $AWS_REGION', null],
  ['read -r TAG\ndocker push a/b:$TAG', null],
  ['if [ -z "$TAG" ]; then exit 1; fi\ndocker push a/b:$TAG', null],
])

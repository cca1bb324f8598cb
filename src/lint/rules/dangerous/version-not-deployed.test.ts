import { testRule } from '../../test-support/test-rule.ts'

testRule('version-not-deployed', [
  [
    'docker push a:$V\naws ecs register-task-definition --cli-input-json file://t.json',
    /nothing puts the image of line 4 into t.json/,
  ],
  ['docker push a:$V\nsed -i s/V/$V/ t.json\naws ecs register-task-definition --cli-input-json file://t.json', null],
])

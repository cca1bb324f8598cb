import { testRule } from '../../test-support/test-rule.ts'

testRule('missing-file', [
  ['kubectl apply -f k8s/api.yaml', /k8s\/api.yaml must lie/],
  ['kubectl apply -f https://a.b/c.yaml', null],
  ['kubectl apply -f - <<EOF\na: b\nEOF', null],
  ['cat > a.json <<EOF\n{}\nEOF\naws ecs register-task-definition --cli-input-json file://a.json', null],
])

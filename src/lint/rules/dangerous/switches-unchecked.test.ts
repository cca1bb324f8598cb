import { testRule } from '../../test-support/test-rule.ts'

const GREEN = `kubectl patch service web -p '{"spec":{"selector":{"color":"green"}}}'`

testRule('switches-unchecked', [
  [GREEN, /everything that asks web goes to the pods of the new selector/],
  [`kubectl apply -f green.yaml\n${GREEN}`, /to nobody/],
  [`kubectl rollout status deployment/web-green --timeout=5m\n${GREEN}`, null],
  [`kubectl wait --for=condition=Ready pod -l color=green\n${GREEN}`, null],
  [`kubectl rollout status deployment/web-green\n${GREEN}\n---\n${GREEN.replace('green', 'blue')}`, null],
  [`kubectl patch service web -p '{"spec":{"type":"ClusterIP"}}'`, null],
  [`kubectl patch deployment web -p '{"spec":{"selector":{}}}'`, null],
  [`if [ "$ERRORS" = 0 ]; then\n  ${GREEN}\nfi`, null],
  [
    `kubectl patch service web -p '{"spec":{"selector":{"version":"canary"}}}'\nkubectl delete deployment web-canary`,
    /line 5 deletes them: then nobody answers/,
  ],
])

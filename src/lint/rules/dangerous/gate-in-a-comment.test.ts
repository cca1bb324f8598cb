import { testRule } from '../../test-support/test-rule.ts'

testRule('gate-in-a-comment', [
  [
    '# 1. Schedule a maintenance window\n# 2. Upgrade\nkubectl delete pod a',
    /"Schedule a maintenance window" is only a comment/,
  ],
  ['kubectl apply -f a\n# Wait 5 minutes\n\n# Go on\nkubectl delete pod a', /kubectl delete on line 8/],
  ['# Wait for the rollout\nkubectl rollout status deploy/a\nkubectl delete pod a', null],
  ['# Go to the console\n\n# Via CLI:\nkubectl delete pod a', null],
  ['# Confirm the cluster is the one meant,\n# and has three nodes\nkubectl delete pod a', null],
  ['kubectl get pods\n# Review the list\n', null],
  [
    'kubectl rollout pause deploy/api\n# inspect the pods or run smoke tests here\nkubectl rollout resume deploy/api',
    /is only a comment: whoever pastes the block runs kubectl rollout resume on line 6/,
  ],
  [
    'fly scale count 0 --yes\n\n# Fix the issues, then scale back up\nfly scale count 1 --yes',
    /"Fix the issues, then scale back up" is only a comment/,
  ],
])

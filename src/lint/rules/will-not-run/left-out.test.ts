import { testRule } from '../../test-support/test-rule.ts'

testRule('left-out', [
  ['aws ecs update-service --desired-count 0 ...', /aws ecs update-service fails/],
  ['pg_restore ...\nkubectl scale deploy/a --replicas=3', /kubectl scale on line 5 runs all the same/],
  ['echo waiting...', null],
  ['[...]', /wrote down: the line fails/],
  ['kubectl get pods', null],
  ['aws iam delete-access-key --access-key-id AKIA... --user-name a', /stands for what nobody wrote down/],
  ['API_KEY=... make cost', /make cost fails/],
  ['echo Restoring DATA... && echo "Waiting for API..."\ngo test ./...', null],
  ['curl -f https://shop.internal/a\n---\ncurl … | jq .a', /stands for what nobody wrote down/, 'info'],
  ['/dev/sda1 on ... (rw)', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('sweeping-force', [
  ['git reset --hard origin/main', /throws away every change/],
  ['git clean -fd', /deletes files that are in no commit/],
  ['git stash --include-untracked || true\ngit pull origin main', /nothing here brings it back/],
  ['git stash\ngit pull\ngit stash pop', null],
  ['git reset HEAD~1', null],
  ['git clean -n', null],
  ['git push --force origin main', /others have pushed since/],
  ['terraform apply -auto-approve', /unseen/],
  ['kubectl delete pods --all -n a', /every one of them/],
  ['# Stop all chaos experiments\nkubectl delete chaosengine --all -n a', null],
  ['# Stop all shops\nkubectl delete shops --all -n a', /every one of them/],
  ['kubectl rollout restart deployment -n a', /restarts all deployments/],
  ['kubectl rollout restart deployment -n a -l app=b', null],
  ['kubectl rollout restart deployment/b -n a', null],
  ['git push --force-with-lease', null],
  ['kubectl delete pod a --force', null],
  ['kill -9 1234', null],
  ['kubectl delete shops --all -n a\nkubectl delete ns a', null],
  ['# Delete the routes\nkubectl delete routes --all -n a', /every one of them/, 'info'],
])

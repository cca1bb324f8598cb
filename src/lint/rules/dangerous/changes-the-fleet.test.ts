import { testRule } from '../../test-support/test-rule.ts'

testRule('changes-the-fleet', [
  ['kubectl set env deploy/w CELERY_QUEUES=a,b', /leave every queue alone/],
  ['kubectl set env deploy/w A=1\n---\nkubectl set env deploy/w A-', null],
  [
    'kubectl set env deploy/<name> A=1',
    /every pod of deploy\/<name> is restarted for A=1; no step puts the old value back/,
  ],
  ['kubectl set env deploy/w --list', null],
  ['kubectl set env deploy/w A=1 --dry-run=client', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('changes-the-fleet', [
  ['kubectl set env deploy/w CELERY_QUEUES=a,b', /leave every queue alone/],
  ['kubectl set env deploy/w A=1\n---\nkubectl set env deploy/w A-', null],
  [
    'kubectl set env deploy/<name> A=1',
    /every pod of deploy\/<name> is restarted for A=1; no step puts the old value back/,
  ],
  [
    'aws rds promote-read-replica --region $REGION --db-instance-identifier $REPLICA\nkubectl set env deploy/w DB_HOST=${REPLICA}.${REGION}.rds.internal',
    null,
  ],
  [
    'aws rds promote-read-replica --db-instance-identifier $REPLICA\nkubectl set env deploy/w POOL=5',
    /is restarted for POOL=5/,
  ],
  ['kubectl set env deploy/w --list', null],
  ['kubectl set env deploy/w A=1 --dry-run=client', null],
  ['kubectl set env deploy/w POOL_SIZE=50', /is restarted for POOL_SIZE=50/, 'info'],
  ['kubectl set env deploy/w MAINTENANCE_MODE=true', /no step puts the old value back/, 'warning'],
  ['# Temporarily more time\nkubectl set env deploy/w TIMEOUT=60', /no step puts the old value back/, 'warning'],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('success-said-anyway', [
  [
    'createdb t\npg_restore -d t latest.dump\necho "Restore successful"',
    /"Restore successful" is printed even if createdb/,
  ],
  ['set -e\npg_restore -d t latest.dump\necho "Restore successful"', null],
  ['pg_restore -d t latest.dump && echo "Restore successful"', null],
  ['if pg_restore -d t latest.dump; then\n  echo "Restore successful"\nfi', null],
  ['kubectl get pods\necho "All pods should be healthy"', null],
  ['kubectl get pods\necho "done"', null],
  ['docker compose up -d\necho "=== CHECKS COMPLETE ==="', /is printed even if/, 'info'],
  ['kind: CronJob\ncommand: |\n  pg_dump shop > a.sql\n  echo "Backup complete"', null],
])

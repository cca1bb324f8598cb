import { testRule } from '../../test-support/test-rule.ts'

testRule('check-that-changes', [
  [
    '# Check that the backend is running first\ndocker compose up -d backend',
    /promises a look, and docker compose up starts containers/,
    'info',
  ],
  ['# 2. Verify the worker\nsystemctl restart worker', /promises a look, and systemctl restart restarts worker/],
  ['# Check the API\nkubectl apply -f api.yaml', /kubectl apply changes the cluster/],
  ['# Check for corruption\npsql -c "VACUUM ANALYZE;"', /VACUUM changes the database/],
  ['# Check the indexes\nfor I in a b; do\n  # Rebuild it\n  psql -c "REINDEX INDEX $I"\ndone', null],
  ['# Check the indexes\nfor I in a b; do\n  psql -c "REINDEX INDEX $I"\ndone', /REINDEX changes the database/],
  ['# Check and restart the worker\nsystemctl restart worker', null],
  ['# Test failover\nkubectl delete pod db-0', null],
  ['# Verify after the restart\nkubectl rollout restart deploy/api', null],
  ['# Check the worker\nsystemctl status worker', null],
  ['# Restart the worker\nsystemctl restart worker', null],
])

import { testRule } from '../../test-support/test-rule.ts'

testRule('rollback-does-nothing', [
  [
    '# Rollback\n\n```bash\naws ecs update-service --cluster a --service b --force-new-deployment\n```\n',
    /same revision again/,
  ],
  ['# Rollback\n\n```bash\nTAG=41 docker compose up -d\n```\n', null],
  ['# Rollback\n\n```bash\ndocker compose exec -T db psql -U app shop < backup.sql\ndocker compose up -d\n```\n', null],
  ['# Rollback\n\n```bash\ndocker compose up -d db\n```\n', null],
  ['# Deploy\n\n```bash\ndocker compose up -d\n```\n', null],
])

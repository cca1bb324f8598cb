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
  [
    '# Rollback\n\n**Option A: from Git**\n\n```bash\ngit checkout v1\n```\n\n**Option B: from images**\n\n```bash\ndocker-compose -f staging.yml pull\ndocker-compose -f staging.yml up -d\n```\n',
    /starts the same broken version again/,
  ],
  ['# Rollback\n\n```bash\ndocker compose -f previous.yml up -d\n```\n', null],
])

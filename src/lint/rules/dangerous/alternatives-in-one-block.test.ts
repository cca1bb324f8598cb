import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, testRule } from '../../test-support/test-rule.ts'

testRule('alternatives-in-one-block', [
  [
    '# Fix it\n\n```sql\nSELECT pg_cancel_backend(7); -- gently\nSELECT pg_terminate_backend(7); -- else\n```\n',
    /the gentle way never has its chance/,
  ],
  ['# Fix it\n\n```sql\nSELECT pg_cancel_backend(7);\n```\n\n```sql\nSELECT pg_terminate_backend(7);\n```\n', null],
  [
    '# Option A: roll back\nkubectl rollout undo deploy/a -n shop\n\n# Option B: restart\nkubectl rollout restart deploy/a -n shop',
    /another way to do what kubectl rollout undo/,
  ],
  [
    '# 1. Roll back\nkubectl rollout undo deploy/a -n shop\n\n# 2. Restart\nkubectl rollout restart deploy/a -n shop',
    null,
  ],
  [
    'kubectl rollout undo deploy/a -n s\n# To a given revision\nkubectl rollout undo deploy/a -n s --to-revision=3',
    /undid this already/,
  ],
  ['kubectl rollout undo deploy/a -n s\nkubectl rollout undo deploy/b -n s', null],
  [
    '# Option A: newest\n./restore.sh newest\n# Option B: by name\n./restore.sh x.sql',
    /pasted as one block, this runs too/,
  ],
  ['# Option A: new device\naz login --use-device-code\n# Option B: browser\naz login', /another way/, 'info'],
  ['# With dnf\nsudo dnf install shop\n# Or with apt\nsudo apt install shop', /another way/, 'info'],
  ['# Kubernetes\nkubectl rollout restart deploy/a\n\n# Docker Compose\ndocker compose up -d a', /another way/, 'info'],
  ['# Option A: scale\nkubectl scale deploy/a --replicas=0\n# Or stop it\ndocker stop a', /another way/, 'info'],
  ['# Restart it\ndocker restart a\n# Or recreate it\ndocker compose down a', /another way/, 'info'],
  ['# Stop one\ndocker stop a\n# Or all\ndocker stop $(docker ps -q)', /another way/, 'warning'],
])

for (const [second, severity] of [
  ['docker compose up -d', 'info'],
  ['docker compose down -v', 'warning'],
] as const)
  test(`alternatives-in-one-block is ${severity} for ${second} after what brings it up`, () => {
    const [found] = findingsOf(
      'alternatives-in-one-block',
      `# Using the script\npnpm staging:up\n\n# Or manually\n${second}`,
    )
    assert.equal(found?.severity, severity)
  })

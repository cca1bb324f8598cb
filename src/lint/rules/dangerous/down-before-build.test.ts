import { testRule } from '../../test-support/test-rule.ts'

testRule('down-before-build', [
  ['docker compose down\ndocker compose build --no-cache\ndocker compose up -d', /until line 5 has built the images/],
  ['docker-compose -f prod.yml down\ndocker-compose pull\ndocker-compose up -d', /has pulled the images/],
  ['docker compose down\ndocker compose up -d --build', /has built the images/],
  ['docker compose build\ndocker compose down\ndocker compose up -d', null],
  ['docker compose down\ndocker compose up -d', null],
  [
    '# Audit\n\nThis records the run completed on 5 April 2031.\n\n```bash\ndocker compose down\ndocker compose up -d --build\n```\n',
    null,
  ],
  [
    '# Audit\n\nBefore every audit:\n\n```bash\ndocker compose down\ndocker compose up -d --build\n```\n',
    /has built the images/,
  ],
  ['docker compose stop worker\ndocker compose build worker', null],
  ['docker compose down\n---\ndocker compose build', null],
  ['docker compose -f docker-compose.local.yml down\ndocker compose -f docker-compose.local.yml build', null],
  ['docker compose down -v\ndocker compose build\ndocker compose up -d', null],
])

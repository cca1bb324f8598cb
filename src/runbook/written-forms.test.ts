import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'

/** `kind line title | code` of each step. */
function stepsOf(...lines: string[]): string[] {
  const { procedures } = compile(...lines)
  return procedures.flatMap(({ steps }) =>
    steps.map(({ kind, line, title, choice, commands }) => {
      const did = commands.map(({ program, subcommand }) =>
        [program, subcommand].filter((word) => word !== null).join(' '),
      )
      return `${kind} ${line} ${title}${did.length === 0 ? '' : ` | ${did.join('; ')}`}${choice === null ? '' : ' (one of several)'}`
    }),
  )
}

function compile(...lines: string[]): Plan {
  return compileRunbook('case.md', ['# Case', '', '## Restart the API', '', ...lines].join('\n'))
}

test('a list item that says to run a command is a step that runs it', () => {
  assert.deepEqual(
    stepsOf(
      '1. Run `systemctl restart api` on each node',
      '2. Look at the dashboard',
      '3. Check the pods: `kubectl get pods -n prod`',
    ),
    [
      'shell 5 Run systemctl restart api on each node | systemctl restart',
      'prose 6 Look at the dashboard',
      'shell 7 Check the pods: kubectl get pods -n prod | kubectl get',
    ],
  )
  assert.deepEqual(stepsOf('- [ ] Execute `kubectl get pods -n prod`'), [
    'shell 5 Execute kubectl get pods -n prod | kubectl get',
  ])
})

test('a tool that is only named, or one of two commands, is left to a person', () => {
  assert.deepEqual(
    stepsOf(
      '1. Run `kubectl` as described',
      '2. Run `docker ps -a` or `docker stats --no-stream`',
      '3. Check that `systemctl status api` is green',
    ),
    [
      'prose 5 Run kubectl as described',
      'prose 6 Run docker ps -a or docker stats --no-stream',
      'prose 7 Check that systemctl status api is green',
    ],
  )
})

test('a table of commands is a list of steps', () => {
  assert.deepEqual(
    stepsOf(
      '| Command | Purpose |',
      '|---|---|',
      '| `kubectl get pods` | See the pods |',
      '| `docker ps \\| grep api` | See the containers |',
    ),
    ['shell 7 See the pods | kubectl get', 'shell 8 See the containers | docker ps; grep'],
  )
})

test('a command in another table is said to be none of the steps', () => {
  const plan = compile(
    '```bash',
    'uptime',
    '```',
    '',
    '| Cause | Fix |',
    '|---|---|',
    '| It hangs | `systemctl restart api` |',
  )
  assert.deepEqual(
    plan.diagnostics.filter(({ rule }) => rule === 'not-understood').map(({ line }) => line),
    [11],
  )
})

test('what is typed into an opened psql is SQL, and a step of its own', () => {
  assert.deepEqual(
    stepsOf(
      '```bash',
      '# Look',
      'psql "$DATABASE_URL"',
      'SELECT pid',
      'FROM pg_stat_activity;',
      '\\q',
      'uptime',
      '```',
    ),
    ['shell 7 Look | psql', 'sql 8 Look | sql SELECT', 'shell 11 Look | uptime'],
  )
  assert.deepEqual(stepsOf('```bash', 'psql -c "select 1"', 'select x in a b; do echo $x; done', '```').length, 1)
})

test('a session at a database is SQL less its prompts, with what it should print', () => {
  const plan = compile('```', 'postgres=# SELECT 1;', ' ?column?', '----------', '        1', '```')
  const step = plan.procedures[0]?.steps[0]
  assert.deepEqual([step?.kind, step?.line, step?.expected], ['sql', 6, ' ?column?\n----------\n        1'])
})

test('a first command without its prompt is a command, and what follows a prompt is output', () => {
  assert.deepEqual(
    stepsOf('```console', 'kubectl get pods', '$ kubectl logs api', 'git is not a command here', '```'),
    ['shell 6 Restart the API | kubectl get; kubectl logs'],
  )
  assert.deepEqual(stepsOf('```console', '# Look', 'kubectl get pods', '```'), ['shell 7 Look | kubectl get'])
})

test('comments that name platforms lead alternatives', () => {
  const fence = [
    '```bash',
    '# Kubernetes',
    'kubectl rollout restart deployment/api',
    '',
    '# Docker Compose',
    'docker compose restart api',
    '```',
  ]
  assert.deepEqual(stepsOf(...fence), [
    'shell 7 Kubernetes | kubectl rollout restart (one of several)',
    'shell 10 Docker Compose | docker compose restart (one of several)',
  ])
  assert.deepEqual(
    stepsOf('```bash', '# Kubernetes', 'kubectl get pods', '# Then the queue', 'celery inspect active', '```').filter(
      (step) => step.includes('several'),
    ),
    [],
  )
})

test('so do labels and tabs', () => {
  const inTwo = (first: string, second: string, indent: string) => [
    first,
    '',
    `${indent}\`\`\`bash`,
    `${indent}kubectl get pods`,
    `${indent}\`\`\``,
    '',
    second,
    '',
    `${indent}\`\`\`bash`,
    `${indent}docker ps`,
    `${indent}\`\`\``,
  ]
  for (const lines of [inTwo('**Kubernetes:**', '**Docker:**', ''), inTwo('=== "Kubernetes"', '=== "Docker"', '    ')])
    assert.deepEqual(stepsOf(...lines), [
      'shell 8 Kubernetes | kubectl get (one of several)',
      'shell 14 Docker | docker ps (one of several)',
    ])
})

test('the line that names a shell is no step', () => {
  assert.deepEqual(stepsOf('```bash', '#!/usr/bin/env bash', '# Look', 'uptime', '```'), ['shell 8 Look | uptime'])
})

test('headings in other languages divide a procedure as English ones do', () => {
  const plan = compileRunbook(
    'fall.md',
    '# Fall\n\n## API antwortet nicht\n\n### Symptome\n\n- Fehler 502\n\n### Behebung\n\n1. Den Dienst neu starten: `systemctl restart api`\n2. Zwei Minuten warten\n\n### Überprüfung\n\n```bash\ncurl -f https://shop.example/health\n```\n',
  )
  assert.deepEqual(
    plan.procedures.map(({ heading, steps }) => [heading, steps.map(({ phase, kind }) => `${phase} ${kind}`)]),
    [['API antwortet nicht', ['fix shell', 'fix prose', 'verify shell']]],
  )
  const japanese = compileRunbook(
    'a.md',
    '# 障害\n\n## 復旧\n\n### 手順\n\n1. サービスを再起動する: `systemctl restart api`\n2. 待つ\n',
  )
  assert.equal(japanese.procedures.flatMap(({ steps }) => steps).length, 2)
})

test('requests in http fences are steps for a person', () => {
  assert.deepEqual(stepsOf('```http', 'POST /flush HTTP/1.1', 'Host: api.shop.example', '```'), [
    'http 6 Restart the API',
  ])
})

test('a fence named SQL may open the client first, look with its own commands, or hold settings, which nobody runs', () => {
  assert.deepEqual(stepsOf('```sql', 'psql -h db.internal -U ops shop', 'select count(*) from orders;', '```'), [
    'shell 6 Restart the API | psql',
    'sql 7 Restart the API | sql SELECT',
  ])
  assert.deepEqual(
    stepsOf('```sql', '\\c shop', 'select 1;', '```').map((step) => step.split(' | ')[1]),
    ['sql \\c; sql SELECT'],
  )
  assert.deepEqual(stepsOf('```sql', 'wal_level = replica', "archive_command = 'cp %p /archive/%f'", '```'), [])
})

test('a paragraph that tells to do something is a step of its own, and one that explains is none', () => {
  assert.deepEqual(
    stepsOf(
      '```bash',
      'kubectl get pods -n shop',
      '```',
      '',
      'The gateway takes a minute to come up.',
      '',
      'If none comes up: raise the quota of the namespace.',
      '',
      'Note down which pod was the last one.',
    ),
    [
      'shell 6 Restart the API | kubectl get',
      'prose 11 If none comes up: raise the quota of the namespace',
      'prose 13 Note down which pod was the last one',
    ],
  )
})

test('a paragraph after the commands of an item is a step under the same condition', () => {
  const plan = compile(
    '1. If the cache is cold:',
    '   ```bash',
    '   redis-cli -h cache.internal INFO',
    '   ```',
    '   Then warm it from the list of products.',
    '2. Tell the shop that it is done',
    '   > If nobody answers, page the lead.',
  )
  assert.deepEqual(
    plan.procedures[0]?.steps.map(({ line, kind, condition }) => [line, kind, condition]),
    [
      [7, 'shell', 'If the cache is cold'],
      [9, 'prose', 'If the cache is cold'],
      [10, 'prose', null],
      [11, 'prose', 'If nobody answers'],
    ],
  )
})

test('an item that is only a condition has what to do under it', () => {
  assert.deepEqual(
    stepsOf(
      '1. **If the port is taken**',
      '   - Find out by whom',
      '   - Free it',
      '2. **If the port is free**',
      '   - Look at the log',
    ),
    ['prose 5 If the port is taken', 'prose 8 If the port is free'],
  )
})

test('a label that tells to look at what is listed is one step; a field with a list is none', () => {
  assert.deepEqual(
    stepsOf(
      '```bash',
      'uptime',
      '```',
      '',
      '**Look at the dashboards:**',
      '- Latency: <https://graphs.shop.example/latency>',
      '- Errors: <https://graphs.shop.example/errors>',
      '',
      '**Watch the error budget:** It may be used up by noon.',
      '',
      '**Review Cadence:** Monthly',
    ),
    [
      'shell 6 Restart the API | uptime',
      'prose 9 Look at the dashboards',
      'prose 13 Watch the error budget: It may be used up by noon.',
    ],
  )
})

test('"If …:" holds for the fences after it, up to the next sentence that introduces one', () => {
  const conditions = (...lines: string[]) => compile(...lines).procedures[0]?.steps.map(({ condition }) => condition)
  const fence = ['', '```bash', 'uptime', '', '# Again', 'uptime', '```', '']
  assert.deepEqual(conditions('If the load stays high:', ...fence, 'Look again:', ...fence), [
    'If the load stays high',
    'If the load stays high',
    null,
    null,
  ])
  assert.deepEqual(conditions('If a node is lost, its pods move, as here:', ...fence), [null, null])
})

test('a fence that its author forgot to indent belongs to the item before it', () => {
  assert.deepEqual(
    stepsOf(
      '1. Stop the writers',
      '',
      '```bash',
      'docker stop writer',
      '```',
      '',
      '2. Start them',
      '',
      '```bash',
      'docker start writer',
      '```',
    ),
    ['shell 8 Stop the writers | docker stop', 'shell 14 Start them | docker start'],
  )
})

test('what is to be done after an incident is a checklist', () => {
  const plan = compileRunbook(
    'a.md',
    '# Shop\n\n## Restart it\n\n```bash\nuptime\n```\n\n## Post-Incident\n\n- Write down what happened\n- Update the graphs\n',
  )
  assert.deepEqual(
    plan.procedures.map(({ heading, kind, steps }) => [heading, kind, steps.length]),
    [
      ['Restart it', 'maintain', 1],
      ['Post-Incident', 'checklist', 2],
    ],
  )
})

test('lettered ways are items of a list, and their fences count however deep they are indented', () => {
  const plan = compile(
    '1. Get a dump in one of the following ways:',
    '',
    '    a. Take the one of last night',
    '',
    '    b. Make one now:',
    '',
    '        ```',
    '        # If the standby answers:',
    '',
    '        # Look at it',
    '        pg_isready -h standby.internal',
    '',
    '        # Dump it',
    '        pg_dump -h standby.internal -Fc shop > shop.dump',
    '        ```',
    '',
    '2. Check its size',
  )
  assert.deepEqual(
    plan.procedures[0]?.steps.map(({ line, kind, condition, choice }) => [line, kind, condition, choice !== null]),
    [
      [7, 'prose', null, true],
      [15, 'shell', 'If the standby answers', true],
      [18, 'shell', 'If the standby answers', true],
      [21, 'prose', null, false],
    ],
  )
  assert.deepEqual(stepsOf('a. is the first letter', '', 'and no list'), [])
})

test('a comment may say under a title what to do by hand', () => {
  assert.deepEqual(
    stepsOf(
      '```bash',
      '# Look',
      'uptime',
      '',
      '# Nightly archive',
      '# Set the window in the console:',
      '# nights only',
      '```',
    ),
    ['shell 7 Look | uptime', 'prose 9 Nightly archive / Set the window in the console: / nights only'],
  )
})

test('a file to edit is a step for a person, and an example of output is none', () => {
  assert.deepEqual(
    stepsOf(
      'Raise the limit in the values:',
      '',
      '```yaml',
      'limit: 2',
      '```',
      '',
      'Then look at the pods:',
      '',
      '```bash',
      'kubectl get pods -n shop',
      '```',
      '',
      'The output looks like this:',
      '',
      '```yaml',
      'ready: true',
      '```',
    ),
    ['prose 5 Raise the limit in the values', 'shell 14 Then look at the pods | kubectl get'],
  )
})

test('"Alternatively" is one of two, under the condition of the first', () => {
  const plan = compile(
    '```bash',
    'uptime',
    '```',
    '',
    'If there is no dump you can ask for one in the console.',
    '',
    'Alternatively, you can make one:',
    '',
    '```bash',
    'pg_dump -Fc shop > shop.dump',
    '```',
  )
  const [, asked, made] = plan.procedures[0]?.steps ?? []
  assert.equal(asked?.condition, 'If there is no dump')
  assert.equal(made?.condition, 'If there is no dump')
  assert.ok(asked?.choice !== null && asked?.choice === made?.choice)
})

test('a numbered list that goes on after a fence is still what to do', () => {
  assert.deepEqual(
    stepsOf(
      '1. Stop it',
      '```',
      'docker stop api',
      '```',
      '',
      '2. Now the cache is cold.',
      '',
      '3. To warm it, we need to open the shop',
      '```',
      'curl -f https://shop.internal/',
      '```',
    ),
    [
      'shell 7 Stop it | docker stop',
      'prose 10 Now the cache is cold.',
      'shell 14 To warm it, we need to open the shop | curl GET',
    ],
  )
})

test('a word of SQL that is a program too is taken for the program when it has options', () => {
  assert.deepEqual(stepsOf('```', 'truncate -s 0 /var/log/api.log', '```'), ['shell 6 Restart the API | truncate'])
  assert.deepEqual(stepsOf('```', 'TRUNCATE sessions;', '```'), ['sql 6 Restart the API | sql TRUNCATE'])
})

test('bullets that are commands, under an item that says what for, are the steps', () => {
  assert.deepEqual(
    stepsOf(
      '1. Restore to a new instance:',
      '   - `RESTORE_ID="shop-$(date +%Y%m%d)"`',
      '   - Wait for it: `aws rds wait db-instance-available --db-instance-identifier "$RESTORE_ID"`',
      '   - Point the application at it.',
    ),
    [
      'shell 6 RESTORE_ID="shop-$(date +%Y%m%d)" | (assignment); date',
      'shell 7 Wait for it: aws rds wait db-instance-available --db-instance-identifier "$RESTORE_ID" | aws rds wait db-instance-available',
      'prose 8 Point the application at it.',
    ],
  )
})

test('a numbered list in a fence of plain text is a list', () => {
  const first = ['1. Look at the dashboard', '']
  assert.deepEqual(stepsOf(...first, '```', '1. Assess the severity', '2. Open a ticket', '3. Page Ana', '```'), [
    'prose 5 Look at the dashboard',
    'prose 8 1. Assess the severity',
    'prose 9 2. Open a ticket',
    'prose 10 3. Page Ana',
  ])
  assert.deepEqual(stepsOf(...first, '```', '1. Ana Lima', '2. Bo Chen', '```'), ['prose 5 Look at the dashboard'])
})

test('a transaction stays whole: a comment in it divides nothing', () => {
  assert.deepEqual(
    stepsOf('```sql', '-- Undo', 'BEGIN;', '-- the column', 'ALTER TABLE t DROP COLUMN c;', 'COMMIT;', '```').length,
    1,
  )
})

test('a file that begins with its alert is about that one, whatever its chapters are called', () => {
  const { procedures } = compileRunbook(
    'case.md',
    [
      '# Shop Down Runbook',
      '## Alert Definition',
      '- **Severity**: Critical',
      '## Advanced Moves',
      '### 1. Node Trouble',
      '```bash',
      'kubectl get nodes',
      '```',
      '## Rollback Procedures',
      '### 1. Deployment Rollback',
      '```bash',
      'kubectl rollout undo deployment/shop -n shop',
      '```',
      '### 2. Configuration Rollback',
      '```bash',
      'kubectl apply -f before.yaml',
      '```',
      '## Post-Mortem Template',
      '- [ ] Raise the limit [Owner: Ana]',
    ].join('\n'),
  )
  assert.deepEqual(
    procedures.map(({ heading, kind, line, endLine }) => `${kind} ${line}-${endLine} ${heading}`),
    [
      'incident 1-19 Shop Down Runbook',
      'rollback 10-13 1. Deployment Rollback',
      'rollback 14-17 2. Configuration Rollback',
    ],
  )
})

test('what stands in the components of MDX is read, however far it is indented', () => {
  assert.deepEqual(
    stepsOf(
      '<Steps>',
      '  <Step title="Look">',
      '    ```bash',
      '    kubectl get pods -n prod',
      '',
      '    kubectl get nodes',
      '    ```',
      '  </Step>',
      '  <Step title="Restart">',
      '    ```bash',
      '    kubectl rollout restart deployment/api -n prod',
      '    ```',
      '  </Step>',
      '</Steps>',
    ),
    ['shell 8 Look | kubectl get; kubectl get', 'shell 15 Restart | kubectl rollout restart'],
  )
})

test('a session at a bare shell has a prompt too', () => {
  assert.deepEqual(stepsOf('```', 'bash-5.1$ df -h', 'Filesystem  Size', '```'), ['shell 6 Restart the API | df'])
})

test('bullets under a heading that says what to do are done, their names aside; under one that names a thing they are facts', () => {
  const bullets = ['- RDS storage: increase it by a fifth.', '- Workers: scale them to eight, then apply.']
  const titles = (heading: string) =>
    compileRunbook('case.md', ['# Case', '', `## ${heading}`, '', ...bullets].join('\n')).procedures.flatMap(
      ({ steps }) => steps.map(({ title, phase }) => `${phase} ${title}`),
    )
  assert.deepEqual(titles('Scale compute'), [
    'fix RDS storage: increase it by a fifth.',
    'fix Workers: scale them to eight, then apply.',
  ])
  assert.deepEqual(titles('Backup locations'), [])
})

test('one of several cases holds for the steps under it, and whom to call is a step once there is a reason to', () => {
  const { procedures } = compileRunbook(
    'case.md',
    [
      '# Shop down',
      '**Severity**: critical',
      '## Resolution',
      '### Case A — the format changed',
      '1. Update the parser',
      '### Case B — rate limited',
      '1. Lower the limit',
      '## Escalation',
      'If it lasts:',
      '',
      '1. **Level 2**: infrastructure team',
      '2. **Level 3**: architects',
    ].join('\n'),
  )
  assert.deepEqual(
    procedures[0]?.steps.map(({ phase, title, condition }) => `${phase} ${title} | ${condition}`),
    [
      'fix Update the parser | the format changed',
      'fix Lower the limit | rate limited',
      'communicate Level 2: infrastructure team | If it lasts',
      'communicate Level 3: architects | If it lasts',
    ],
  )
})

test('a remedy under a heading of its own can be named, and its steps stay in the incident', () => {
  const { procedures } = compileRunbook(
    'case.md',
    [
      '# Database down',
      '**Severity**: critical',
      '## Resolution',
      '### Promote the replica (if the primary is lost)',
      '```bash',
      'aws rds promote-read-replica --db-instance-identifier shop-replica',
      '```',
    ].join('\n'),
  )
  assert.deepEqual(
    procedures.map(({ heading, kind, steps }) => `${kind} ${heading}: ${steps.length}`),
    ['incident Database down: 1', 'other Promote the replica (if the primary is lost): 0'],
  )
})

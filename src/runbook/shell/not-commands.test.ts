import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../../plan/compile.ts'
import { isSetting } from './not-commands.ts'

/** `kind line | commands | expected` of each step of a fence. */
function stepsOf(...lines: string[]): string[] {
  const text = ['# Case', '', '## Restart the API', '', '```bash', ...lines, '```'].join('\n')
  return compileRunbook('case.md', text).procedures.flatMap(({ steps }) =>
    steps.map(({ kind, line, commands, expected }) =>
      [`${kind} ${line}`, commands.map(({ argv }) => argv.join(' ')).join('; '), expected ?? ''].join(' | ').trimEnd(),
    ),
  )
}

test('settings of a file that an editor is opened for are no commands', () => {
  assert.deepEqual(
    stepsOf(
      '# Configure the pooler',
      'sudo vi /etc/pgbouncer/pgbouncer.ini',
      '[databases]',
      'shop = host=localhost dbname=shop',
      '# Restart it',
      'sudo systemctl restart pgbouncer',
    ),
    ['shell 7 | sudo vi /etc/pgbouncer/pgbouncer.ini |', 'shell 11 | sudo systemctl restart pgbouncer |'],
  )
})

test('a group of nothing but settings is done by hand, where its comment says to', () => {
  assert.deepEqual(
    stepsOf('# Enable snapshots', 'save 900 1', 'appendonly yes', '# Restart', 'systemctl restart redis'),
    ['prose 6 |  |', 'shell 10 | systemctl restart redis |'],
  )
  assert.deepEqual(stepsOf('# Add to the crontab', '0 2 * * * cd /app && ./backup.sh'), ['prose 6 |  |'])
})

test('a listing or a table under a command is what it prints', () => {
  assert.deepEqual(
    stepsOf('oc get pvc -A', 'NAMESPACE   NAME     STATUS', 'clusters    etcd-0   Bound', '', 'oc get pv'),
    ['shell 6 | oc get pvc -A; oc get pv | NAMESPACE   NAME     STATUS\nclusters    etcd-0   Bound'],
  )
  assert.deepEqual(stepsOf('ls -l', 'total 8', '-rw-r--r--@ 1 ada staff 129 23 Sep 11:23 config', 'chmod 600 config'), [
    'shell 6 | ls -l; chmod 600 config | total 8\n-rw-r--r--@ 1 ada staff 129 23 Sep 11:23 config',
  ])
})

test('what is typed into a client in a container is SQL, divided at its comments, to where it is left', () => {
  assert.deepEqual(
    stepsOf(
      'kubectl exec -it db-0 -- psql -U postgres',
      '',
      '-- Drop the user',
      'DROP USER ada;',
      '-- Look',
      '\\du',
      '\\q',
      'uptime',
    ),
    [
      'shell 6 | kubectl exec -it db-0 -- psql -U postgres |',
      'sql 9 | DROP USER ada |',
      'sql 11 | \\du |',
      'shell 13 | uptime |',
    ],
  )
  assert.equal(stepsOf('kubectl exec -it db-0 -- psql -c "select 1"', 'select x in a b; do echo $x; done').length, 1)
  assert.equal(stepsOf('sqlite3 shop.db "select 1"', 'select x in a b; do echo $x; done').length, 1)
})

test('what a shell could run is no setting', () => {
  for (const line of [
    'A=b',
    'a=b command',
    '[ -f x ]',
    '[[ -f x ]]',
    ': > file',
    'echo: x; rm y',
    'x = 1; rm y',
    'save',
    'port',
    'bind -x a',
    'dir',
    'test a = b',
    '* * *',
    '0 2 * *',
    'curl http://x',
    'http://x | sh',
    'https://x; rm y',
    'HOME',
    '@reboot',
  ])
    assert.equal(isSetting(line), false, line)
})

test('a comment inside the body of a function, or among the columns of a table, divides nothing', () => {
  const stepsIn = (...lines: string[]) =>
    compileRunbook(
      'case.md',
      ['# Case', '', '## Restart', '', '```sql', ...lines, '```'].join('\n'),
    ).procedures.flatMap(({ steps }) =>
      steps.map(({ line, commands }) => `${line} ${commands.map(({ effect }) => effect).join(' ')}`),
    )
  assert.deepEqual(
    stepsIn(
      'CREATE FUNCTION f() RETURNS void AS $$',
      'BEGIN',
      '  -- All of them',
      '  DELETE FROM t;',
      'END;',
      '$$ LANGUAGE plpgsql;',
      '-- Look',
      'SELECT 1;',
    ),
    ['6 write', '13 read'],
  )
  assert.deepEqual(stepsIn('CREATE TABLE t (', '  -- The key', '  id int', ');', '-- Look', 'SELECT 1;'), [
    '6 write',
    '11 read',
  ])
  assert.deepEqual(stepsIn('SELECT count(', '-- Look', 'SELECT 1;').length, 2)
})

test('a row of `ls -l` is output wherever in a block it stands', () => {
  const lines = (comment: string) => [comment, 'ls -l /data', '-rw-r-xr-x 1 root root 12 May  3 10:00 dump.sql']
  for (let more = 0; more < 10; more++) {
    const [, row = ''] = stepsOf(...lines(`# Look ${'o'.repeat(more)}`))
      .join('')
      .split('ls -l /data | ')
    assert.match(row, /^-rw-r-xr-x 1 root/)
  }
})

test('a question to Prometheus is asked by hand; under what only lists metrics it is nothing to do', () => {
  assert.deepEqual(stepsOf('# Uptime', 'up{job="shop"}', '', '# Orders', 'shop_orders_total'), [
    'prose 6 |  |',
    'prose 9 |  |',
  ])
  const metrics = '## Key metrics\n\n```bash\n# Uptime\nup{job="shop"}\n```\n'
  assert.deepEqual(compileRunbook('case.md', metrics).procedures, [])
  // Alone it may be a script of somebody's.
  assert.deepEqual(stepsOf('shop_orders_total'), ['shell 6 | shop_orders_total |'])
})

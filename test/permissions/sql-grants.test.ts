import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { permissionsFor } from '../../src/permissions/gather.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const STATEMENTS = {
  look: [
    'SELECT count(*) FROM orders JOIN users ON users.id = orders.user_id',
    'SELECT pid, query FROM pg_stat_activity',
  ],
  act: ['DELETE FROM jobs WHERE id = 1', 'UPDATE orders SET paid = true WHERE id = 1', 'ANALYZE users'],
}
const lines = [...STATEMENTS.look, ...STATEMENTS.act].map((sql) => `psql "\${DATABASE_URL:?}" -c "${sql}"`)
const grants = permissionsFor(
  compileRunbook('a.md', `# A\n\n## B\n\n\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n`).procedures,
).sql

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

test('PostgreSQL takes the grants, and with them each side may do its part and no more', async () => {
  const client = await database.pool.connect()
  try {
    // Roles belong to the whole server: with the transaction they are gone again.
    await client.query('BEGIN')
    await client.query(
      'CREATE TABLE users (id int); CREATE TABLE jobs (id int); CREATE TABLE orders (id int, user_id int, paid bool)',
    )
    await client.query('CREATE ROLE standby_look; CREATE ROLE standby_act IN ROLE standby_look')
    await client.query([...(grants?.look ?? []), ...(grants?.act ?? [])].join('\n'))
    const tryAs = async (role: string, sql: string): Promise<string> => {
      await client.query(`SAVEPOINT attempt; SET LOCAL ROLE ${role}`)
      const answer = await client.query(sql).then(
        () => 'done',
        (error: Error) => error.message,
      )
      await client.query('ROLLBACK TO attempt')
      return answer
    }
    for (const sql of STATEMENTS.look) assert.equal(await tryAs('standby_look', sql), 'done', sql)
    for (const sql of STATEMENTS.act) assert.equal(await tryAs('standby_act', sql), 'done', sql)
    for (const sql of ['DELETE FROM jobs WHERE id = 1', 'UPDATE orders SET paid = true', 'SELECT * FROM jobs'])
      assert.match(await tryAs('standby_look', sql), /^permission denied for table/, sql)
    assert.match(await tryAs('standby_act', 'DELETE FROM users'), /^permission denied for table/)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
})

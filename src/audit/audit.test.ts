import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { transaction } from '../db/transaction.ts'
import { BEGINNING, chainHash, endLine, entryLine, FORMAT } from './chain.ts'
import { append, exportLines, seal } from './store.ts'
import { type AuditVerdict, createAuditVerifier } from './verify.ts'

let db: TestDatabase
before(async () => {
  db = await testDatabase()
})
after(() => db.close())

function verify(text: string): AuditVerdict {
  const verifier = createAuditVerifier()
  const lines = text.split('\n')
  const rest = lines.pop()
  for (const line of lines) if (!verifier.take(line)) break
  return verifier.end(rest === '')
}

function chainOf(bodies: readonly string[]): string {
  let hash = BEGINNING
  const lines = bodies.map((body, index) => {
    hash = chainHash(hash, index + 1, body)
    return entryLine({ seq: index + 1, hash, body })
  })
  return Buffer.from([FORMAT, ...lines, endLine(bodies.length, hash), ''].join('\n')).toString('latin1')
}

const BODIES = ['{"who":"Zoë","what":"a"}', '{"who":"bob","what":"b"}', '{"who":"cat","what":"c"}']

async function exportText(): Promise<string> {
  let text = ''
  for await (const piece of exportLines(db.pool)) text += piece
  return Buffer.from(text).toString('latin1')
}

const say = (who: string) => ({ at: new Date(0), who, what: 'test', facts: { text: 'line\nfeed “quoted” \\' } })

test('what the database sealed verifies offline, whatever is in it', async () => {
  for (const who of ['ann', 'Zoë', '日本', 'a"b\\c\u2028']) await append(db.pool, say(who))
  const verdict = verify(await exportText())
  assert.equal(verdict.ok && verdict.entries, 4)
})

test('a rolled back transaction leaves nothing; one that commits late is chained after', async () => {
  await transaction(db.pool, async (late) => {
    await append(late, say('late'))
    await append(db.pool, say('early'))
    await seal(db.pool)
  })
  await transaction(db.pool, async (tx) => {
    await append(tx, say('never'))
    throw new Error('rolled back')
  }).catch(() => {})
  const text = await exportText()
  assert.ok(text.indexOf('"early"') < text.indexOf('"late"'))
  assert.ok(!text.includes('"never"'))
  assert.equal(verify(text).ok, true)
})

test('many writers and many sealers at once make one chain', async () => {
  const writers = Array.from({ length: 60 }, (_, n) => append(db.pool, say(`writer ${n}`)))
  const sealers = Array.from({ length: 20 }, () => seal(db.pool))
  await Promise.all([...writers, ...sealers])
  const text = await exportText()
  assert.equal(text.match(/"writer \d+"/g)?.length, 60)
  assert.equal(verify(text).ok, true)
})

test('the database itself refuses to change, remove or empty the log', async () => {
  await append(db.pool, say('ann'))
  await seal(db.pool)
  await append(db.pool, say('not sealed yet'))
  // As the version before wrote it.
  await db.pool.query(`insert into audit_entry (body) values ('{"who":"old"}')`)
  for (const sql of [
    `update audit_entry set body = '{}'`,
    `update audit_entry set seq = null, hash = null`,
    `update audit_entry set seq = 999, hash = repeat('0', 64), body = '{}' where seq is null`,
    'delete from audit_entry',
    'truncate audit_entry',
    `update audit_pending set bodies = '{}'`,
    'delete from audit_pending',
    'truncate audit_pending',
  ]) {
    await assert.rejects(db.pool.query(sql), /append-only/, sql)
  }
  const text = await exportText()
  assert.ok(text.includes('{"who":"old"}') && text.includes('"not sealed yet"'))
  assert.equal(verify(text).ok, true)
})

test('law: any single byte changed, removed or added is found', () => {
  const text = chainOf(BODIES)
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const other = String.fromCharCode((text.charCodeAt(at) + by) % 256)
      assert.equal(verify(text.slice(0, at) + other + text.slice(at + 1)).ok, false)
      assert.equal(verify(text.slice(0, at) + text.slice(at + 1)).ok, false)
      assert.equal(verify(text.slice(0, at) + other + text.slice(at)).ok, false)
      assert.equal(verify(text.slice(0, at)).ok, false)
    }),
    { numRuns: 2_000 },
  )
})

test('it says which entry was changed, removed, doubled or moved', () => {
  const lines = chainOf(BODIES).split('\n')
  const problem = (order: number[]) => {
    const verdict = verify(order.map((index) => lines[index]).join('\n'))
    return verdict.ok ? 'ok' : `${verdict.entry}: ${verdict.problem}`
  }
  assert.equal(problem([0, 1, 2, 3, 4, 5]), 'ok')
  assert.equal(problem([0, 1, 3, 4, 5]), '2: entry 2 is missing: 3 stands in its place')
  assert.equal(problem([0, 1, 3, 2, 4, 5]), '2: entry 2 is missing: 3 stands in its place')
  assert.equal(problem([0, 1, 2, 2, 3, 4, 5]), '2: entry 2 stands again, or late, where 3 is due')
  assert.equal(problem([0, 1, 2, 4, 5]), '3: the end does not follow entry 2: entries are missing, or it was changed')
  assert.equal(problem([0, 1, 2, 3, 5]), '4: it breaks off after entry 3')
  const changed = verify(lines.join('\n').replace('bob', 'bab'))
  assert.equal(changed.ok ? 0 : changed.entry, 2)
})

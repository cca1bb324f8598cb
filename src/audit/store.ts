import type { Queryable } from '../db/queryable.ts'
import { BEGINNING, endLine, entryLine, FORMAT, type SealedEntry } from './chain.ts'

const AT_ONCE = 1_000

/** Chains everything that was committed so far. @returns how many entries. */
export async function seal(db: Queryable): Promise<number> {
  let total = 0
  for (;;) {
    const { rows } = await db.query<{ sealed: number }>('select audit_seal($1) as sealed', [AT_ONCE])
    const sealed = rows[0]?.sealed ?? 0
    total += sealed
    if (sealed < AT_ONCE) return total
  }
}

/** For what is done to no row that has a trigger: see the migration. In the caller's transaction. */
export async function append(
  tx: Queryable,
  { at, who, what, facts }: { at: Date; who: string; what: string; facts: Record<string, unknown> },
): Promise<void> {
  await tx.query('select audit_append($1, $2, $3, $4::jsonb)', [at, who, what, JSON.stringify(facts)])
}

/** The log up to now, as the lines of an export, each with its line feed. */
export async function* exportLines(db: Queryable): AsyncGenerator<string> {
  await seal(db)
  yield `${FORMAT}\n`
  let seq = 0
  let hash = BEGINNING
  for (;;) {
    const { rows } = await db.query<{ seq: string; hash: string; body: string }>(
      'select seq, hash, body from audit_entry where seq > $1 order by seq limit $2',
      [seq, AT_ONCE],
    )
    const entries: SealedEntry[] = rows.map((row) => ({ ...row, seq: Number(row.seq) }))
    const last = entries.at(-1)
    if (last === undefined) break
    yield entries.map((entry) => `${entryLine(entry)}\n`).join('')
    seq = last.seq
    hash = last.hash
  }
  yield `${endLine(seq, hash)}\n`
}

import type { Queryable } from '../db/queryable.ts'

export interface StoredRunbook {
  /** SHA-256 of the text. */
  digest: string
  file: string
  text: string
  registeredAt: Date
  /** Only drills have used it so far. */
  rehearsal: boolean
}

interface RunbookRow {
  digest: string
  file: string
  text: string
  registered_at: Date
  rehearsal: boolean
}

/**
 * Stores a text. One that is known gets the file name it was given last, and counts as registered now; but a rehearsal
 * changes nothing about a text that is there for more than that.
 */
export async function saveRunbook(db: Queryable, runbook: StoredRunbook): Promise<void> {
  await db.query(
    `insert into runbook (digest, file, text, registered_at, rehearsal) values ($1, $2, $3, $4, $5)
     on conflict (digest) do update
       set file = excluded.file, registered_at = excluded.registered_at, rehearsal = excluded.rehearsal
       where runbook.rehearsal or not excluded.rehearsal`,
    [runbook.digest, runbook.file, runbook.text, runbook.registeredAt, runbook.rehearsal],
  )
}

export async function runbookByDigest(db: Queryable, digest: string): Promise<StoredRunbook | null> {
  const { rows } = await db.query<RunbookRow>('select * from runbook where digest = $1', [digest])
  return rows[0] === undefined ? null : toRunbook(rows[0])
}

/** The latest text of each file, the most recently registered first. A rehearsed one hides none that is not. */
export async function latestRunbooks(db: Queryable): Promise<StoredRunbook[]> {
  const { rows } = await db.query<RunbookRow>(
    `select * from (
       select distinct on (file, rehearsal) * from runbook order by file, rehearsal, registered_at desc) as latest
     order by registered_at desc, file`,
  )
  return rows.map(toRunbook)
}

function toRunbook(row: RunbookRow): StoredRunbook {
  return {
    digest: row.digest,
    file: row.file,
    text: row.text,
    registeredAt: row.registered_at,
    rehearsal: row.rehearsal,
  }
}

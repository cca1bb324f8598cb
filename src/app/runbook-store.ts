import type { Queryable } from '../db/queryable.ts'

export interface StoredRunbook {
  /** SHA-256 of the text. */
  digest: string
  file: string
  text: string
  registeredAt: Date
}

interface RunbookRow {
  digest: string
  file: string
  text: string
  registered_at: Date
}

/** Stores a text. One that is known gets the file name it was given last, and counts as registered now. */
export async function saveRunbook(db: Queryable, runbook: StoredRunbook): Promise<void> {
  await db.query(
    `insert into runbook (digest, file, text, registered_at) values ($1, $2, $3, $4)
     on conflict (digest) do update set file = excluded.file, registered_at = excluded.registered_at`,
    [runbook.digest, runbook.file, runbook.text, runbook.registeredAt],
  )
}

export async function runbookByDigest(db: Queryable, digest: string): Promise<StoredRunbook | null> {
  const { rows } = await db.query<RunbookRow>('select * from runbook where digest = $1', [digest])
  return rows[0] === undefined ? null : toRunbook(rows[0])
}

/** The latest text of each file, the most recently registered first. */
export async function latestRunbooks(db: Queryable): Promise<StoredRunbook[]> {
  const { rows } = await db.query<RunbookRow>(
    `select * from (select distinct on (file) * from runbook order by file, registered_at desc) as latest
     order by registered_at desc, file`,
  )
  return rows.map(toRunbook)
}

function toRunbook(row: RunbookRow): StoredRunbook {
  return { digest: row.digest, file: row.file, text: row.text, registeredAt: row.registered_at }
}

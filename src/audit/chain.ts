import { createHash } from 'node:crypto'

// An export is one line that names the format, one line for each entry, and one that says where it ends. The bytes of
// an entry are hashed as they stand: nothing is parsed and written again, so a single changed byte shows.

export const FORMAT = '{"format":"standby-audit-1"}'
/** What the first entry is chained to. */
export const BEGINNING = '0'.repeat(64)

export interface SealedEntry {
  /** Counts from 1, without gaps. */
  seq: number
  /** SHA-256, hex. See `chainHash`. */
  hash: string
  /** One line of JSON. */
  body: string
}

/** @param bytes - How `body` is to be taken: text, or the bytes of a file one by one. */
export function chainHash(before: string, seq: number, body: string, bytes: 'utf8' | 'latin1' = 'utf8'): string {
  return createHash('sha256').update(`${before}\n${seq}\n`).update(Buffer.from(body, bytes)).digest('hex')
}

export const entryLine = ({ seq, hash, body }: SealedEntry): string => `{"seq":${seq},"hash":"${hash}","entry":${body}}`

export const endLine = (entries: number, hash: string): string => `{"end":${entries},"hash":"${hash}"}`

import { BEGINNING, chainHash, endLine, FORMAT } from './chain.ts'

export type AuditVerdict =
  | { ok: true; entries: number /** The chain's end: note it elsewhere to compare later. */; hash: string }
  | {
      ok: false
      line: number /** Seq of the entry that is wrong; null when it is not about one. */
      entry: number | null
      problem: string
    }

/** Reads an export line by line and stops at the first thing that is not as it was written. */
export interface AuditVerifier {
  /** @returns false when something is wrong: the rest need not be read. */
  take(line: string): boolean
  /** @param isWhole - Whether the last line had its line feed. */
  end(isWhole: boolean): AuditVerdict
}

const ENTRY = /^\{"seq":([1-9]\d*),"hash":"([0-9a-f]{64})","entry":(\{.*\})\}$/s

/** Pure. Lines are bytes as latin1, so that what is no text is seen as it is. */
export function createAuditVerifier(): AuditVerifier {
  let lines = 0
  let seq = 0
  let hash = BEGINNING
  let isEnded = false
  let failure: Extract<AuditVerdict, { ok: false }> | null = null

  const fail = (problem: string, entry: number | null) => {
    failure = { ok: false, line: lines, entry, problem }
    return false
  }
  const takeEntry = (line: string): boolean => {
    const [, number, stated = '', body = ''] = ENTRY.exec(line) ?? []
    if (number === undefined) return fail(`entry ${seq + 1} is not as it was written`, seq + 1)
    const found = Number(number)
    if (found > seq + 1) return fail(`entry ${seq + 1} is missing: ${found} stands in its place`, seq + 1)
    if (found < seq + 1) return fail(`entry ${found} stands again, or late, where ${seq + 1} is due`, found)
    if (chainHash(hash, found, body, 'latin1') !== stated)
      return fail(`entry ${found} was changed, or does not follow the one before it`, found)
    seq = found
    hash = stated
    return true
  }
  return {
    take(line) {
      lines += 1
      if (failure !== null) return false
      if (lines === 1) return line === FORMAT || fail('the first line does not name the format', null)
      if (isEnded) return fail('there is more after the end', null)
      if (!line.startsWith('{"end":')) return takeEntry(line)
      if (line !== endLine(seq, hash))
        return fail(`the end does not follow entry ${seq}: entries are missing, or it was changed`, seq + 1)
      isEnded = true
      return true
    },
    end(isWhole) {
      if (failure !== null) return failure
      lines += 1
      if (isEnded && isWhole) return { ok: true, entries: seq, hash }
      fail(`it breaks off after entry ${seq}`, seq + 1)
      return failure ?? { ok: true, entries: seq, hash }
    },
  }
}

import type { RehearsalSummary, Verdict } from '../contract.ts'

/** A runbook with all its procedures, rehearsed or not. */
export interface RehearsedFile {
  file: string
  digest: string
  procedures: RehearsalSummary[]
}

/** What the reader sees in the place of a verdict. */
export type Standing = Verdict | 'never rehearsed'

export function standingOf({ last }: RehearsalSummary): Standing {
  return last?.verdict ?? 'never rehearsed'
}

/** By runbook, in the order of the file; runbooks that can be rehearsed here first. */
export function byFile(rehearsals: readonly RehearsalSummary[]): RehearsedFile[] {
  const files = new Map<string, RehearsedFile>()
  for (const one of rehearsals) {
    const file = files.get(one.file) ?? { file: one.file, digest: one.digest, procedures: [] }
    file.procedures.push(one)
    files.set(one.file, file)
  }
  const able = (file: RehearsedFile) => (file.procedures.some(({ scenarios }) => scenarios.length > 0) ? 0 : 1)
  return [...files.values()]
    .map((file) => ({ ...file, procedures: file.procedures.toSorted((a, b) => a.line - b.line) }))
    .sort((a, b) => able(a) - able(b) || a.file.localeCompare(b.file))
}

import type { StepResult } from '../runs/executor.ts'
import type { CommandFailure } from '../runs/run.ts'

/** What a script reported on its own descriptor: see `REPORT` and `finish` in render-script.ts. */
export interface Report {
  push(bytes: Uint8Array): void
  read(): Pick<StepResult, 'statements' | 'exports'> & {
    failed: number
    /** Where the shell ended, absolute; null when it did not come to say. */
    folder: string | null
    functions: Record<string, string>
    /** It came too late, and has run nothing. */
    isLate: boolean
  }
}

/** A script that writes without end on our descriptor must not fill our memory. */
const REPORT_LIMIT = 4 * 1024 * 1024

export function createReport(): Report {
  const pieces: Uint8Array[] = []
  let size = 0
  return {
    push(bytes) {
      size += bytes.length
      if (size <= REPORT_LIMIT) pieces.push(bytes)
    },
    read: () => parseReport(Buffer.concat(pieces).toString('utf8')),
  }
}

function parseReport(text: string): ReturnType<Report['read']> {
  const statements: StepResult['statements'] = []
  const exports: Record<string, string> = {}
  const functions: Record<string, string> = {}
  let folder: string | null = null
  let failures: CommandFailure[] = []
  let failed = 0
  let isLate = false
  // Records end in NUL; what comes after the last one was cut off.
  for (const record of text.split('\0').slice(0, -1)) {
    const [kind, rest] = [record.slice(0, 1), record.slice(2)]
    if (kind === 'S') {
      const [statement = 0, ...statuses] = rest.split(' ').map(Number)
      const hidden = unseen(failures, statuses)
      statements.push(hidden.length === 0 ? { statement, statuses } : { statement, statuses, failures: hidden })
      failures = []
    } else if (kind === 'E') {
      const equals = rest.indexOf('=')
      exports[rest.slice(0, equals)] = rest.slice(equals + 1)
    } else if (kind === 'C') {
      const [list = '', command = ''] = cut(rest)
      failures.push({ command, statuses: list.split(' ').map(Number) })
    } else if (kind === 'D') {
      const [name, text] = cut(rest)
      functions[name] = text
    } else if (kind === 'W') folder = rest
    else if (kind === 'L') isLate = true
    else if (kind === 'F') failed = Number(rest)
  }
  return { statements, exports, failed, folder, functions, isLate }
}

function cut(record: string): [head: string, rest: string] {
  const end = record.indexOf('\n')
  return end === -1 ? [record, ''] : [record.slice(0, end), record.slice(end + 1)]
}

/** Each once, and without those whose status the statement itself has: these are seen already. */
function unseen(failures: readonly CommandFailure[], statuses: readonly number[]): CommandFailure[] {
  const key = (failure: CommandFailure) => `${failure.statuses.join(' ')}\n${failure.command}`
  const others = failures.filter((failure) =>
    failure.statuses.some((status) => status !== 0 && !statuses.includes(status)),
  )
  return [...new Map(others.map((failure) => [key(failure), failure])).values()]
}

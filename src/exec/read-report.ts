import type { StepResult } from '../runs/executor.ts'

/** What a script reported on its own descriptor: see `PRELUDE` in render-script.ts. */
export interface Report {
  push(bytes: Uint8Array): void
  read(): Pick<StepResult, 'statements' | 'exports'> & { failed: number }
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
  let failed = 0
  // Records end in NUL; what comes after the last one was cut off.
  for (const record of text.split('\0').slice(0, -1)) {
    const [kind, rest] = [record.slice(0, 1), record.slice(2)]
    if (kind === 'S') {
      const [statement = 0, ...statuses] = rest.split(' ').map(Number)
      statements.push({ statement, statuses })
    } else if (kind === 'E') {
      const equals = rest.indexOf('=')
      exports[rest.slice(0, equals)] = rest.slice(equals + 1)
    } else if (kind === 'F') failed = Number(rest)
  }
  return { statements, exports, failed }
}

import { createReadStream } from 'node:fs'
import { type AuditVerdict, createAuditVerifier } from '../audit/verify.ts'
import { AppError } from '../core/errors.ts'
import { createApiClient } from './api-client.ts'
import { findServer } from './find-server.ts'
import type { DataFlags } from './flags.ts'
import type { Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** `standby audit export`: from the server that runs on the data folder, else from the database itself. */
export async function exportAudit(flags: DataFlags, wiring: Wiring, terminal: Terminal): Promise<void> {
  const server = await findServer(flags.data)
  if (server !== null) {
    await createApiClient(server.url, 'terminal').eachPiece('/audit', (piece) => terminal.out(piece))
    return
  }
  const lines = wiring.auditLines({ dataDir: flags.data, databaseUrl: flags.databaseUrl ?? null })
  for await (const piece of lines) terminal.out(piece)
}

/** `standby audit verify FILE`. Needs no server and no database. @returns the exit code: 1 when something is wrong. */
export async function verifyAudit(file: string, { out, paint }: Terminal): Promise<number> {
  const verdict = await verifyFile(file)
  if (verdict.ok) {
    out(`${paint.green('✓')} ${verdict.entries} entries, whole and in order; the chain ends with ${verdict.hash}\n`)
    return 0
  }
  out(`${paint.red('✗')} ${file}, line ${verdict.line}: ${verdict.problem}\n`)
  return 1
}

async function verifyFile(file: string): Promise<AuditVerdict> {
  const verifier = createAuditVerifier()
  let rest = ''
  try {
    // Bytes as latin1: what is no text must not be mended on the way.
    for await (const piece of createReadStream(file, { encoding: 'latin1' })) {
      const lines = `${rest}${piece}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (!verifier.take(line)) return verifier.end(false)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message = code === 'ENOENT' ? `there is no file '${file}'` : `'${file}' cannot be read (${code})`
    throw new AppError('unreadable-file', message, 'name a file that `standby audit export` wrote')
  }
  return verifier.end(rest === '')
}

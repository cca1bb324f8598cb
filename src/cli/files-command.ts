import { join, resolve } from 'node:path'
import { AppError } from '../core/errors.ts'
import type { IncidentDetail } from '../http/contract.ts'
import { openPlace, type Place } from './drill-place.ts'
import type { FilesFlags } from './flags.ts'
import { reachServer } from './reach-server.ts'
import { plainText, type Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'
import { writeFile } from './write-file.ts'

/** `standby files INCIDENT`: what the steps of its run have left. */
export async function files(incident: string, flags: FilesFlags, wiring: Wiring, terminal: Terminal): Promise<void> {
  if (!/^\d{1,9}$/.test(incident))
    throw new AppError('bad-number', `'${incident}' is no incident's number`, 'such as: standby files 12')
  const place =
    flags.server !== undefined
      ? await reachServer(flags.server)
      : await openPlace(flags, wiring, terminal, { examples: false, localEnvironment: true, what: 'question' })
  try {
    await tell(place, incident, flags, terminal)
  } finally {
    await place.own?.close()
  }
}

async function tell({ api }: Place, incident: string, { out }: FilesFlags, terminal: Terminal): Promise<void> {
  const { run } = await api.get<IncidentDetail>(`/incidents/${incident}`)
  if (run === null || run.files.length === 0) {
    terminal.err('its steps have left no files\n')
    return
  }
  for (const { path, size, digest, mode } of run.files) {
    const where = digest === null ? terminal.paint.dim('  too large to be kept: on the machine where it was made') : ''
    terminal.out(`${String(size).padStart(9)}  ${plainText(path)}${where}\n`)
    if (out === undefined || digest === null) continue
    const target = inside(out, path)
    const bytes = await api.getBytes(`/runs/${run.id}/file?path=${encodeURIComponent(path)}`)
    writeFile(target, bytes, 'choose a folder you may write to with --out', mode)
  }
}

/** Whatever a server says: nothing is written anywhere else. */
function inside(folder: string, path: string): string {
  const target = resolve(folder, path)
  if (target.startsWith(`${resolve(folder)}/`)) return target
  throw new AppError(
    'bad-path',
    `${plainText(join(folder, path))} lies outside of ${folder}`,
    'nothing was written there',
  )
}

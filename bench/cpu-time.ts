import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'

/** Milliseconds of CPU that this process and the PostgreSQL of `pool` have used so far. Linux only; elsewhere NaN. */
export async function openCpuTime(pool: pg.Pool): Promise<() => number> {
  const { rows } = await pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const postmaster = readFileSync(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0] ?? ''
  return () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000 + timeOfTree(postmaster)
  }
}

/** Clock ticks are hundredths of a second on every Linux there is. */
const TICK_MS = 10

function timeOfTree(root: string): number {
  try {
    let ticks = 0
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue
      const fields = fieldsOf(pid)
      // 2nd: its parent; 12th and 13th its own time, 14th and 15th that of its children which have ended.
      if (pid === root) for (const at of [11, 12, 13, 14]) ticks += Number(fields[at])
      else if (fields[1] === root) ticks += Number(fields[11]) + Number(fields[12])
    }
    return ticks * TICK_MS
  } catch {
    return Number.NaN
  }
}

function fieldsOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

import { readFileSync } from 'node:fs'

/** Whether a process runs under this id. One that has ended and waits for its parent does not run. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return stateOf(pid)?.[0] !== 'Z'
}

/** When it was started, in ticks since boot, to tell a process from a later one with the same id; null where /proc is absent. */
export function startedAt(pid: number): string | null {
  return stateOf(pid)?.[19] ?? null
}

/** The fields of /proc/<pid>/stat from the state on; the name before it may contain anything. */
function stateOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** The command line of a process; null where it cannot be seen. */
export function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return null
  }
}

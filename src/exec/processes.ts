import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Names the attempt in the environment of every process it starts. */
export const ATTEMPT_VARIABLE = 'STANDBY_ATTEMPT'

/** Absolute path of a program, by PATH and then the usual places; null where there is none. */
export function findProgram(name: string, path: string): string | null {
  for (const folder of [...path.split(delimiter), '/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']) {
    if (folder.startsWith('/') && existsSync(join(folder, name))) return join(folder, name)
  }
  return null
}

/** Clock ticks from boot to the start of a process: with its number, it names the process for ever. Linux only. */
export function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may hold anything; the 22nd field of all is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/**
 * Processes that were started for these attempts, their children included, wherever they have gone: a process can
 * leave its group and its parent, but not its environment.
 */
export function findProcesses(attemptIds: readonly string[]): number[] {
  if (attemptIds.length === 0 || !existsSync('/proc/self/environ')) return []
  const marks = attemptIds.map((id) => `${ATTEMPT_VARIABLE}=${id}\0`)
  const found: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const environ = `${readFileSync(`/proc/${name}/environ`, 'latin1')}\0`
      if (marks.some((mark) => environ.includes(mark))) found.push(Number(name))
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
  return found
}

/** @returns whether there was something to send it to. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { type Clock, systemClock } from '../core/clock.ts'

/**
 * Ends what we have started when we are gone (docs/adr/0011), however we went: kill -9 leaves no time to do it ourselves.
 *
 * One process for all steps: it reads from a pipe which process groups there are, and kills them when the pipe ends.
 * Letting the kernel do it (`setpriv --pdeathsig`) costs one more program for every step, 0.6 of 2.5 ms, and reaches
 * the shell alone, not the commands it has started.
 */
export interface Guard {
  watch(group: number): void
  /** Within `FORGET_MS`. */
  forget(group: number): void
}

// Signals to a terminal's or a service's processes must not end it before us.
const SCRIPT = `trap '' HUP INT QUIT TERM PIPE
declare -A groups
while read -r what group; do
  if [[ $what = + ]]; then groups[$group]=1; else unset "groups[$group]"; fi
done
for group in "\${!groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null; done`

const FORGET_MS = 100

/** @param bash - Absolute path. It is started with the first group, and again should someone kill it. */
export function createGuard(bash: string, clock: Pick<Clock, 'sleep'> = systemClock): Guard {
  const groups = new Set<number>()
  let guard: ChildProcess | null = null
  /** Groups that have ended, which the guard is told together with the next one that begins: each time costs it a wake-up. */
  let over: number[] = []

  const start = (): ChildProcess => {
    const child = spawn(bash, ['--noprofile', '--norc', '-c', SCRIPT, 'standby-guard'], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const gone = () => {
      if (guard !== child) return
      guard = null
      if (groups.size > 0) guard = start()
    }
    child.on('error', gone)
    child.on('exit', gone)
    child.stdin?.on('error', gone)
    // It must not keep us alive.
    child.unref()
    ;(child.stdin as unknown as { unref?: () => void } | null)?.unref?.()
    child.stdin?.write([...groups].map((group) => `+ ${group}\n`).join(''))
    return child
  }
  const say = (more: string) => {
    const text = over.map((group) => `- ${group}\n`).join('') + more
    over = []
    if (text !== '') guard?.stdin?.write(text)
  }
  return {
    watch(group) {
      groups.add(group)
      if (guard === null) guard = start()
      else say(`+ ${group}\n`)
    },
    forget(group) {
      groups.delete(group)
      over.push(group)
      if (over.length === 1) void clock.sleep(FORGET_MS).then(() => say(''))
    },
  }
}

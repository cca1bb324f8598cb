import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const title = 'compile and check runbooks, against shellcheck on the same fences'

/** Runs `on-one-core.ts` on one core, if the machine can say so: then neither side is helped by threads of its own. */
export async function run(): Promise<string[]> {
  const script = join(import.meta.dirname, 'on-one-core.ts')
  const pinned = spawnSync('taskset', ['-c', '0', process.execPath, script], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (pinned.status === 0) return ['on one core', ...linesOf(pinned.stdout)]
  const free = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (free.status !== 0) throw new Error(free.stderr)
  return ['on all cores: taskset is not on this machine, or may not choose', ...linesOf(free.stdout)]
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

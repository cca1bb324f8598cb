import { specOf } from '../world/rollout.ts'
import type { Workload } from '../world/world.ts'
import { type Scene, Unanswerable } from './client.ts'

/**
 * Runs a program in one of a workload's containers: system.yaml says which there are, and what they print.
 *
 * @returns null where there is no such container.
 * @throws Unanswerable for a program system.yaml does not have.
 */
export function runInContainer(
  { system, world }: Scene,
  workload: Workload,
  container: string | null,
  argv: readonly string[],
): { stdout: string; stderr: string; exitCode: number; writes: boolean } | null {
  const spec = specOf(system, workload.name)
  if (container !== null && container !== spec.container) return null
  const line = argv.join(' ')
  const program = spec.programs.find((p) => new RegExp(p.match, 's').test(line))
  if (program === undefined) throw new Unanswerable(`in a container of ${workload.name}: ${line}`)
  const down = program.needs.find((name) => world.things[`down/${name}`] !== undefined)
  if (down !== undefined)
    return { stdout: '', stderr: `${program.otherwise.stderr}\n`, exitCode: program.otherwise.exit, writes: false }
  return { stdout: program.stdout, stderr: '', exitCode: program.exit, writes: false }
}

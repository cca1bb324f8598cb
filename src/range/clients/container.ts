import { isDown } from '../world/down.ts'
import { specOf } from '../world/rollout.ts'
import type { Workload } from '../world/world.ts'
import { celery } from './celery/celery.ts'
import { type Scene, Unanswerable } from './client.ts'

/**
 * Runs a program in one of a workload's containers: system.yaml says which there are, and what they print.
 *
 * @returns null where there is no such container.
 * @throws Unanswerable for a program system.yaml does not have.
 */
export function runInContainer(
  scene: Scene,
  workload: Workload,
  container: string | null,
  argv: readonly string[],
): { stdout: string; stderr: string; exitCode: number; writes: boolean } | null {
  const { system, world } = scene
  const spec = specOf(system, workload.name)
  if (container !== null && container !== spec.container) return null
  const line = argv.join(' ')
  const [first, ...args] = argv[0] === 'poetry' && argv[1] === 'run' ? argv.slice(2) : argv
  if (first === 'celery' && scene.system.queues.some((q) => q.workers === workload.name)) {
    const call = { program: 'celery', argv: args, cwd: '/app', stdin: null, attempt: null, env: {} }
    return { ...celery(call, scene), writes: false }
  }
  const program = spec.programs.find((p) => new RegExp(p.match, 's').test(line))
  if (program === undefined) throw new Unanswerable(`in a container of ${workload.name}: ${line}`)
  const down = program.needs.find((name) => isDown(world, name))
  if (down !== undefined)
    return { stdout: '', stderr: `${program.otherwise.stderr}\n`, exitCode: program.otherwise.exit, writes: false }
  return { stdout: program.stdout, stderr: '', exitCode: program.exit, writes: false }
}

import { specOf } from '../world/rollout.ts'
import type { Workload } from '../world/world.ts'
import { alembic } from './alembic/alembic.ts'
import { celery } from './celery/celery.ts'
import { type Answer, type Call, type Scene, Unanswerable } from './client.ts'
import { runProgram } from './programs-of.ts'

/** Programs that are the same in a container as outside of one. */
const INNER: Record<string, (call: Call, scene: Scene) => Answer | Promise<Answer>> = { alembic, celery }

/**
 * Runs a program in one of a workload's containers: system.yaml says which there are, and what they print and do.
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
  const spec = specOf(scene.system, workload.name)
  if (container !== null && container !== spec.container) return null
  const line = argv.join(' ')
  const plain = argv[0] === 'poetry' && argv[1] === 'run' ? argv.slice(2) : argv
  const known = runProgram(scene, spec.programs, line) ?? runProgram(scene, spec.programs, plain.join(' '))
  if (known !== null) return { ...known, writes: false }
  const [first = '', ...args] = plain
  const inner = INNER[first]
  const takesTasks = scene.system.queues.some((q) => q.workers === workload.name)
  const migrates = scene.system.databases.some((d) => d.migrations.length > 0)
  if (inner !== undefined && (first === 'celery' ? takesTasks : migrates)) {
    const call = { program: first, argv: args, cwd: '/app', stdin: null, attempt: null, env: {} }
    const answer = inner(call, scene)
    if (!(answer instanceof Promise)) return { ...answer, writes: false }
  }
  throw new Unanswerable(`in a container of ${workload.name}: ${line}`)
}

import type { ProgramSpec } from '../system/system.ts'
import { doDeeds } from '../world/deeds.ts'
import { isDown } from '../world/down.ts'
import { type Answer, failed, ok, type Scene } from './client.ts'

/** What a program of system.yaml prints and does; null where it has none of this command line. */
export function runProgram(scene: Scene, programs: readonly ProgramSpec[], line: string): Answer | null {
  const { world, system } = scene
  for (const program of programs) {
    const match = new RegExp(program.match, 's').exec(line)
    if (match === null) continue
    const lacks = program.needs.find((name) => isDown(world, name))
    const broken = program.failsDuring !== undefined && world.faults.some((f) => f.name === program.failsDuring)
    if (lacks !== undefined || broken) return failed(program.otherwise.exit, `${program.otherwise.stderr}\n`)
    if (program.does.length > 0) {
      scene.write()
      doDeeds(world, system, program.does, { values: { ...match.groups }, command: scene.command })
    }
    return program.exit === 0 ? ok(program.stdout) : failed(program.exit, '', program.stdout)
  }
  return null
}

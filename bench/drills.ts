import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { virtualSeconds } from '../src/cli/drill-all/tell-all.ts'
import { readSystem } from '../src/range/system/read-system.ts'
import { breakWorld } from '../src/range/world/break-world.ts'
import { createWorld } from '../src/range/world/create-world.ts'
import { change, step } from '../src/range/world/step.ts'
import { openDrillStand } from '../test/support/drills.ts'
import { duration, median, time } from './measure.ts'

export const title = 'all drills of the examples, and an hour of each world, against real time'

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const HOUR = 3_600_000
const ROUNDS = 5

export async function run(): Promise<string[]> {
  const systems = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'system.yaml')))
  const lines = await describeDrills(systems)
  for (const name of systems) lines.push(await describeHour(name))
  return lines
}

async function describeDrills(systems: readonly string[]): Promise<string[]> {
  const stand = await openDrillStand()
  try {
    const files = systems
      .map((name) => `examples/${name}/runbook.md`)
      .filter((file) => existsSync(join(EXAMPLES, '..', file)))
    // The first loads what the others find loaded.
    await stand.playAll(files.slice(0, 1))
    let simulated = 0
    let count = 0
    const took = await time(async () => {
      const { played } = await stand.playAll(files)
      simulated = virtualSeconds(played)
      count = played.length
    })
    const times = Math.round((simulated * 1_000) / took)
    return [
      `${count} drills: ${(simulated / 60).toFixed(0)} virtual minutes in ${duration(took)}, ${times} times as fast as real time`,
      `one drill: ${duration(took / count)}, two at a time`,
    ]
  } finally {
    await stand.close()
  }
}

/** Nobody does anything: faults, traffic, queues and alarms go on. */
async function describeHour(name: string): Promise<string> {
  const system = readSystem(name, readFileSync(join(EXAMPLES, name, 'system.yaml'), 'utf8'))
  const whole = createWorld(system, 1, Date.parse(system.start))
  const [fault] = system.faults
  const begun = fault === undefined ? whole : change(whole, (draft) => breakWorld(draft, system, fault, null))
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) took.push(await time(() => step(begun, system, begun.now + HOUR)))
  return `${name}: an hour with ${fault?.name ?? 'nothing'} broken in ${duration(median(took))}`
}

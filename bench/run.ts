/** `npm run bench [NAME…]`: prints figures beside their targets, as ratios against a peer in the same run where the
 * machine matters. Ends with 1 when a target was missed. */
import { cpus, loadavg } from 'node:os'

const BENCHES = {
  compile: () => import('./compile.ts'),
  alert: () => import('./alert-to-output.ts'),
  steps: () => import('./hundred-steps.ts'),
  engine: () => import('./engine.ts'),
  nodes: () => import('./nodes.ts'),
  timers: () => import('./timers.ts'),
  parked: () => import('./parked.ts'),
  viewers: () => import('./viewers.ts'),
  drills: () => import('./drills.ts'),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`error: no bench is called ${unknown.join(', ')}`)
  console.error(`hint: choose from ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)} before we begin\n`,
)
let missed = 0
for (const [name, load] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const bench = await load()
  console.log(`${name}: ${bench.title}`)
  for (const line of await bench.run()) {
    if (line.startsWith('✗')) missed++
    console.log(`  ${line}`)
  }
  console.log('')
}
process.exit(missed > 0 ? 1 : 0)

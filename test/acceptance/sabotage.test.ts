/**
 * A rehearsal is worth something only if it notices when the range lies: whichever client answers nothing, or what was
 * true before anything broke, some drill of the examples must fail.
 *
 * The suite makes those that most drills lean on answer nothing; STANDBY_SABOTAGE=all takes each client there is, and makes
 * it tell what was true before, too.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findRehearsals } from '../../src/cli/drill-all/rehearsals.ts'
import { asExpected } from '../../src/cli/drill-all/tell-all.ts'
import { readRunbook } from '../../src/cli/read-runbook.ts'
import type { ScenarioSummary } from '../../src/drill/drill.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import type { Command } from '../../src/plan/plan.ts'
import { type Client, ok } from '../../src/range/clients/client.ts'
import { PROGRAM_NAMES } from '../../src/range/clients/programs.ts'
import { createWorld } from '../../src/range/world/create-world.ts'
import { openDrillStand } from '../support/drills.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILES = readdirSync(join(ROOT, 'examples'))
  .map((name) => `examples/${name}/runbook.md`)
  .filter((file) => existsSync(join(ROOT, file)))

/** Answers nothing, and says that all went well. */
const silent = (): Client => () => ok('')

/** Answers what was true when the world began, and changes nothing. */
const stale =
  (client: Client): Client =>
  (call, scene) => {
    const world = createWorld(scene.system, scene.world.seed, scene.world.origin)
    return client(call, { ...scene, world, write: () => {}, wait: () => {} })
  }

/** These are the machine's own, in the run's folder: nothing of the production answers. */
const OF_THE_MACHINE = [
  'cp',
  'mv',
  'rm',
  'tee',
  'touch',
  'truncate',
  'ln',
  'chmod',
  'chown',
  'tar',
  'dd',
  'gzip',
  'du',
  'sed',
  'mkdir',
  'rmdir',
  'install',
  'unlink',
]
/** Where it was noticed before: tried first, so that most take one drill. */
const NOTICED_BY: Record<string, string> = {
  aws: 'scr/bad-release',
  curl: 'scr/bad-release',
  date: 'scr/bad-release',
  kubectl: 'stratum/bad-release',
  'redis-cli': 'stratum/cache-without-end',
  psql: 'stratum/sessions-left-behind',
  celery: 'stratum/slow-tasks',
}

/** A wait cut short is made good by whoever looks next. */
const NOTHING_TO_NOTICE: Record<string, string> = { sleep: 'what was to be waited for is looked at again anyway' }
/** What is as it was before the fault anyway: time, and what is the same whatever happens. */
const NEVER_STALE: Record<string, string> = {
  ...NOTHING_TO_NOTICE,
  pytest: 'what it asks about is well all the time, in its only scenario',
  openssl: 'a random number is as good at any time',
  date: 'it is wrong by minutes, and runbooks ask about quarters of an hour',
  celery: 'who takes from which queue is no other than before in any scenario yet',
}

test('each client that answers nothing, or stale data, makes a drill fail', { timeout: 240_000 }, async (t) => {
  const sabotage: { program: string; how: (client: Client) => Client } = { program: '', how: silent }
  const stand = await openDrillStand({
    wrapClient: (program, client) => (program === sabotage.program ? sabotage.how(client) : client),
  })
  try {
    const users = programsUsed(await stand.drills.scenarios())
    assert.ok(users.size >= 6, `programs used: ${[...users.keys()].join(', ')}`)
    for (const [program, scenarios] of users) {
      if (OF_THE_MACHINE.includes(program) || (!ALL && !(program in NOTICED_BY))) continue
      for (const [name, how] of HOW) {
        const skip = (name === 'stale data' ? NEVER_STALE : NOTHING_TO_NOTICE)[program] ?? false
        await t.test(`${program} that answers ${name} is noticed`, { skip }, async () => {
          Object.assign(sabotage, { program, how })
          const noticed = await firstFailure(stand, program, scenarios)
          assert.notEqual(noticed, null, `none of ${[...scenarios].join(', ')} noticed`)
          t.diagnostic(`${program}, ${name}: ${noticed}`)
        })
      }
    }
  } finally {
    await stand.close()
  }
})

const ALL = process.env.STANDBY_SABOTAGE === 'all'
const HOW = [['nothing', silent] as const, ...(ALL ? [['stale data', stale] as const] : [])]

type Stand = Awaited<ReturnType<typeof openDrillStand>>

/** One after another: mostly the first notices. */
async function firstFailure(stand: Stand, program: string, scenarios: ReadonlySet<string>): Promise<string | null> {
  const first = NOTICED_BY[program] ?? ''
  for (const wanted of new Set([...(scenarios.has(first) ? [first] : []), ...scenarios])) {
    const { played } = await stand.playAll(FILES, ({ system, name }) => `${system}/${name}` === wanted)
    const failed = played.find((one) => !asExpected(one))
    if (failed !== undefined) return `${wanted} is ${failed.drill.verdict}: ${failed.drill.reason}`
  }
  return null
}

/** By program: the scenarios whose procedures name it. */
function programsUsed(scenarios: readonly ScenarioSummary[]): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>()
  const sources = FILES.map((file) => ({ ...readRunbook(join(ROOT, file)), file }))
  for (const { source, procedure, scenario } of findRehearsals(sources, scenarios).rehearsals) {
    const steps = compileRunbook(source.file, source.text).procedures.find(({ id }) => id === procedure.id)?.steps ?? []
    const words = new Set(steps.flatMap(({ commands }) => commands.flatMap(programsOf)))
    for (const program of PROGRAM_NAMES.filter((name) => words.has(name))) {
      const found = users.get(program) ?? new Set()
      users.set(program, found.add(`${scenario.system}/${scenario.name}`))
    }
  }
  return users
}

/** Its own, and those inside of `$(…)`. */
function programsOf({ program, argv }: Command): string[] {
  return [program, ...argv.flatMap((word) => [...word.matchAll(/\$\(([\w-]+)/g)].map(([, inner]) => inner ?? ''))]
}

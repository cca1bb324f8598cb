/**
 * Compares our reading of filters with the real jq: filters made from its grammar and functions, half of them spoiled.
 *
 *     node scripts/agreement/jq.ts --n 1000 --seed 1
 *     STANDBY_JQ=/opt/jq-1.8/bin/jq node scripts/agreement/jq.ts --n 1000 --seed 1
 *
 * jq ends with 3 where it refuses a filter; its input is empty, so that a filter it takes has nothing to do.
 */
import { execFile } from 'node:child_process'
import { loadData } from '../../src/analysis/data.ts'
import { checkFilterAs } from '../../src/analysis/jq/check-filter.ts'
import { type JqVersion, VERSIONS } from '../../src/analysis/jq/tokens.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'
import { FilterMaker } from './jq-filters.ts'
import { Random } from './random.ts'

const PROGRAM = process.env.STANDBY_JQ ?? 'jq'
/** As many at a time as the machine this was written on has cores. */
const AT_ONCE = 2

function ask(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(PROGRAM, words, { timeout: 20_000 }, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error)
      else resolve({ status: error?.code ?? 0, stdout, stderr })
    })
    child.stdin?.end()
  })
}

async function releaseOf(): Promise<JqVersion | null> {
  const { stdout } = await ask('--version')
  return VERSIONS.find((version) => stdout.startsWith(`jq-${version}`)) ?? null
}

export async function missingForJq(): Promise<string | null> {
  try {
    return (await releaseOf()) === null ? 'the jq installed is of no release that is known' : null
  } catch {
    return 'jq is not installed'
  }
}

export async function compareJq({ n, seed }: { n: number; seed: number }): Promise<Agreement> {
  const release = await releaseOf()
  if (release === null) throw new Error('the jq installed is of no release that is known')
  const { functions } = loadData<{ functions: Record<string, string> }>('jq.json')
  const maker = new FilterMaker(new Random(seed), Object.keys(functions))
  const filters: string[] = []
  // A word that begins with a dash is an option to jq, and no filter.
  while (filters.length < n) {
    const filter = maker.make()
    if (!filter.startsWith('-')) filters.push(filter)
  }
  const verdicts: Verdict[] = []
  for (let at = 0; at < n; at += AT_ONCE) {
    const judged = filters.slice(at, at + AT_ONCE).map(async (filter): Promise<Verdict> => {
      const { status, stderr } = await ask(filter)
      const ours = checkFilterAs(release, filter, [])
      const said = status === 3 ? (stderr.split('\n')[0] ?? '') : ''
      return { input: filter, real: status !== 3, ours: ours === null, said: said || (ours?.message ?? '') }
    })
    verdicts.push(...(await Promise.all(judged)))
  }
  return agreementOf(verdicts)
}

if (import.meta.main) {
  const missing = await missingForJq()
  if (missing !== null) throw new Error(missing)
  console.log(agreementText('jq', await compareJq(readNumbers(process.argv, { n: 1000, seed: 1 }))))
}

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

// Is data/ what the tools on this machine say of themselves? Where a tool has another version than the one in the data, that is no
// question. redis and PostgreSQL answer in a second or two; STANDBY_GRAMMARS=all asks kubectl too, which takes three minutes.
const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const all = process.env.STANDBY_GRAMMARS === 'all'

const GENERATORS: readonly [script: string, tool: readonly string[] | null, slow: boolean][] = [
  ['redis.ts', ['redis-server', '--version'], false],
  ['jq.ts', ['jq', '--version'], false],
  ['postgres.ts', null, false],
  ['iam-resources.ts', null, false],
  ['kubectl.ts', ['kubectl', 'version', '--client'], true],
]

for (const [script, tool, slow] of GENERATORS)
  test(`data made by ${script} is what it would make now`, { timeout: 300_000 }, async (t) => {
    if (slow && !all) return t.skip('asked only with STANDBY_GRAMMARS=all: it takes its time')
    if (tool !== null && !(await answers(tool))) return t.skip(`${tool[0]} is not installed`)
    const folder = await mkdtemp(join(tmpdir(), 'grammars-test-'))
    try {
      await mkdir(join(folder, 'iam'))
      const env = { ...process.env, STANDBY_DATA: folder }
      await run(process.execPath, [join(ROOT, 'scripts/grammars', script)], { env, timeout: 250_000 })
      const made = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.json'))
      assert.ok(made.length > 0)
      for (const path of made) {
        const [now, kept] = await Promise.all([
          readFile(join(folder, path), 'utf8'),
          readFile(join(ROOT, 'data', path), 'utf8'),
        ])
        if (sourceOf(now) !== sourceOf(kept)) return t.skip(`another version is installed: ${sourceOf(now)}`)
        assert.equal(now, kept, `data/${path}: make it anew with npm run grammars`)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

function sourceOf(text: string): string {
  return /"source":\s*"([^"]*)"/.exec(text)?.[1] ?? ''
}

async function answers([program = '', ...args]: readonly string[]): Promise<boolean> {
  try {
    await run(program, args)
    return true
  } catch {
    return false
  }
}

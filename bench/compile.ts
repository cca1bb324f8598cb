import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileRunbook } from '../src/plan/compile.ts'
import { duration, pairs } from './measure.ts'

export const title = 'compile runbooks, against shellcheck on the same fences'

const SEEDS = join(import.meta.dirname, '../../shared/seeds')
const EXAMPLES = join(import.meta.dirname, '../examples')

export async function run(): Promise<string[]> {
  const files = readRunbooks()
  const fences = files.flatMap((file) => shellFences(file.text))
  const lines = [`${files.length} runbooks, ${fences.length} shell fences`]

  const folder = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const scripts = fences.map((text, at) => {
    const path = join(folder, `${at}.sh`)
    writeFileSync(path, text)
    return path
  })
  if (spawnSync('shellcheck', ['--version']).error) return [...lines, 'shellcheck is not on this machine: no ratio']

  // One shellcheck process for all fences is its best case: a process a fence would cost it its start each time.
  const { ours, theirs, ratio } = await pairs(
    5,
    () => {
      for (const file of files) compileRunbook(file.name, file.text)
    },
    () => spawnSync('shellcheck', ['--shell=bash', '--format=gcc', ...scripts], { maxBuffer: 1 << 28 }),
  )
  return [
    ...lines,
    `standby ${duration(ours)}, shellcheck ${duration(theirs)}: ${ratio.toFixed(0)} times faster (standby warm, in process)`,
  ]
}

function readRunbooks(): { name: string; text: string }[] {
  try {
    const names = readdirSync(SEEDS).filter((name) => name.endsWith('.md'))
    return names.map((name) => ({ name, text: readFileSync(join(SEEDS, name), 'utf8') }))
  } catch {
    return readdirSync(EXAMPLES).map((name) => {
      const path = join(EXAMPLES, name, 'runbook.md')
      return { name: `${name}.md`, text: readFileSync(path, 'utf8') }
    })
  }
}

/** The fences that say they are shell, by a reading of their own: the peer is not given our parser's work. */
function shellFences(markdown: string): string[] {
  return [...markdown.matchAll(/^```(?:bash|sh|shell)\s*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
}

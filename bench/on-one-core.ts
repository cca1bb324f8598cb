/** What `compile.ts` measures, as a process of its own, so that it can be held to one core with all it starts. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileRunbook } from '../src/plan/compile.ts'
import { duration, median, pairs, time } from './measure.ts'

const SHARED = join(import.meta.dirname, '../../shared')
const EXAMPLES = join(import.meta.dirname, '../examples')

interface File {
  name: string
  text: string
}

await corpus()
await fences()

/** Everything a file needs: structure, effects, plan, all rules. The first pass has its grammars to load and its code to warm. */
async function corpus(): Promise<void> {
  const files = markdownIn(join(SHARED, 'corpus/files'))
  if (files.length === 0) return console.log('../shared/corpus is not here: not measured')
  const passes: { wall: number; cpu: number }[] = []
  for (let pass = 0; pass < 9; pass++) {
    const before = process.cpuUsage()
    const wall = await time(() => {
      for (const { name, text } of files) compileRunbook(name, text)
    })
    const { user, system } = process.cpuUsage(before)
    passes.push({ wall, cpu: (user + system) / 1000 })
  }
  const rate = (ms: number) => `${((files.length / ms) * 1000).toFixed(0)} runbooks/s`
  const first = passes[0] ?? { wall: Number.NaN, cpu: Number.NaN }
  const warm = passes.slice(4)
  console.log(
    `corpus, ${files.length} runbooks compiled and checked, by the clock (by the processor's time, where others share it):`,
  )
  console.log(`  first pass of a new process ${rate(first.wall)} (${rate(first.cpu)})`)
  const middle = (of: 'wall' | 'cpu') => rate(median(warm.map((pass) => pass[of])))
  console.log(`  passes 5 to 9, median ${middle('wall')} (${middle('cpu')})`)
}

/**
 * Exactly the same fences on both sides: each is a file of its own for shellcheck, and a Markdown file of one fence for
 * Standby, which so reads Markdown, builds a plan and asks all its rules each time. A test is one pass over all of them.
 */
async function fences(): Promise<void> {
  const files = markdownIn(join(SHARED, 'seeds'))
  const texts = (files.length > 0 ? files : markdownIn(EXAMPLES)).flatMap(({ text }) => shellFences(text))
  if (spawnSync('shellcheck', ['--version']).error) return console.log('shellcheck is not on this machine: no ratio')
  const folder = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const scripts = texts.map((text, at) => write(folder, `${at}.sh`, text))
  const runbooks = texts.map((text) => `\`\`\`bash\n${text}\n\`\`\`\n`)
  const whole = write(folder, 'all.md', runbooks.join('\n'))
  const ours = () => {
    for (const text of runbooks) compileRunbook('fence.md', text)
  }
  const shellcheck = (...paths: string[]) =>
    spawnSync('shellcheck', ['--shell=bash', '--format=gcc', ...paths], { maxBuffer: 1 << 28 })
  for (let pass = 0; pass < 20; pass++) ours()

  console.log(`${texts.length} shell fences of ${files.length > 0 ? 'the seeds' : 'the examples'}, pairwise:`)
  const each = await pairs(3, ours, () => {
    for (const script of scripts) shellcheck(script)
  })
  print('standby, loaded, a compile for each; shellcheck, a process for each (as editors and hooks call it)', each)
  const all = await pairs(7, ours, () => shellcheck(...scripts))
  print('standby, loaded, a compile for each; shellcheck, one process for all (its start counts once)', all)
  const cli = join(import.meta.dirname, '../bin/standby')
  const cold = await pairs(
    5,
    () => spawnSync(cli, ['check', whole], { maxBuffer: 1 << 28 }),
    () => shellcheck(...scripts),
  )
  print('standby check, one new process for all; shellcheck, one new process for all', cold)
  rmSync(folder, { recursive: true })
}

function print(what: string, { ours, theirs, ratio }: { ours: number; theirs: number; ratio: number }): void {
  const said = ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)
  console.log(`  ${what}: ${duration(ours)} against ${duration(theirs)}, ${said} times faster`)
}

function markdownIn(folder: string): File[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(md|mdx|markdown|rst|txt|adoc)$/i.test(entry.name))
      .map((entry) => ({ name: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }))
  } catch {
    return []
  }
}

/** The fences that say they are shell, by a reading of their own: the peer is not given our parser's work. */
function shellFences(markdown: string): string[] {
  return [...markdown.matchAll(/^```(?:bash|sh|shell)\s*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** What `compile.ts` measures, as a process of its own, so that it can be held to one core with all it starts. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '../bin/v8-flags.js'
import { compileRunbook } from '../src/plan/compile.ts'
import { duration, median, type Pair, pairs, time } from './measure.ts'

const SHARED = join(import.meta.dirname, '../../shared')
const EXAMPLES = join(import.meta.dirname, '../examples')

interface File {
  name: string
  path: string
  text: string
}

const CLI = join(import.meta.dirname, '../bin/standby')
const MOST_PASSES = 400
/** Of ours to one of the peer's, which takes as long: by itself a pass of 20 ms says what else the machine did meanwhile. */
const PASSES = 40

await corpus()
await fences()

/**
 * Everything a file needs: structure, effects, plan, all rules. The first pass has grammars to load and code to compile, as
 * every `standby check` has; a server, an editor and `serve` are where the rate no longer improves.
 */
async function corpus(): Promise<void> {
  const folder = join(SHARED, 'corpus/files')
  const files = markdownIn(folder)
  if (files.length === 0) return console.log('../shared/corpus is not here: not measured')
  const rate = (ms: number) => `${((files.length / ms) * 1000).toFixed(0)} runbooks/s`
  const both = ({ wall, cpu }: Spent) => `${rate(wall)} (${rate(cpu)})`
  const { first, steady, passes } = await settle(5, () => {
    for (const { name, text } of files) compileRunbook(name, text)
  })
  console.log(
    `corpus, ${files.length} runbooks compiled and checked, by the clock (by the processor's time, where others share it):`,
  )
  console.log(`  first pass of a new process ${both(first)}`)
  console.log(`  after ${passes} passes, where it no longer gets faster: median of the last five ${both(steady)}`)
  const check = (path: string) => spawnSync(CLI, ['check', path], { maxBuffer: 1 << 28 })
  check(folder)
  console.log(`  standby check of their folder, a new process with its start: ${rate(await time(() => check(folder)))}`)
  const one = files.toSorted((a, b) => a.text.length - b.text.length)[files.length >> 1] as File
  const starts: number[] = []
  while (starts.length < 9) starts.push(await time(() => check(one.path)))
  console.log(
    `  standby check of the one of middling length (${one.text.length} characters): ${duration(median(starts))}`,
  )
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
  const one = () => {
    for (const script of scripts) shellcheck(script)
  }

  console.log(`${texts.length} shell fences of ${files.length > 0 ? 'the seeds' : 'the examples'}, pairwise:`)
  const theirs = await time(one)
  const { first, steady, passes } = await settle(60, ours)
  console.log(
    `  the first pass over them ${duration(first.wall)}, ${(theirs / first.wall).toFixed(0)} times faster than shellcheck with a process for each; ` +
      `after ${passes} passes ${duration(steady.wall)} (${duration(steady.cpu)} of the processor)`,
  )
  const many = () => {
    for (let pass = 0; pass < PASSES; pass++) ours()
  }
  const each = perPass(await pairs(3, many, one))
  print('standby, loaded, a compile for each; shellcheck, a process for each (as editors and hooks call it)', each)
  one()
  console.log(
    `  the first pass after that, with the processor's caches full of shellcheck's: ${duration(await time(ours))}`,
  )
  const all = perPass(await pairs(7, many, () => shellcheck(...scripts)))
  print('standby, loaded, a compile for each; shellcheck, one process for all (its start counts once)', all)
  const cold = await pairs(
    5,
    () => spawnSync(CLI, ['check', whole], { maxBuffer: 1 << 28 }),
    () => shellcheck(...scripts),
  )
  print('standby check, one new process for all; shellcheck, one new process for all', cold)
  rmSync(folder, { recursive: true })
}

/** Milliseconds by the clock, and of the processor. */
interface Spent {
  wall: number
  cpu: number
}

/** Of `PASSES` of ours, what one takes. */
function perPass({ ours, theirs, ratio }: Pair): Pair {
  return { ours: ours / PASSES, theirs, ratio: ratio * PASSES }
}

/**
 * Repeats a pass until the best of the last ones is by no 2 % faster than the best before them, by the processor's time. V8 goes on
 * optimising for a while: of fences, of which a pass takes little, for some 200 passes. Medians would end it as soon as somebody
 * else is busy.
 *
 * @param several - How many passes are compared with as many before.
 */
async function settle(several: number, pass: () => unknown): Promise<{ first: Spent; steady: Spent; passes: number }> {
  const all: Spent[] = []
  const middle = (of: 'wall' | 'cpu', from: number, to?: number) =>
    median(all.slice(from, to).map((spent) => spent[of]))
  const best = (from: number, to?: number) => Math.min(...all.slice(from, to).map(({ cpu }) => cpu))
  const improves = () => all.length < 2 * several || best(-several) < 0.98 * best(-2 * several, -several)
  while (all.length < MOST_PASSES && improves()) {
    const before = process.cpuUsage()
    const wall = await time(pass)
    const { user, system } = process.cpuUsage(before)
    all.push({ wall, cpu: (user + system) / 1000 })
  }
  const [first] = all as [Spent, ...Spent[]]
  return { first, steady: { wall: middle('wall', -several), cpu: middle('cpu', -several) }, passes: all.length }
}

function print(what: string, { ours, theirs, ratio }: Pair): void {
  const said = ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)
  console.log(`  ${what}: ${duration(ours)} against ${duration(theirs)}, ${said} times faster`)
}

function markdownIn(folder: string): File[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(md|mdx|markdown|rst|txt|adoc)$/i.test(entry.name))
      .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))
      .map((file) => ({ ...file, text: readFileSync(file.path, 'utf8') }))
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

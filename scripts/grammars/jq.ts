/**
 * Makes data/jq.json from the jq on this machine: the functions it has and the options it takes.
 *
 *     node scripts/grammars/jq.ts
 *     STANDBY_JQ=/opt/jq-1.7/bin/jq:/opt/jq-1.8/bin/jq node scripts/grammars/jq.ts
 *
 * Hosts have several releases: what was learned of a release that is not here stays as it is.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DATA } from './out.ts'

interface Table {
  /** Release, as hosts speak of it, to the version that was asked: `1.7` to `1.7.1`. */
  versions: Record<string, string>
  /** How many words it takes, and the releases that have it. */
  options: Record<string, [takes: number, releases: string]>
  /** `map/1`, and the releases that have it. */
  functions: Record<string, string>
}

/** Part of the language, and in no release's own list of what it has. */
const UNLISTED = ['empty/0', 'error/0', 'not/0', 'path/1', 'range/2', 'getpath/1', 'input_line_number/0', 'halt/0']

/** What any release told of itself, with what none tells of: each is tried. */
const OPTIONS: Record<string, number> = {
  ...{ '--arg': 2, '--argfile': 2, '--argjson': 2, '--rawfile': 2, '--slurpfile': 2, '--indent': 1 },
  ...{ '--library-path': 1, '-L': 1, '--from-file': 0, '-f': 0, '--args': 0, '--jsonargs': 0 },
  ...{
    '--ascii-output': 0,
    '-a': 0,
    '--binary': 0,
    '-b': 0,
    '--color-output': 0,
    '-C': 0,
    '--compact-output': 0,
    '-c': 0,
  },
  ...{
    '--exit-status': 0,
    '-e': 0,
    '--help': 0,
    '-h': 0,
    '--join-output': 0,
    '-j': 0,
    '--monochrome-output': 0,
    '-M': 0,
  },
  ...{
    '--null-input': 0,
    '-n': 0,
    '--raw-input': 0,
    '-R': 0,
    '--raw-output': 0,
    '-r': 0,
    '--raw-output0': 0,
    '--slurp': 0,
  },
  ...{
    '-s': 0,
    '--sort-keys': 0,
    '-S': 0,
    '--tab': 0,
    '--unbuffered': 0,
    '--stream': 0,
    '--stream-errors': 0,
    '--seq': 0,
  },
  ...{
    '--version': 0,
    '-V': 0,
    '--build-configuration': 0,
    '--debug-dump-disasm': 0,
    '--debug-trace': 0,
    '--debug-trace=all': 0,
  },
}

/** What each word of an option's is tried with. */
const WORDS: Record<string, string[]> = {
  ...{ '--indent': ['2'], '--argjson': ['name', '1'], '--argfile': ['name', '/dev/null'] },
  ...{
    '--rawfile': ['name', '/dev/null'],
    '--slurpfile': ['name', '/dev/null'],
    '-L': ['/tmp'],
    '--library-path': ['/tmp'],
  },
}

function ask(program: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (error) throw error
  return { status, stdout, stderr }
}

function functionsOf(program: string): string[] {
  const listed: string[] = JSON.parse(ask(program, '-nc', '[builtins] | flatten').stdout)
  const call = (signature: string) => {
    const [name, arity] = signature.split('/')
    return Number(arity) === 0 ? `${name}` : `${name}(${Array.from({ length: Number(arity) }, () => '.').join(';')})`
  }
  const complaints = ask(program, '-n', `def tried: ${UNLISTED.map(call).join(', ')}; .`).stderr
  const missing = new Set([...complaints.matchAll(/(\w+\/\d+) is not defined/g)].map(([, signature]) => signature))
  const all = new Set([...listed, ...UNLISTED.filter((signature) => !missing.has(signature))])
  return [...all].filter((signature) => !signature.startsWith('_'))
}

function optionsOf(program: string): string[] {
  return Object.entries(OPTIONS).flatMap(([option, takes]) => {
    const words = WORDS[option] ?? Array.from({ length: takes }, () => 'name')
    const { status, stderr } = ask(program, option, ...words, '.')
    // Read from a file, the filter is not there: that is another complaint.
    return status === 2 && /unknown option|unknown arguments/i.test(stderr) ? [] : [option]
  })
}

const PATH = 'jq.json'
const kept: Table = JSON.parse(readFileSync(join(import.meta.dirname, '../../data', PATH), 'utf8'))
const programs = (process.env.STANDBY_JQ ?? 'jq').split(':')

/** The releases that have a thing, with those that were asked now put right. */
const withRelease = (releases: string, release: string, has: boolean) =>
  [...releases.split(' ').filter((each) => each !== release && each !== ''), ...(has ? [release] : [])].sort().join(' ')

for (const program of programs) {
  const version = /^jq-([\d.]+)/.exec(ask(program, '--version').stdout)?.[1] ?? ''
  const release = version.split('.').slice(0, 2).join('.')
  const functions = new Set(functionsOf(program))
  const options = new Set(optionsOf(program))
  kept.versions[release] = version
  for (const each of [...functions, ...Object.keys(kept.functions)])
    kept.functions[each] = withRelease(kept.functions[each] ?? '', release, functions.has(each))
  for (const [each, takes] of Object.entries(OPTIONS))
    kept.options[each] = [takes, withRelease(kept.options[each]?.[1] ?? '', release, options.has(each))]
  console.log(`${functions.size} functions and ${options.size} options of jq ${version}`)
}

/** By name, a line each, without those that no release has. */
function lines(entries: [string, unknown][]): string {
  return entries
    .filter(([, value]) => (Array.isArray(value) ? value[1] : value) !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n')
}

const versions = Object.fromEntries(Object.entries(kept.versions).sort(([a], [b]) => (a < b ? -1 : 1)))
const head = `"source":"builtins and options of jq ${Object.values(versions).join(', ')} (MIT)","versions":${JSON.stringify(versions)}`
writeFileSync(
  join(DATA, PATH),
  `{${head},"options":{\n${lines(Object.entries(kept.options))}\n},"functions":{\n${lines(Object.entries(kept.functions))}\n}}\n`,
)

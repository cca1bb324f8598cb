import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** One run of one statement. */
export interface Case {
  text: string
  /** Environment variables, by name. */
  values: Readonly<Record<string, string>>
}

/** What was started: each as its name, what it was fed, its arguments; sorted, since pipelines start all at once. */
export interface Recorded {
  calls: string[][]
  /** Files that came to be. */
  files: string[]
}

// Stands for every program. It writes down what it is given, all at once, and runs what a shell is told to run: text
// that reaches one must be shown to do nothing.
const RECORDER = `#!/bin/sh
name=\${0##*/}
fed=
if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then fed=$(/bin/cat; echo .); fed=\${fed%.}; fi
printf '%s\\0' call "$name" "$fed" "$@" end >> "$SB_LOG.$$"
deep() { SB_LOG=/dev/null/no /bin/bash -c "$1" </dev/null >/dev/null 2>&1; }
case $name in
  echo) printf '%s\\n' "$*" ;;
  printf|cat|tee) printf '%s' "$fed$*" ;;
  sh|bash) [ "$1" = -c ] && deep "$2" || { [ -n "$fed" ] && deep "$fed"; } ;;
  ssh) while :; do case $1 in -[bcDEeFIiJLlmOopQRSWw]) shift 2 ;; -*) shift ;; *) break ;; esac; done; shift; deep "$*" ;;
  watch) shift; deep "$*" ;;
esac
exit 0
`

/** Builtins that would answer themselves: off, so that they are looked for on PATH. */
const BUILTINS = ['echo', 'printf', 'test', '[', 'true', 'false', 'pwd', 'kill']

export interface Recorders {
  /** Runs each in a folder of its own, all in one bash. */
  run(cases: readonly Case[]): Recorded[]
  /** How often the program ran that must not. */
  tripped(): number
}

/** Lays out a PATH on which every program is a recorder, but for the tripwire. */
export function layRecorders(root: string, programs: readonly string[]): Recorders {
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  const put = (path: string, text: string) => {
    writeFileSync(path, text)
    chmodSync(path, 0o755)
  }
  put(join(root, 'recorder'), RECORDER)
  put(join(bin, 'tripwire'), `#!/bin/sh\necho x >> '${join(root, 'tripped')}'\n`)
  const names = new Set([...BUILTINS, ...programs.filter((name) => /^\w[\w.+-]*$/.test(name)), 'sh', 'bash'])
  names.delete('tripwire')
  for (const name of names) symlinkSync(join(root, 'recorder'), join(bin, name))
  return {
    run(cases) {
      const folder = join(root, 'batch')
      mkdirSync(folder)
      const text = cases.map(({ text, values }, index) => writeCase(folder, index, text, Object.keys(values)))
      writeFileSync(join(folder, 'script'), `${PRELUDE}${text.join('')}`)
      const given = cases.flatMap(({ values }) => Object.values(values).map((value) => `${value}\0`)).join('')
      writeFileSync(join(folder, 'values'), given)
      const bash = spawnSync('/bin/bash', ['--noprofile', '--norc', join(folder, 'script')], {
        env: { PATH: bin, LANG: 'C.UTF-8', HOME: folder, SB_VALUES: join(folder, 'values') },
        stdio: ['ignore', 'ignore', 'pipe'],
        cwd: folder,
        timeout: 120_000,
        maxBuffer: 64 * 1024 * 1024,
      })
      if (bash.status !== 0)
        throw new Error(`the batch did not end: ${bash.status} ${bash.stderr.toString().slice(-500)}`)
      const logs = readdirSync(folder)
      const recorded = cases.map((_, index) => readCase(folder, index, logs))
      rmSync(folder, { recursive: true })
      return recorded
    },
    tripped: () =>
      existsSync(join(root, 'tripped')) ? readFileSync(join(root, 'tripped'), 'utf8').split('\n').length - 1 : 0,
  }
}

const PRELUDE = `exec 7<"$SB_VALUES"\nenable -n ${BUILTINS.join(' ')}\n`

/** Values come by the environment, as they do in a step. */
function writeCase(folder: string, index: number, text: string, names: readonly string[]): string {
  const own = join(folder, `${index}`)
  mkdirSync(own)
  const read = names.map((name) => `IFS= read -r -d '' ${name} <&7; export ${name}\n`).join('')
  return `${read}( cd '${own}'; export SB_LOG='${own}.log'; exec </dev/null 7<&-
${text}
)
unset nothing ${names.join(' ')}
`
}

function readCase(folder: string, index: number, logs: readonly string[]): Recorded {
  const calls: string[][] = []
  for (const name of logs.filter((one) => one.startsWith(`${index}.log.`))) {
    let call: string[] | null = null
    for (const field of readFileSync(join(folder, name), 'utf8').split('\0').slice(0, -1)) {
      if (call === null) call = []
      else if (field === 'end') {
        calls.push(call)
        call = null
      } else call.push(field)
    }
  }
  calls.sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))
  return { calls, files: readdirSync(join(folder, `${index}`)) }
}

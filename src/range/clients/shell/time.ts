import { type Client, failed, ok } from '../client.ts'
import { quote } from './words.ts'

const UNITS: Record<string, number> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `sleep` takes virtual time only. */
export const sleep: Client = ({ argv }, scene) => {
  let total = 0
  if (argv.length === 0) return failed(1, "sleep: missing operand\nTry 'sleep --help' for more information.\n")
  for (const word of argv) {
    const parsed = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(word)
    if (parsed === null) {
      const what = word.startsWith('-')
        ? `invalid option -- '${word.replace(/^-+/, '').charAt(0)}'`
        : `invalid time interval ‘${word}’`
      return failed(1, `sleep: ${what}\nTry 'sleep --help' for more information.\n`)
    }
    total += Number(parsed[1]) * (UNITS[parsed[2] ?? ''] ?? 0)
  }
  scene.wait(total)
  return ok('')
}

/** `watch` looks a few times, then ends: a screen nobody sits at has no one to stop it. */
export const watch: Client = ({ argv }, { system }) => {
  let interval = 2
  let exact = false
  let quiet = false
  let i = 0
  for (; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (!word.startsWith('-') || word === '--') break
    const given = /^(?:-n|--interval)=?(.*)$/.exec(word)
    if (given !== null) {
      const value = given[1] || argv[++i]
      interval = Math.max(0.1, Number(value))
      if (Number.isNaN(interval)) return failed(1, `watch: failed to parse argument: '${value}'\n`)
    } else if (word === '-x' || word === '--exec') exact = true
    else if (word === '-t' || word === '--no-title') quiet = true
    else if (!/^(-[dbceg]+|--(differences|beep|color|errexit|chgexit|precise|no-wrap|no-rerun)(=.*)?)$/.test(word)) {
      return failed(1, `watch: unrecognized option '${word}'\n\nUsage:\n watch [options] command\n`)
    }
  }
  if (argv[i] === '--') i++
  const command = argv.slice(i)
  if (command.length === 0) return failed(1, '\nUsage:\n watch [options] command\n')
  const line = exact ? command.map(quote).join(' ') : `sh -c ${quote(command.join(' '))}`
  const title = quiet ? '' : `printf '%s\\n\\n' ${quote(`Every ${interval.toFixed(1)}s: ${command.join(' ')}`)}; `
  const times = system.timing.watchRepeats
  const shell = `i=1; while [ $i -le ${times} ]; do ${title}${line}; [ $i -lt ${times} ] && { sleep ${interval}; echo; }; i=$((i+1)); done; exit 0`
  return { stdout: '', stderr: '', exitCode: 0, shell }
}

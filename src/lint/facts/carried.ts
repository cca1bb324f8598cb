import { parseAws } from '../../analysis/aws/parse-aws.ts'
import { has, lastValue, readOptions } from '../../analysis/programs/options.ts'
import { plainSource } from '../../analysis/shell/source.ts'
import { fixedWord, type ShellWord } from '../../analysis/shell/word.ts'
import { readShell, type ShellCommand } from './walk-shell.ts'

/** Commands that another one hands on, each with whether it runs on another machine. */
export interface Carried {
  commands: ShellCommand[]
  elsewhere: boolean
}

const NOTHING: Carried = { commands: [], elsewhere: false }
/** Programs that run what stands after their own options, with the options that take a value. */
const WRAPPERS: ReadonlyMap<string, string> = new Map([
  ['sudo', 'ugpCDhrtT user group'],
  ['doas', 'uC'],
  ['nohup', ''],
  ['nice', 'n adjustment'],
  ['ionice', 'cn'],
  ['time', 'of'],
  ['timeout', 'ks kill-after signal'],
  ['stdbuf', 'ioe'],
  ['command', ''],
  ['exec', 'a'],
  ['env', 'uCS unset chdir'],
  ['caffeinate', 't'],
  ['poetry', ''],
  ['bundle', ''],
])
const CARRIERS: ReadonlySet<string> = new Set(
  'watch xargs bash sh zsh dash ssh aws-vault saml2aws chamber doppler infisical op gds gds-cli kubectl oc docker podman docker-compose aws'.split(
    ' ',
  ),
)

/** What a command hands on to another: `watch`, `xargs`, `sudo`, `ssh`, `sh -c`, `kubectl exec --`, `docker exec`… */
export function carriedBy(words: readonly ShellWord[], program: string): Carried {
  const valued = WRAPPERS.get(program)
  if (valued === undefined && !CARRIERS.has(program)) return NOTHING
  if (valued === undefined && !mayCarry(words, program)) return NOTHING
  const args = words.slice(1)
  if (valued !== undefined) return wrapped(program, args, valued)
  switch (program) {
    case 'watch':
      return here(asText(readOptions(args, 'nq interval equexit', true).positionals))
    case 'xargs':
      return asWords(readOptions(args, 'IiLlnPsdEa replace max-args max-procs delimiter arg-file', true).positionals)
    case 'bash':
    case 'sh':
    case 'zsh':
    case 'dash':
      return here(shellText(args))
    case 'ssh': {
      const [, ...rest] = readOptions(args, 'bcDEeFIiJlLmOopQRSWw', true).positionals
      return there(asText(rest))
    }
    case 'aws-vault':
    case 'saml2aws':
    case 'chamber':
    case 'doppler':
    case 'infisical':
    case 'op':
    case 'gds':
    case 'gds-cli':
      return asWords(withCredentials(program, args))
    case 'kubectl':
    case 'oc': {
      const end = args.findIndex((word) => word.value === '--')
      const first = args.slice(0, end).find((word) => /^(exec|run|debug)$/.test(word.value))
      return end < 0 || first === undefined ? NOTHING : { ...asWords(args.slice(end + 1)), elsewhere: true }
    }
    case 'docker':
    case 'podman':
    case 'docker-compose':
      return docker(program, args)
    case 'aws':
      return aws(args)
    default:
      return NOTHING
  }
}

/** What the clients that are used most need to hand anything on: most of their calls are known by that to carry nothing. */
function mayCarry(words: readonly ShellWord[], program: string): boolean {
  switch (program) {
    case 'kubectl':
    case 'oc':
      return words.some(({ value }) => value === '--')
    case 'docker':
    case 'podman':
    case 'docker-compose':
      return words.some(({ value }) => value === 'exec' || value === 'run')
    case 'aws':
      return words.some(({ value }) => value === 'ecs')
    default:
      return true
  }
}

/** `aws-vault exec prod -- aws s3 ls`; after gds's role the `--` may be left out. */
function withCredentials(program: string, args: readonly ShellWord[]): readonly ShellWord[] {
  const end = args.findIndex((word) => word.value === '--')
  if (end >= 0) return args.slice(end + 1)
  return program.startsWith('gds') && !args.slice(0, 3).some((word) => word.value.startsWith('-')) ? args.slice(2) : []
}

function wrapped(program: string, args: readonly ShellWord[], valued: string): Carried {
  let rest = readOptions(args, valued, true).positionals
  if (program === 'env')
    rest = rest.slice(
      Math.max(
        0,
        rest.findIndex((word) => !/^\w+=/.test(word.value)),
      ),
    )
  if (program === 'timeout') rest = rest.slice(1)
  if (program === 'poetry' || program === 'bundle')
    rest = /^(run|exec)$/.test(rest[0]?.value ?? '') ? rest.slice(1) : []
  return asWords(rest)
}

const RUN =
  'avweuphlcmf name volume env env-file user publish network hostname label cpus memory mount workdir entrypoint restart platform pull add-host dns ip link log-driver log-opt gpus device cap-add cap-drop shm-size tmpfs ulimit index container'

function docker(program: string, args: readonly ShellWord[]): Carried {
  let rest =
    program === 'docker-compose' ? [...args] : readOptions(args, 'cHl context host log-level', true).positionals
  if (rest[0]?.value === 'compose') rest = rest.slice(1)
  if (program === 'docker-compose' || rest.length < args.length)
    rest = readOptions(rest, 'fp file project-name profile env-file', true).positionals
  if (rest[0]?.value === 'container') rest = rest.slice(1)
  if (!/^(exec|run)$/.test(rest[0]?.value ?? '')) return NOTHING
  const [, ...command] = readOptions(rest.slice(1), RUN, true).positionals
  return { ...asWords(command), elsewhere: true }
}

function aws(args: readonly ShellWord[]): Carried {
  const verb = args.map((word) => word.value)
  const at = verb.indexOf('ecs')
  if (at < 0) return NOTHING
  if (verb.includes('execute-command')) {
    const text = lastValue(readOptions(args, ' command'), '--command')
    return text === null ? NOTHING : there([text])
  }
  if (!verb.includes('run-task')) return NOTHING
  const overrides = parseAws(verb).options.overrides?.[0]
  const word = args.find((each) => overrides !== undefined && each.value.endsWith(overrides))
  if (overrides === undefined || word === undefined) return NOTHING
  const commands = commandsIn(overrides).map((command) => bare(command.map((text) => fixedWord(text, word))))
  return { commands, elsewhere: true }
}

/** The commands in `--overrides '{"containerOverrides": [{"command": [...]}]}'`; none if it cannot be read. */
function commandsIn(overrides: string): string[][] {
  try {
    const parsed = JSON.parse(overrides) as { containerOverrides?: { command?: unknown }[] }
    return (parsed.containerOverrides ?? [])
      .map((each) => each.command)
      .filter(
        (command): command is string[] => Array.isArray(command) && command.every((word) => typeof word === 'string'),
      )
  } catch {
    return []
  }
}

function shellText(args: readonly ShellWord[]): ShellWord[] {
  const options = readOptions(args, 'coO', true)
  const text = lastValue(options, '-c')
  return has(options, '-c') && text !== null ? [text] : []
}

/** Words that the carrier hands on as they are. */
function asWords(words: readonly ShellWord[]): Carried {
  return words.length === 0 ? NOTHING : { commands: [bare(words)], elsewhere: false }
}

function asText(words: readonly ShellWord[]): ShellWord[] {
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return []
  return [{ ...first, value: words.map((word) => word.value).join(' '), to: last.to }]
}

function here(text: readonly ShellWord[]): Carried {
  return { commands: text.flatMap(parsed), elsewhere: false }
}

function there(text: readonly ShellWord[]): Carried {
  return { ...here(text), elsewhere: true }
}

/** Parses a word's text as shell. What is found there has the word's own place: its offsets are of another text. */
function parsed(text: ShellWord): ShellCommand[] {
  return readShell(plainSource(text.value)).commands.map((command) => ({
    ...command,
    words: command.words.map((word) => ({ ...word, from: text.from, to: text.to })),
    from: text.from,
    to: text.to,
    redirects: [],
    prefix: [],
  }))
}

function bare(words: readonly ShellWord[]): ShellCommand {
  return {
    words: [...words],
    from: words[0]?.from ?? 0,
    to: words.at(-1)?.to ?? 0,
    pipeline: [0],
    failureStops: false,
    failureIgnored: false,
    place: 'plain',
    redirects: [],
    prefix: [],
  }
}

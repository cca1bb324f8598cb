import {
  atLeast,
  type Call,
  type Finding,
  type Input,
  type Nested,
  type Resolver,
  read,
  unknown,
  write,
} from '../finding.ts'
import { assignmentFinding } from '../shell/builtins.ts'
import { arrivingWord, type ShellWord } from '../shell/word.ts'
import { has, lastValue, mayMean, readOptions } from './options.ts'

/** Programs that fetch credentials and hand them to the command after `--`: their documentation. `op run --`, `aws-vault exec prod --`. */
const CREDENTIALS = ['aws-vault', 'saml2aws', 'chamber', 'doppler', 'infisical', 'op', 'gds', 'gds-cli']

/** Programs that run another program: what that one does is what they do. */
export const WRAPPERS: readonly [string, Resolver][] = [
  ['sudo', prefix('CDghprtTUu user group host prompt chdir role type other-user close-from')],
  ['doas', prefix('uC')],
  ['env', resolveEnv],
  ['nohup', prefix('')],
  ['time', prefix('fo format output')],
  ['nice', prefix('n adjustment')],
  ['ionice', prefix('cnpPu class classdata pid')],
  ['stdbuf', prefix('ioe input output error')],
  ['setsid', prefix('')],
  ['timeout', prefix('ks kill-after signal', 1)],
  ['gtimeout', prefix('ks kill-after signal', 1)],
  ['command', resolveCommand],
  ['builtin', prefix('')],
  ['exec', resolveExec],
  ['chronic', prefix('')],
  ...CREDENTIALS.map((name): [string, Resolver] => [name, resolveWithCredentials]),
  ['poetry', resolveRunner],
  ['pipenv', resolveRunner],
  ['uv', resolveRunner],
  ['bundle', resolveRunner],
  ['watch', resolveWatch],
  ['xargs', resolveXargs],
  ['ssh', resolveSsh],
  ['sh', resolveShell],
  ['bash', resolveShell],
  ['dash', resolveShell],
  ['ash', resolveShell],
  ['zsh', resolveShell],
  ['su', resolveSu],
  ['source', ({ args }) => unknown(`runs the script ${args[0]?.text ?? ''}, which Standby has not seen`)],
  ['.', ({ args }) => unknown(`runs the script ${args[0]?.text ?? ''}, which Standby has not seen`)],
  ['eval', resolveEval],
  ['trap', resolveTrap],
]

/** `sudo -u postgres psql`: options, then a command. */
function prefix(valued: string, own = 0): Resolver {
  return ({ program, args, input }, nested) => {
    const options = readOptions(args, valued, true)
    // `-i` and `-s` open a shell; `-e` an editor; `-l`, `-v`, `-k` only ask about sudo itself.
    if (/^(sudo|doas)$/.test(program)) {
      const opens = has(options, '-i', '-s', '--login', '--shell') || mayMean(options, 'login shell') !== null
      const ask =
        options.positionals.length === 0 && !opens && has(options, '-l', '-v', '-k', '-n', '--list', '--validate')
      if (ask) return read('asks what one may do')
      if (has(options, '-e', '--edit')) return write('edits a file')
      if (options.positionals.length === 0) return unknown('opens a shell')
    }
    if (program === 'time' && lastValue(options, '-o', '--output')) return unknown('writes a file')
    if (program === 'ionice' && has(options, '-p')) return write('changes how a process runs')
    const words = options.positionals.slice(own)
    while (/^(sudo|doas)$/.test(program) && /^\w+=/.test(words[0]?.value ?? '')) {
      if (!/^(DEBIAN_FRONTEND|LC_|LANG|TZ)/.test(words[0]?.value ?? '')) return unknown(`sets ${words[0]?.text}`)
      words.shift()
    }
    if (words.length === 0) return read('runs nothing')
    return named(nested.words(words, input), words)
  }
}

/** What stands before `--` says whose credentials; without it a shell opens, or the credentials are printed. */
function resolveWithCredentials({ program, args, input }: Call, nested: Nested): Finding {
  const [verb] = args
  const end = args.findIndex((word) => word.fixed && word.value === '--')
  // `gds aws ROLE aws s3 ls`: after the role the command may stand as it is.
  const bare = /^gds/.test(program) && !/^-/.test(args[1]?.lead ?? '-') && !/^-/.test(args[2]?.lead ?? '-')
  const words = end >= 0 ? args.slice(end + 1) : bare ? args.slice(2) : []
  if (words.length === 0 || !/^(exec|run|aws)$/.test(verb?.value ?? ''))
    return unknown(`what ${program} does here is not known`)
  return named(nested.words(words, input), words)
}

/** The inner command's finding, with its program named first. */
function named(inner: Finding, words: readonly ShellWord[]): Finding {
  const program = words[0]?.text ?? ''
  return {
    ...inner,
    subcommand: inner.subcommand === null ? program : `${program} ${inner.subcommand}`,
    reasons: inner.reasons.map((reason) => `${program}: ${reason}`),
  }
}

function resolveEnv({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'uCS unset chdir split-string', true)
  const words = [...options.positionals]
  let risky: string | null = has(options, '-S', '--split-string') ? 'its command is one text' : null
  while (/^\w+=/.test(words[0]?.value ?? '')) {
    const name = words.shift()?.value.split('=')[0] ?? ''
    if (
      /^(PATH|LD_|DYLD_|BASH_ENV|ENV|PYTHON|PERL|NODE_OPTIONS|RUBY|GIT_|IFS)|PAGER|EDITOR/.test(name) ||
      assignmentFinding(name).effect !== 'read'
    )
      risky = `sets ${name}`
  }
  if (risky) return unknown(risky)
  if (words.length === 0) return read('prints the environment')
  return named(nested.words(words, input), words)
}

function resolveCommand({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, '', true)
  if (has(options, '-v', '-V')) return read('finds a program')
  return options.positionals.length === 0
    ? read('runs nothing')
    : named(nested.words(options.positionals, input), options.positionals)
}

function resolveExec({ args, input }: Call, nested: Nested): Finding {
  const { positionals } = readOptions(args, 'a', true)
  return positionals.length === 0 ? read('only redirects') : named(nested.words(positionals, input), positionals)
}

/** `poetry run alembic upgrade head`: a project's environment around a command. */
function resolveRunner({ program, args, input }: Call, nested: Nested): Finding {
  const [verb, ...words] = readOptions(args, 'CP directory project', true).positionals
  const runs = verb?.value === (program === 'bundle' ? 'exec' : 'run')
  if (!runs || words.length === 0 || words[0]?.lead.startsWith('-'))
    return unknown(`what this call of ${program} does is not known yet`)
  return named(nested.words(words, input), words)
}

/** `watch` joins its arguments with blanks and gives them to `sh -c`. */
function resolveWatch({ args }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'nq interval equexit', true)
  const words = options.positionals
  if (words.length === 0) return unknown('nothing to watch')
  const text = words.map((word) => word.value).join(' ')
  const inner = has(options, '-x', '--exec') ? nested.words(words) : nested.shell(text)
  return atLeast({ ...inner, subcommand: null, code: words }, read('repeats it until it is stopped'))
}

/** Filters by which an option more writes or runs something. */
const OPTIONS_ACT = /^(?:.*\/)?(find|sort|uniq|g?sed|[gm]?awk|curl|wget|date|gdate|git|openssl|yq|tar|dd)$/

/** The words that arrive on standard input come last, or take the place of `{}`. */
function resolveXargs({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(
    args,
    'aEdIiLlnPs arg-file delimiter max-lines max-args max-procs max-chars replace process-slot-var',
    true,
  )
  const words = options.positionals
  const [first] = words
  if (first === undefined) return read('prints its input')
  const replace = lastValue(options, '-I', '--replace')?.value ?? (has(options, '-i', '--replace') ? '{}' : null)
  const inner =
    replace === null
      ? nested.words([...words, arrivingWord(first)], input)
      : nested.words(words.map((word) => (word.value.includes(replace) ? arriving(word, replace) : word)))
  if (inner.effect === 'read' && replace === null && OPTIONS_ACT.test(first.value))
    return named(unknown('an option that writes may come in', inner), words)
  return named(inner, words)
}

/** A word of which a part arrives later; within a text for a shell it may be anything. */
function arriving(word: ShellWord, mark: string): ShellWord {
  return {
    ...word,
    fixed: false,
    opaque: word.opaque || /\s/.test(word.value),
    lead: word.value.slice(0, word.value.indexOf(mark)),
  }
}

function resolveSsh({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'bcDEeFIiJlLmOopQRSWw', true)
  const [host, ...words] = options.positionals
  const targets = host ? [{ kind: 'host', name: host.text }] : []
  if (options.list.some(({ name, value }) => name === '-o' && /command|provider|include/i.test(value?.value ?? '')))
    return unknown('an option runs a command', { targets })
  if (has(options, '-F', '-I', '-E')) return unknown('its settings are in a file, or it writes one', { targets })
  if (words.length === 0) {
    if (input.kind !== 'text')
      return unknown(has(options, '-N') ? 'opens a tunnel' : 'opens a shell on another machine', { targets })
    return withTargets(nested.shell(input.text), targets, [])
  }
  // ssh joins its arguments with blanks; the shell over there parses them.
  return withTargets(nested.shell(words.map((word) => word.value).join(' ')), targets, words)
}

function withTargets(inner: Finding, targets: Finding['targets'], code: readonly ShellWord[]): Finding {
  return { ...inner, subcommand: null, targets: [...targets, ...inner.targets], code: [...code] }
}

function resolveShell({ program, args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'coO rcfile init-file', true)
  if (has(options, '--rcfile', '--init-file')) return unknown('runs a script at its start')
  const given = options.list.find(({ name }) => name === '-c')
  if (given) {
    const script = given.value
    if (script === null) return unknown('runs a text that is not there')
    // `-c` may be followed by more letters or options; `-lc 'text'` is read as the letter's value.
    const opaque = script.opaque || (!script.fixed && script.lead === '')
    if (opaque) return unknown(`runs ${script.text}, whatever that is`, { code: [script] })
    // What follows the text are its `$1`, `$2`: an option there reaches the program that gets them.
    const option = options.positionals.find((word) => word.lead.startsWith('-') || (word.lead === '' && !word.fixed))
    if (option && /\$/.test(script.value)) return unknown(`anything may stand in ${option.text}`, { code: [script] })
    return { ...nested.shell(script.value), subcommand: null, code: [script] }
  }
  const [file] = options.positionals
  if (has(options, '-n') && file) return read('checks the syntax of a script')
  if (file && !has(options, '-s')) return unknown(`runs the script ${file.text}, which Standby has not seen`)
  return readInput(program, input, nested)
}

/** A shell that reads its commands from standard input. */
function readInput(program: string, input: Input, nested: Nested): Finding {
  if (input.kind === 'text') return nested.shell(input.text)
  return unknown(input.kind === 'none' ? `opens an interactive ${program}` : 'runs whatever comes in')
}

function resolveSu({ args }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'cgGs command group shell')
  const script = lastValue(options, '-c', '--command')
  if (script === null || has(options, '-s', '--shell')) return unknown('opens a shell as another user')
  return { ...nested.shell(script.value), subcommand: null, code: [script] }
}

function resolveEval({ args }: Call, nested: Nested): Finding {
  if (args.some((word) => !word.fixed)) return unknown('runs a text that shows only when it runs', { code: [...args] })
  return { ...nested.shell(args.map((word) => word.value).join(' ')), subcommand: null, code: [...args] }
}

function resolveTrap({ args }: Call, nested: Nested): Finding {
  const [script] = args
  if (script === undefined || /^-[lp]?$/.test(script.value) || script.value === '')
    return read("sets the shell's own state")
  return { ...nested.shell(script.value), subcommand: null, code: [script] }
}

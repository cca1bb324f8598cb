import { longPattern } from '../../core/long-pattern.ts'
import {
  atLeast,
  type Call,
  destructive,
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
import { has, lastValue, readOptions, unknownOption } from './options.ts'

/** Programs that fetch credentials and hand them to the command after `--`: their documentation. `op run --`, `aws-vault exec prod --`. */
const CREDENTIALS = ['aws-vault', 'saml2aws', 'chamber', 'doppler', 'infisical', 'op', 'gds', 'gds-cli']

/** Programs that run another program: what that one does is what they do. */
export const WRAPPERS: readonly [string, Resolver][] = [
  [
    'sudo',
    prefix(
      'CDghprRtTUuac user group host prompt chdir chroot role type other-user close-from command-timeout auth-type login-class',
      `AbBEeHiKklNnPSsVv askpass background bell preserve-env edit set-home login remove-timestamp reset-timestamp
        list no-update non-interactive preserve-groups stdin shell validate`,
    ),
  ],
  ['doas', prefix('uCa', 'Lns')],
  ['env', resolveEnv],
  ['nohup', prefix('')],
  ['time', prefix('fo format output', 'pvaq portability verbose append quiet')],
  ['nice', prefix('n adjustment', '0123456789')],
  ['ionice', prefix('cn class classdata', 't ignore')],
  ['stdbuf', prefix('ioe input output error')],
  ['setsid', prefix('', 'cfw ctty fork wait')],
  ['timeout', prefix('ks kill-after signal', 'fpv foreground preserve-status verbose', 1)],
  ['gtimeout', prefix('ks kill-after signal', 'fpv foreground preserve-status verbose', 1)],
  ['command', resolveCommand],
  ['builtin', prefix('')],
  ['exec', resolveExec],
  ['chronic', prefix('', 've')],
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
  ['npx', resolveNpx],
  ['bunx', resolveNpx],
  ['source', ({ args }) => unknown(`runs the script ${args[0]?.text ?? ''}, which Standby has not seen`)],
  ['.', ({ args }) => unknown(`runs the script ${args[0]?.text ?? ''}, which Standby has not seen`)],
  ['eval', resolveEval],
  ['trap', resolveTrap],
]

/** `sudo -u postgres psql`: options, then a command. */
function prefix(valued: string, flags = '', own = 0): Resolver {
  return ({ program, args, input }, nested) => {
    const options = readOptions(args, valued, true)
    // Of an option nobody knows it is not known whether the next word is its value or the command.
    const odd = unknownOption(options, valued, flags)
    if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
    // `-i` and `-s` open a shell; `-e` an editor; `-l`, `-v`, `-k` only ask about sudo itself.
    if (/^(sudo|doas)$/.test(program)) {
      const opens = has(options, '-i', '-s', '--login', '--shell')
      const ask =
        options.positionals.length === 0 && !opens && has(options, '-l', '-v', '-k', '-n', '--list', '--validate')
      if (ask) return read('asks what one may do')
      if (has(options, '-e', '--edit')) return write('edits a file')
      if (options.positionals.length === 0) return unknown('opens a shell')
    }
    if (program === 'time' && lastValue(options, '-o', '--output')) return unknown('writes a file')
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

/** Tools that people call by npx, by the names of their packages: what they do is known. Any other may be anything. */
const PACKAGES = /^(prisma|cdk|aws-cdk|vercel|supabase|typeorm|yarn|pnpm|npm)(@[\w.^~-]+)?$/

/** docs.npmjs.com/cli/commands/npx: a package's program, fetched first where it is not there. */
function resolveNpx({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, '', true)
  const [first, ...rest] = options.positionals
  if (first === undefined && has(options, '--version', '-v', '--help', '-h')) return read('prints its version or help')
  const odd = unknownOption(options, '', 'yq yes no no-install quiet')
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
  if (!first?.fixed || !PACKAGES.test(first.value)) return unknown(`runs ${first?.text ?? 'nothing'}, whatever that is`)
  const name = first.value.split('@')[0]?.replace('aws-cdk', 'cdk') ?? ''
  const words = [{ ...first, value: name, text: name }, ...rest]
  return named(nested.words(words, input), words)
}

function resolveEnv({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'uCS unset chdir split-string', true)
  const odd = unknownOption(options, 'uCS unset chdir split-string', 'i0v ignore-environment null debug')
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
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
  if (/^(install|add|update|upgrade|lock|sync|init|package|cache|self)$/.test(verb?.value ?? ''))
    return write('fetches packages, or says which to fetch')
  if (/^(remove|uninstall)$/.test(verb?.value ?? '')) return destructive('takes packages away')
  const runs = verb?.value === (program === 'bundle' ? 'exec' : 'run')
  if (!runs || words.length === 0 || words[0]?.lead.startsWith('-'))
    return unknown(`what this call of ${program} does is not known yet`)
  return named(nested.words(words, input), words)
}

/** `watch` joins its arguments with blanks and gives them to `sh -c`. */
function resolveWatch({ args }: Call, nested: Nested): Finding {
  const options = readOptions(args, 'nq interval equexit', true)
  const odd = unknownOption(
    options,
    'nq interval equexit',
    'bcCdegprtwx beep color no-color differences errexit chgexit precise no-rerun no-title no-wrap exec',
  )
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
  const words = options.positionals
  if (words.length === 0) return unknown('nothing to watch')
  const text = words.map((word) => word.value).join(' ')
  const inner = has(options, '-x', '--exec') ? nested.words(words) : nested.shell(text)
  return atLeast({ ...inner, subcommand: null, code: words }, read('repeats it until it is stopped'))
}

/** Filters by which an option more writes or runs something. */
const OPTIONS_ACT = longPattern()`
  ^(?:.*/)?(find|sort|uniq|g?sed|[gm]?awk|curl|wget|date|gdate|git|openssl|yq|tar|dd|tree|rg|less|more|zless
    |g?zip|gunzip|bzip2|xz|zstd|journalctl|dmesg|ss|nc|ncat|netcat|helm|docker|podman|pg_dump|logrotate
    |terraform|tofu|base64|file|hash|sysctl)$`

/** `-e`, `-i` and `-l` take only what is joined to them; `-J`, `-R` and `-S` are BSD's. */
const XARGS_VALUED = 'aEdIJLnPRsS arg-file delimiter max-args max-procs max-chars process-slot-var'
const XARGS_FLAGS = '0eilopPrtx null eof replace max-lines interactive no-run-if-empty verbose exit open-tty'

/** The words that arrive on standard input come last, or take the place of `{}`. */
function resolveXargs({ args, input }: Call, nested: Nested): Finding {
  const options = readOptions(withoutJoined(args), XARGS_VALUED, true)
  const odd = unknownOption(options, XARGS_VALUED, XARGS_FLAGS)
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
  const words = options.positionals
  const [first] = words
  if (first === undefined) return read('prints its input')
  const replace = lastValue(options, '-I', '-J', '--replace')?.value ?? (has(options, '-i', '--replace') ? '{}' : null)
  const inner =
    replace === null
      ? nested.words([...words, arrivingWord(first)], input)
      : nested.words(words.map((word) => (word.value.includes(replace) ? arriving(word, replace) : word)))
  if (inner.effect === 'read' && replace === null && OPTIONS_ACT.test(first.value))
    return named(unknown('an option that writes may come in', inner), words)
  return named(inner, words)
}

/** `-i{}` is `-I{}`, and what is joined to `-e` and `-l` says nothing of what runs; as far as the options go. */
function withoutJoined(args: readonly ShellWord[]): ShellWord[] {
  const words = [...args]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as ShellWord
    if (!word.lead.startsWith('-') || word.value === '--') break
    if (
      /^-[0oprtx]*[aEdIJLnPRsS]$|^--(arg-file|delimiter|max-args|max-procs|max-chars|process-slot-var)$/.test(
        word.value,
      )
    )
      at++
    else if (/^-i./.test(word.value)) words[at] = { ...word, value: `-I${word.value.slice(2)}` }
    else if (/^-[el]./.test(word.value)) words[at] = { ...word, value: '-x' }
  }
  return words
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

const SSH_VALUED = 'bBcDeEFIiJlLmOopPQRSWw'
const SSH_FLAGS = '1246AaCfGgKkMNnqsTtvVXxYy'
/** Settings by which ssh runs nothing here and loads nothing: ssh_config(5). */
const SSH_SETTINGS = longPattern('i')`
  ^(addkeystoagent|addressfamily|batchmode|bind(address|interface)|certificatefile|checkhostip|ciphers
    |compression|connectionattempts|connecttimeout|control(master|path|persist)|exitonforwardfailure|escapechar
    |forward(agent|x11|x11trusted)|globalknownhostsfile|gssapi\w+|hashknownhosts|hostkeyalgorithms|hostkeyalias
    |hostname|identit(y|ie)\w+|ipqos|kbdinteractiveauthentication|kexalgorithms|loglevel|macs
    |nohostauthenticationforlocalhost|numberofpasswordprompts|passwordauthentication|port
    |preferredauthentications|proxyjump|pubkey\w+|requesttty|server(alive\w+)|stricthostkeychecking|tcpkeepalive
    |updatehostkeys|user|userknownhostsfile|verifyhostkeydns|visualhostkey)\s*[=\s]`

function resolveSsh({ args, input }: Call, nested: Nested): Finding {
  const before = readOptions(args, SSH_VALUED, true)
  const [host, ...rest] = before.positionals
  // Options may follow the host as well: `ssh host -t top`.
  const after = readOptions(rest, SSH_VALUED, true)
  const options = { list: [...before.list, ...after.list], positionals: after.positionals }
  const words = options.positionals
  const targets = host ? [{ kind: 'host', name: host.text }] : []
  if (options.list.some(({ name, value }) => name === '-o' && !SSH_SETTINGS.test(value?.lead ?? '')))
    return unknown('an option may run a command', { targets })
  const odd = unknownOption(options, SSH_VALUED, SSH_FLAGS)
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`, { targets })
  if (has(options, '-F', '-I', '-E')) return unknown('its settings are in a file, or it writes one', { targets })
  if (has(options, '-O')) return unknown('tells the connection of others what to do', { targets })
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
  const options = readOptions(args, 'oO rcfile init-file', true)
  if (has(options, '--rcfile', '--init-file')) return unknown('runs a script at its start')
  if (has(options, '-c')) {
    // `-c` is a flag: its text is the first word that is no option.
    const [script, ...given] = options.positionals
    if (script === undefined) return unknown('runs a text that is not there')
    const opaque = script.opaque || (!script.fixed && script.lead === '')
    if (opaque) return unknown(`runs ${script.text}, whatever that is`, { code: [script] })
    // What follows the text are its `$1`, `$2`: an option there reaches the program that gets them.
    const option = given.find((word) => word.lead.startsWith('-') || (word.lead === '' && !word.fixed))
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
  const valued = 'cgGsTw command group supp-group shell session-command whitelist-environment'
  const options = readOptions(args, valued)
  const odd = unknownOption(options, valued, 'flmpP login preserve-environment fast pty')
  if (odd !== null || has(options, '--session-command')) return unknown('an option Standby does not know')
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

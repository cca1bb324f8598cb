import {
  atLeast,
  type Call,
  destructive,
  type Finding,
  type Input,
  type Nested,
  read,
  unknown,
  write,
} from '../finding.ts'
import { assignmentFinding } from '../shell/builtins.ts'
import type { ShellWord } from '../shell/word.ts'
import { has, lastValue, type Options, readOptions, unknownOption } from './options.ts'

/** Groups of docker's management commands (`docker container ls`), from `docker --help` of 28.2. */
const GROUPS =
  /^(container|image|volume|network|system|node|service|stack|swarm|secret|config|context|plugin|manifest|builder|buildx|trust|checkpoint|machine|pod)$/
const READS =
  /^(ps|ls|list|logs|inspect|images|version|info|stats|top|port|history|diff|search|events|df|wait|config|services|convert|show|du)$/
const GLOBAL = 'cHl config context host log-level tlscacert tlscert tlskey connection url identity'
const RUN = `avweuphlcmf name volume env env-file user publish network hostname label cpus memory mount workdir entrypoint
  restart platform pull add-host dns ip link log-driver log-opt gpus device cap-add cap-drop security-opt shm-size
  tmpfs ulimit stop-signal stop-timeout health-cmd detach-keys index container cidfile`

export function resolveDocker({ args, input }: Call, nested: Nested): Finding {
  const outer = readOptions(args, GLOBAL, true)
  let [verb, ...rest] = outer.positionals
  if (verb === undefined) return has(outer, '-v', '--version') ? read('prints its version') : read('prints help')
  if (!verb.fixed) return unknown('its command shows only when it runs')
  const odd = unknownOption(outer, GLOBAL, 'DvhrV debug tls tlsverify version help remote')
  if (odd !== null) return unknown(`${odd}: an option Standby does not know`)
  // The folder of its settings holds plugins too, `compose` among them.
  if (has(outer, '--config')) return unknown('its settings may bring programs along')
  if (verb.value === 'compose') return compose(rest, input, nested, 'compose')
  let group = ''
  if (GROUPS.test(verb.value)) {
    group = verb.value
    ;[verb, ...rest] = rest
    if (verb === undefined) return read('prints help', { subcommand: group })
  }
  const name = verb.value
  const host = lastValue(outer, '-H', '--host', '-c', '--context')
  const more = {
    subcommand: group === '' ? name : `${group} ${name}`,
    targets: host ? [{ kind: 'host', name: host.text }] : [],
  }
  if (name === 'exec' || name === 'run' || name === 'create') return runs(name, rest, input, nested, more)
  return judge(group, name, rest, more)
}

type More = Pick<Finding, 'subcommand' | 'targets'>

function judge(group: string, name: string, rest: readonly ShellWord[], more: More): Finding {
  // `-f` filters lists and lays out what is inspected; to `logs` it means to follow, to `rm` to insist.
  const valued = FLAG_F.test(name) ? 'ntlse' : 'fntlse'
  const options = readOptions(rest, `${valued} filter format last since until tail file`)
  const named = options.positionals.map((word) => ({ kind: kindOf(group, name), name: word.text }))
  const targets = [...more.targets, ...(name === 'cp' ? copiedFrom(options.positionals) : named)]
  const all = { ...more, targets }
  if (name === 'wait' && has(options, '--down-project'))
    return destructive('stops and removes containers and networks', all)
  if (group === 'buildx' && name === 'history' && !/^(ls|inspect|logs)$/.test(rest[0]?.value ?? 'ls'))
    return unknown('what it does to the history is not known', all)
  if (READS.test(name) && !(group === 'buildx' && name === 'du')) {
    if (name === 'inspect' && has(options, '--bootstrap')) return write('starts a builder', all)
    if (/^(config|convert)$/.test(name) && has(options, '-o', '--output')) return write('writes a file', all)
    return read('asks docker', all)
  }
  if (group === 'machine' && name === 'init') return write('makes a virtual machine', all)
  if (group === 'context' && name === 'use') return write("changes the client's settings", all)
  if (/^(rm|rmi|prune|remove|kill|stop|leave|down)$/.test(name))
    return destructive(DESTROYS[name] ?? `removes ${name === 'rmi' ? 'image' : kindOf(group, name)}s`, all)
  if (/^(scale)$/.test(name) && rest.some((word) => /=0$/.test(word.value)))
    return destructive('stops every replica', all)
  if (WRITES[name]) return write(WRITES[name] ?? '', all)
  return unknown(`docker ${more.subcommand}: a command Standby does not know`, all)
}

const FLAG_F = /^(logs|rm|rmi|remove|prune|stop|kill|restart|leave|down)$/

/** `docker cp api:/tmp/x .` is about the container `api`. */
function copiedFrom(words: readonly ShellWord[]): Finding['targets'] {
  return words.flatMap(({ text }) => {
    const container = /^([\w.-]+|\$\{?\w+\}?|<[\w-]+>):/.exec(text)?.[1]
    return container === undefined ? [] : [{ kind: 'container', name: container }]
  })
}

const DESTROYS: Record<string, string> = {
  prune: 'deletes what is not in use, without a way back',
  kill: 'ends what runs',
  stop: 'stops what runs',
  down: 'stops and removes containers and networks',
  leave: 'takes this machine out of the swarm',
}

const WRITES: Record<string, string> = {
  build: 'builds an image',
  tag: 'moves a name to another image',
  push: 'publishes an image',
  pull: 'fetches an image',
  login: 'stores a credential on disk',
  logout: 'deletes a stored credential',
  start: 'starts containers',
  restart: 'restarts containers',
  pause: 'pauses containers',
  unpause: 'lets containers go on',
  update: 'changes a running container or service',
  scale: 'changes the number of replicas',
  deploy: 'changes a stack',
  rollback: 'takes a service back',
  create: 'makes something',
  cp: 'copies files',
  save: 'writes an image to a file',
  load: 'loads an image',
  import: 'makes an image',
  export: 'writes a container to a file',
  commit: 'makes an image',
  rename: 'renames a container',
  init: 'starts a swarm',
  join: 'joins a swarm',
  connect: 'changes a network',
  disconnect: 'changes a network',
  promote: 'changes a swarm',
  demote: 'changes a swarm',
  up: 'creates and starts containers',
  bake: 'builds images',
  use: "changes the client's settings",
}

function kindOf(group: string, name: string): string {
  if (group !== '') return group
  return /^(build|push|pull|tag|rmi|images|history|save)$/.test(name) ? 'image' : 'container'
}

/** `exec` does what the command does; `run` also starts a container, which may do anything by itself. */
function runs(name: string, args: readonly ShellWord[], input: Input, nested: Nested, more: More): Finding {
  const options = readOptions(args, RUN, true)
  const [container, ...words] = options.positionals
  const targets = [
    ...more.targets,
    ...(container ? [{ kind: name === 'exec' ? 'container' : 'image', name: container.text }] : []),
  ]
  const all = { ...more, targets }
  if (name === 'create') return write('makes a container', all)
  const entry = lastValue(options, '--entrypoint')
  if (words.length === 0 || entry)
    return name === 'exec' ? unknown('no command to run', all) : write('starts a container', all)
  const found = inContainer(words, options, input, nested, all)
  return name === 'run' ? atLeast(found, write('starts a container')) : found
}

function inContainer(words: readonly ShellWord[], options: Options, input: Input, nested: Nested, more: More): Finding {
  const stdin: Input = has(options, '-i', '--interactive') ? input : { kind: 'none' }
  const program = words[0]?.text ?? ''
  if (has(options, '--env-file')) return unknown('its variables are in a file', more)
  const set = options.list
    .filter(({ name }) => name === '-e' || name === '--env')
    .map(({ value }) => assignmentFinding(value?.lead.split('=')[0] ?? ''))
    .find(({ effect }) => effect !== 'read')
  if (set !== undefined) return { ...set, ...more }
  const inner = nested.words(words, stdin)
  return {
    ...inner,
    subcommand: `${more.subcommand ?? ''} ${program}`.trim(),
    targets: [...more.targets, ...inner.targets],
    reasons: inner.reasons.map((reason) => `${program}: ${reason}`),
  }
}

export function resolveDockerCompose({ args, input }: Call, nested: Nested): Finding {
  return compose(args, input, nested, '')
}

function compose(args: readonly ShellWord[], input: Input, nested: Nested, prefix: string): Finding {
  const outer = readOptions(
    args,
    'fpH file project-name profile env-file project-directory parallel ansi progress',
    true,
  )
  const [verb, ...rest] = outer.positionals
  const file = lastValue(outer, '-f', '--file')
  const more = {
    subcommand: [prefix, verb?.text].filter(Boolean).join(' ') || null,
    targets: file ? [{ kind: 'file', name: file.text }] : [],
  }
  if (verb === undefined) return read('prints help', more)
  if (!verb.fixed) return unknown('its command shows only when it runs', more)
  if (verb.value === 'exec' || verb.value === 'run') {
    const options = readOptions(rest, 'euwpvl env user workdir index publish volume label name entrypoint', true)
    const [service, ...words] = options.positionals
    const all = { ...more, targets: [...more.targets, ...(service ? [{ kind: 'service', name: service.text }] : [])] }
    if (words.length === 0)
      return verb.value === 'run' ? write('starts a container', all) : unknown('no command to run', all)
    // `compose exec` keeps standard input open unless told not to.
    const open: Options = { ...options, list: [...options.list, { name: '-i', value: null }] }
    const found = inContainer(words, open, input, nested, all)
    return verb.value === 'run' ? atLeast(found, write('starts a container')) : found
  }
  return judge('', verb.value, rest, more)
}

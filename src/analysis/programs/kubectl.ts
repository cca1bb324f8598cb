import type { Target } from '../../plan/plan.ts'
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
import { type KubectlCall, parseKubectl } from '../kubectl/parse-kubectl.ts'
import { kubectlPermissions } from '../kubectl/permissions.ts'
import type { ShellWord } from '../shell/word.ts'
import { describeVerb } from './verb-in-words.ts'

const READS = new Set([
  'get',
  'describe',
  'logs',
  'top',
  'top pod',
  'top node',
  'events',
  'explain',
  'api-resources',
  'api-versions',
  'version',
  'cluster-info',
  'auth can-i',
  'auth whoami',
  'config',
  'config view',
  'config get-contexts',
  'config current-context',
  'config get-clusters',
  'config get-users',
  'diff',
  'rollout',
  'rollout status',
  'rollout history',
  'wait',
  'kustomize',
  'completion',
  'plugin',
  'plugin list',
  'apply view-last-applied',
  'set',
  'auth',
  'certificate',
])

/** Of those, the ones that only print help by themselves. */
const GROUPS = new Set(['rollout', 'set', 'config', 'auth', 'certificate', 'top', 'plugin'])

/** Writes, with what they do in words. */
const WRITES: Record<string, string> = {
  'rollout undo': 'starts a rollout of an earlier revision',
  'rollout restart': 'replaces every pod, a few at a time',
  'rollout pause': 'stops rollouts until they are resumed',
  'rollout resume': 'lets rollouts go on',
  'set image': 'changes the image and starts a rollout',
  'set env': 'changes the pod template and starts a rollout',
  'set resources': 'changes the pod template and starts a rollout',
  scale: 'changes the number of replicas',
  apply: 'changes the cluster to what a file says',
  patch: 'changes an object',
  edit: 'changes an object in an editor',
  cordon: 'keeps new pods off a node',
  uncordon: 'lets new pods onto a node',
  label: 'changes labels',
  annotate: 'changes annotations',
  autoscale: 'makes an autoscaler',
  run: 'starts a pod',
  expose: 'makes a service',
  cp: 'copies files to or from a container',
  debug: 'starts a debugging container',
  'config use-context': 'changes which cluster every later command goes to',
}

/** kubectl: a read by its verb, from the client's own list of commands; what deletes or evicts is destructive. */
export function resolveKubectl({ args, input }: Call, nested: Nested): Finding {
  const call = parseKubectl(args.map((word) => word.value))
  const name = call.path.join(' ')
  const more = {
    subcommand: name === '' ? null : name,
    targets: targetsOf(call, (text) => args.findLast(({ value }) => value === text)?.text ?? unmasked(text, args)),
    permissions: kubectlPermissions(call),
  }
  if (call.flags.help?.at(-1) === 'true' || (name === '' && call.errors.length === 0)) return read('prints help', more)
  if (name === '') return unknown(call.errors[0]?.split('\n')[0]?.replace(/^error: /i, '') ?? 'no command', more)
  if (name === 'exec') return execFinding(call, args, input, nested, more)
  return judge(call, name, more)
}

type More = Pick<Finding, 'subcommand' | 'targets' | 'permissions'>

function judge(call: KubectlCall, name: string, more: More): Finding {
  const { flags } = call
  const dry = flags['dry-run']?.at(-1)
  if (dry === 'client' || dry === 'server') return read('a dry run: changes nothing', more)
  if (name === 'cluster-info dump') {
    return flags['output-directory'] ? write('writes files', more) : read('prints the state of the cluster', more)
  }
  const group = GROUPS.has(name)
  if (group && call.positionals.length > 0)
    return unknown(`${name} ${call.positionals[0]}: a command Standby does not know`, more)
  if (flags['enable-exec'] || flags['enable-alpha-plugins'] || flags['enable-helm'] || flags['helm-command'])
    return unknown('runs plugins, or helm', more)
  if (flags.profile && flags.profile.at(-1) !== 'none') return write('writes a profile', more)
  const raw = flags.raw?.at(-1)
  if (name === 'get' && raw !== undefined && !isLook(raw))
    return unknown(`${raw}: whoever is asked there may do something`, more)
  if (READS.has(name)) {
    if (name === 'kustomize' && flags.output) return write('writes files', more)
    const endless = flags.follow?.at(-1) === 'true' || flags.watch?.at(-1) === 'true'
    return read(endless ? 'reads only; goes on until it is stopped' : 'reads only', more)
  }
  if (name === 'set env' && isListing(call)) return read('lists the variables', more)
  if (name === 'port-forward') return read('opens a tunnel; goes on until it is stopped', more)
  if (name === 'delete') return destructive('deletes objects', more)
  if (name === 'drain') return destructive('evicts every pod of a node', more)
  if (name === 'scale' && flags.replicas?.at(-1) === '0') return destructive('stops every replica', more)
  if (name === 'apply' && flags.prune) return destructive('deletes what the file no longer has', more)
  if ((name === 'replace' || name === 'apply') && flags.force?.at(-1) === 'true')
    return destructive('deletes objects and makes them anew', more)
  if (name === 'taint' && call.pairs.some((pair) => pair.endsWith(':NoExecute')))
    return destructive('evicts the pods of a node', more)
  if (name === 'attach' || name === 'proxy')
    return unknown(name === 'attach' ? 'types into a running container' : 'opens the API to this machine', more)
  const words = WRITES[name]
  if (words === undefined && name.startsWith('config ')) return write("changes the client's settings", more)
  const said = name.split(' ')
  return write(
    words ?? describeVerb(name, (/^(certificate|auth)$/.test(said[0] ?? '') ? said.at(-1) : said[0]) ?? name),
    more,
  )
}

/** `set env deployment/api --list` without a word about what to set; a variable among its words could be one. */
function isListing({ flags, pairs, positionals }: KubectlCall): boolean {
  const harmless = /^(list|resolve|namespace|context|cluster|kubeconfig|all|containers|selector|request-timeout)$/
  return (
    flags.list?.at(-1) === 'true' &&
    pairs.length === 0 &&
    positionals.every((word) => /^[\w.-]+(\/[\w.-]+)?$/.test(word) && !word.endsWith('-')) &&
    Object.keys(flags).every((flag) => harmless.test(flag))
  )
}

/** A path of the API itself, or of a program behind its proxy that only reports. */
function isLook(path: string): boolean {
  if (/\/(exec|attach|portforward|run|debug)([/?]|$)/.test(path)) return false
  const [, behind] = /\/proxy(?:\/+(.*))?$/.exec(path) ?? []
  return (
    !path.includes('/proxy') ||
    /^((metrics|stats|healthz?|readyz?|livez?|-\/(healthy|ready)|configz|pods|status|version)(\/[\w/-]*)?|api\/v1\/(query|query_range|targets|rules|alerts|labels)(\?.*)?)$/.test(
      behind ?? '',
    )
  )
}

/** `exec` does what the command does; without a command, or with a shell, a person types. */
function execFinding(call: KubectlCall, args: readonly ShellWord[], input: Input, nested: Nested, more: More): Finding {
  const at = args.findIndex((word) => word.value === '--')
  const words = at >= 0 ? args.slice(at + 1) : wordsAfterPod(call, args)
  if (words.length === 0) return unknown('no command to run', more)
  const stdin: Input = call.flags.stdin
    ? call.flags.tty && input.kind === 'none'
      ? { kind: 'none' }
      : input
    : { kind: 'none' }
  const inner = nested.words(words, stdin)
  const program = words[0]?.text ?? ''
  const found = {
    ...inner,
    subcommand: `exec ${program}`,
    targets: [...more.targets, ...inner.targets],
    permissions: more.permissions,
    reasons: inner.reasons.map((reason) => `${program}: ${reason}`),
  }
  return atLeast(found, read('runs in a container'))
}

/** The old form `exec POD COMMAND`: what follows the pod. Newer clients refuse it. */
function wordsAfterPod(call: KubectlCall, args: readonly ShellWord[]): ShellWord[] {
  const [, first] = call.positionals
  const at = first === undefined ? -1 : args.findIndex((word) => word.value === first)
  return at < 0 ? [] : args.slice(at)
}

function targetsOf(call: KubectlCall, show: (text: string) => string): Target[] {
  const targets: Target[] = call.resources.flatMap(({ type, name }) =>
    name === null ? [] : [{ kind: singular(type), name: show(name) }],
  )
  for (const [flag, kind] of [
    ['namespace', 'namespace'],
    ['context', 'context'],
    ['cluster', 'cluster'],
    ['selector', 'selector'],
    ['filename', 'file'],
  ] as const)
    for (const value of call.flags[flag] ?? []) targets.push({ kind, name: show(value) })
  return targets
}

/** A name inside a longer word (`deployment/<name>`), as it was written there. */
function unmasked(text: string, args: readonly ShellWord[]): string {
  const word = args.find((each) => each.value !== each.text && each.value.endsWith(text))
  return word ? word.text.slice(word.value.length - text.length) : text
}

function singular(type: string): string {
  if (type === 'ingresses') return 'ingress'
  return type.endsWith('ies') ? `${type.slice(0, -3)}y` : type.replace(/(?<=ss)es$|s$/, '')
}

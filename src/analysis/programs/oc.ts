import { atLeast, type Call, destructive, type Finding, type Nested, read, unknown, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'
import { resolveKubectl } from './kubectl.ts'
import { has, lastValue, type Options, readOptions } from './options.ts'

const VALUED =
  'nc namespace context cluster kubeconfig user server token as as-group loglevel request-timeout container shell timeout'

/** Commands of `oc adm` that are those of kubectl (docs.openshift.com, CLI administrator commands, 4.17). */
const AS_KUBECTL = /^(drain|cordon|uncordon|taint|top|certificate)$/

/** What `oc` has besides kubectl's commands, with what it does (docs.openshift.com, CLI developer commands, 4.17). */
const WRITES: Readonly<Record<string, string>> = {
  login: 'signs in; stores a token on disk',
  logout: 'ends the session',
  'new-project': 'makes a project',
  'new-app': 'makes an application',
  'new-build': 'makes a build configuration',
  'start-build': 'starts a build',
  'import-image': 'fetches what an image stream points to',
  tag: 'moves a tag of an image stream, which may start a rollout',
  rollback: 'starts a rollout of an earlier version',
  set: 'changes an object',
  'adm must-gather': 'starts pods that gather, and writes files',
  'adm inspect': 'writes files',
}
const READS: Readonly<Record<string, string>> = {
  whoami: 'prints who and where',
  projects: 'lists projects',
  status: 'prints the state of the project',
  'adm node-logs': 'prints the logs of a node',
  'adm policy who-can': 'asks who may do something',
}
const DESTROYS: Readonly<Record<string, string>> = {
  idle: 'stops every replica until somebody asks',
  'cancel-build': 'ends builds',
  'adm prune': 'deletes what is not in use',
}

/** OpenShift's client: kubectl's commands and some of its own. */
export function resolveOc(call: Call, nested: Nested): Finding {
  const options = readOptions(call.args, VALUED)
  const [verb, second] = options.positionals
  if (verb === undefined || !verb.fixed) return resolveKubectl(call, nested)
  const namespace = lastValue(options, '-n', '--namespace')
  const more = {
    subcommand: verb.text,
    targets: namespace ? [{ kind: 'namespace', name: namespace.text }] : [],
  }
  if (verb.value === 'rsh' || verb.value === 'debug') return inPod(call, verb, nested, more)
  if (verb.value === 'adm') return administers(call, verb, options, nested, more)
  if (verb.value === 'project')
    return second === undefined
      ? read('prints the project', more)
      : write('changes which project every later command goes to', more)
  if (verb.value === 'rollout' && /^(latest|retry|cancel)$/.test(second?.value ?? ''))
    return write(second?.value === 'cancel' ? 'ends a rollout' : 'starts a rollout', more)
  if (verb.value === 'set' && second?.value !== 'env' && second?.value !== 'image') return write(WRITES.set ?? '', more)
  return verb.value === 'set'
    ? resolveKubectl(call, nested)
    : (ownFinding(verb.value, more) ?? resolveKubectl(call, nested))
}

type More = Pick<Finding, 'subcommand' | 'targets'>

function ownFinding(name: string, more: More): Finding | null {
  if (Object.hasOwn(READS, name)) return read(READS[name] ?? '', more)
  if (Object.hasOwn(WRITES, name)) return write(WRITES[name] ?? '', more)
  return Object.hasOwn(DESTROYS, name) ? destructive(DESTROYS[name] ?? '', more) : null
}

function administers(call: Call, adm: ShellWord, { positionals, list }: Options, nested: Nested, more: More): Finding {
  const [, second, third] = positionals
  const name = second?.fixed ? second.value : ''
  if (AS_KUBECTL.test(name)) return resolveKubectl({ ...call, args: call.args.filter((word) => word !== adm) }, nested)
  const shown = { ...more, subcommand: `adm ${name}`.trim() }
  if (name === 'upgrade')
    return list.length === 0 && third === undefined
      ? read('prints which upgrades there are', shown)
      : write('upgrades the cluster', shown)
  if (name === 'policy' && third?.value !== 'who-can')
    return /^(add|remove)-/.test(third?.value ?? '')
      ? write('changes who may do what', shown)
      : unknown(`oc adm policy ${third?.text ?? ''}: a command Standby does not know`, shown)
  const found = ownFinding(name === 'policy' ? 'adm policy who-can' : `adm ${name}`, shown)
  return found ?? unknown(`oc adm ${name}: a command Standby does not know`, shown)
}

/** `rsh POD COMMAND` and `debug POD -- COMMAND` do what the command does; without one a person types. */
function inPod({ args, input }: Call, verb: ShellWord, nested: Nested, more: More): Finding {
  const after = readOptions(args.slice(args.indexOf(verb) + 1), VALUED, true)
  const [pod, ...words] = after.positionals
  const command = words[0]?.value === '--' ? words.slice(1) : words
  const targets = [...more.targets, ...(pod ? [{ kind: 'pod', name: pod.text.replace(/^pods?\//, '') }] : [])]
  const all = { ...more, targets }
  const isDebug = verb.value === 'debug'
  // `debug` takes options between the pod and the command.
  if (command.length === 0 || command[0]?.lead.startsWith('-') || has(after, '-f', '--filename'))
    return unknown('opens a shell in the container', all)
  const inner = nested.words(command, input)
  const found = { ...inner, ...all, targets: [...targets, ...inner.targets], code: inner.code }
  return atLeast(found, isDebug ? write('starts a debugging pod') : read('runs in a container'))
}

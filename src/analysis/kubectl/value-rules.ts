import { checkSelector } from './check-selector.ts'
import { given, open, type Rule } from './rule.ts'

const missing = (...flags: string[]) => `error: required flag(s) ${flags.map((flag) => `"${flag}"`).join(', ')} not set`

/** `80`, `80:8080`, `80:http`. */
function wrongPort(ports: string): boolean {
  const [port = '', target = port] = ports.split(':')
  const fits = (text: string) => /^\d+$/.test(text) && Number(text) <= 65535
  return !fits(port) || (/^\d/.test(target) && !fits(target))
}

const KEY = /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** What is wrong with `key=value:Effect`, `key:Effect-`, `key-`; null for nothing. */
function taintError(taint: string): string | null {
  const removes = taint.endsWith('-')
  const [pair = '', effect, ...rest] = (removes ? taint.slice(0, -1) : taint).split(':')
  const spec = `error: invalid taint spec: ${taint}`
  if (rest.length > 0 || pair.split('=').length > 2 || (effect === undefined && !removes)) return spec
  if (effect !== undefined && !/^(NoSchedule|PreferNoSchedule|NoExecute)$/.test(effect))
    return `error: invalid taint effect: ${effect}, unsupported taint effect`
  return KEY.test(pair.split('=')[0] ?? '') ? null : spec
}

const LABEL = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
const DURATION = /^(\d+|(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+)$/
/** `host/path=service:port`, with `,tls[=secret]`. */
const INGRESS_RULE = /^[\w*.-]*\/[^=]*=[\w-]+:\w+(,.*)?$/

/** A path of another machine: `pod:/path`, `namespace/pod:/path`; null for a local one. */
function remotePath(word: string): { pod: string; path: string } | null {
  const colon = word.indexOf(':')
  return colon < 0 ? null : { pod: word.slice(0, colon), path: word.slice(colon + 1) }
}

function copyError(words: readonly string[]): string | null {
  if (words.length !== 2 || words.some((word) => open(word))) return null
  const [from, to] = words.map(remotePath)
  const wrong = [from, to].find((each) => each && (each.pod === '' || each.pod.split('/').length > 2))
  if (wrong) return 'error: filespec must match the canonical format: [[namespace/]pod:]file/path'
  if (from && to) return 'error: one of src or dest must be a local file specification'
  if (!from && !to) return 'error: one of src or dest must be a remote file specification'
  return (from ?? to)?.path === '' ? 'error: filepath can not be empty' : null
}

function waitError(condition: string | undefined): string | null {
  if (open(condition) || !condition?.startsWith('jsonpath=')) return null
  const given = condition.slice('jsonpath='.length)
  if (given === '') return 'error: jsonpath expression cannot be empty'
  const [, path = given, value] = /^(\{?[^}]*\}?)=(.*)$/.exec(given) ?? []
  if (value === '')
    return "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
  if (!/^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.test(path))
    return "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
  return null
}

/** What single commands ask of the values of their flags and pairs. */
export const VALUE_RULES: readonly Rule[] = [
  ({ flag }) =>
    !open(flag('request-timeout')) &&
    !DURATION.test(flag('request-timeout') ?? '') &&
    'error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  ({ name, words }) => (name === 'cp' ? copyError(words) : null),
  ({ name, flag }) => (name === 'wait' ? waitError(flag('for')) : null),
  ({ name, call }) => {
    if (name !== 'label') return null
    const wrong = call.pairs.find(
      (pair) => !open(pair) && pair.includes('=') && !LABEL.test(pair.slice(pair.indexOf('=') + 1)),
    )
    return (
      wrong !== undefined &&
      `error: invalid label value: "${wrong}": a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.'`
    )
  },
  ({ name, flag }) => {
    const [force, grace] = [flag('force'), flag('grace-period')]
    return (
      name === 'delete' &&
      given(force) &&
      Number(grace) > 0 &&
      'error: --force and --grace-period greater than 0 cannot be specified together'
    )
  },
  ({ flag }) =>
    !open(flag('cascade')) &&
    !/^(background|foreground|orphan|true|false)$/.test(flag('cascade') ?? '') &&
    `error: invalid cascade value (${flag('cascade')}). Must be "background", "foreground", or "orphan"`,
  ({ name, words, flag }) => {
    if (words.length !== 1 || !/^create (cluster)?role$/.test(name)) return null
    if (!flag('verb') && !flag('aggregation-rule')) return 'error: at least one verb must be specified'
    if (name === 'create role') return !flag('resource') && 'error: at least one resource must be specified'
    return (
      !flag('resource') &&
      !flag('non-resource-url') &&
      !flag('aggregation-rule') &&
      'error: one of resource or nonResourceURL must be specified'
    )
  },
  ({ name, call }) => {
    const wrong = call.flags.serviceaccount?.find((account) => !open(account) && account.split(':').length !== 2)
    return (
      /^create (cluster)?rolebinding$/.test(name) &&
      wrong !== undefined &&
      'error: serviceaccount must be <namespace>:<name>'
    )
  },
  ({ name, flag }) => {
    const wrong = flag('hard')
      ?.split(',')
      .find((limit) => !open(limit) && !limit.includes('='))
    return (
      name === 'create quota' &&
      wrong !== undefined &&
      `error: Invalid argument syntax ${wrong}, expected <resource>=<value>`
    )
  },
  ({ name, call, flag, words }) => {
    if (name !== 'create ingress' || words.length !== 1) return null
    if (!flag('rule') && !flag('default-backend'))
      return 'error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)'
    const wrong = call.flags.rule?.find((rule) => !open(rule) && !INGRESS_RULE.test(rule))
    return (
      wrong !== undefined &&
      `error: rule ${wrong} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`
    )
  },
  ({ name, flag }) => name === 'create service externalname' && !flag('external-name') && missing('external-name'),
  // Only what has no address of its own may do without a port.
  ({ name, words, flag }) =>
    /^create service (clusterip|nodeport|loadbalancer)$/.test(name) &&
    words.length === 1 &&
    !flag('tcp') &&
    flag('clusterip') !== 'None' &&
    'error: at least one tcp port specifier must be provided',
  ({ name, flag }) =>
    name === 'debug' &&
    flag('set-image') !== undefined &&
    flag('copy-to') === undefined &&
    'error: --set-image may only be used with --copy-to.',
  ({ name, flag }) =>
    name === 'run' &&
    !open(flag('port')) &&
    !/^\d*$/.test(flag('port') ?? '') &&
    `error: strconv.Atoi: parsing "${flag('port')}": invalid syntax`,
  ({ name, words, see }) => {
    const counts: Record<string, number> = {
      'config delete-cluster': 1,
      'config delete-context': 1,
      'config delete-user': 1,
      'config rename-context': 2,
      'config set': 2,
      'config unset': 1,
      'config set-cluster': 1,
      'config set-credentials': 1,
    }
    const count = counts[name]
    return count !== undefined && words.length !== count && `error: Unexpected args: [${words.join(' ')}]${see}`
  },
  ({ name, flag }) => {
    if (name === 'create cronjob') {
      const lacking = ['image', 'schedule'].filter((each) => flag(each) === undefined)
      return lacking.length > 0 && missing(...lacking)
    }
    return name === 'create clusterrolebinding' && flag('clusterrole') === undefined && missing('clusterrole')
  },
  ({ name, words, flag }) =>
    name === 'create rolebinding' &&
    words.length === 1 &&
    (flag('role') === undefined) === (flag('clusterrole') === undefined) &&
    'error: exactly one of clusterrole or role must be specified',
  ({ name, words, flag }) => {
    if (name !== 'create poddisruptionbudget' || words.length !== 1) return null
    if (!flag('selector')) return 'error: a selector must be specified'
    const [least, most] = [flag('min-available'), flag('max-unavailable')]
    if (!least && !most) return 'error: one of min-available or max-unavailable must be specified'
    return least && most && 'error: min-available and max-unavailable cannot be both specified'
  },
  ({ name, call }) => {
    const wrong =
      call.path[1] === 'service' ? call.flags.tcp?.find((ports) => !open(ports) && wrongPort(ports)) : undefined
    return (
      name.startsWith('create service') &&
      wrong !== undefined &&
      `error: strconv.ParseUint: parsing "${wrong}": invalid syntax`
    )
  },
  ({ name, call }) => {
    if (name !== 'taint') return null
    return call.pairs
      .filter((pair) => !open(pair))
      .map(taintError)
      .find((error) => error !== null)
  },
  ({ name, flag }) => {
    const [least, most] = [flag('min'), flag('max')]
    if (name !== 'autoscale' || open(most)) return null
    if (Number(most) < 1) return `error: --max=MAXPODS is required and must be at least 1, max: ${most}`
    return (
      !open(least) &&
      Number(least) > Number(most) &&
      `error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`
    )
  },
  ({ name, call, see }) => {
    const wrong =
      name === 'debug' ? call.flags['set-image']?.find((pair) => !open(pair) && !pair.includes('=')) : undefined
    return (
      wrong !== undefined &&
      `error: invalid argument "${wrong}" for "--set-image" flag: ${wrong} must be formatted as key=value${see}`
    )
  },
  ({ name, call, flag }) =>
    name === 'debug' &&
    flag('copy-to') !== undefined &&
    !flag('image') &&
    !flag('set-image') &&
    (call.command ?? []).length === 0 &&
    'error: you must specify --image, --set-image or command arguments.',
  ({ name, words, flag }) =>
    name === 'version' && words.length > 0 && !given(flag('client')) && `error: extra arguments: [${words.join(' ')}]`,
  ({ name, words, see }) => {
    if (name !== 'completion') return null
    if (words.length === 0) return `error: Shell not specified.${see}`
    if (words.length > 1) return `error: Too many arguments. Expected only the shell type.${see}`
    return (
      !open(words[0]) &&
      !/^(bash|zsh|fish|powershell)$/.test(words[0] ?? '') &&
      `error: Unsupported shell type "${words[0]}".`
    )
  },
  ({ name, words }) => name === 'kustomize' && words.length > 1 && 'error: specify one path to kustomization.yaml',
  ({ name, none }) =>
    /^certificate (approve|deny)$/.test(name) &&
    none &&
    'error: one or more CSRs must be specified as <name> or -f <filename>',
  ({ name, file }) => name === 'auth reconcile' && !file && 'error: must specify one of -f and -k',
  ({ flag, see }) =>
    /^-/.test(flag('pod-running-timeout') ?? '') && `error: --pod-running-timeout must be higher than zero${see}`,
  ({ name, flag }) => {
    const format = flag('output')?.split('=')[0] ?? ''
    return (
      name === 'get' &&
      given(flag('show-labels')) &&
      !open(flag('output')) &&
      format !== '' &&
      format !== 'wide' &&
      `error: --show-labels option cannot be used with ${format} printer`
    )
  },
  ({ name, flag }) =>
    name === 'apply' &&
    given(flag('prune')) &&
    !given(flag('all')) &&
    !flag('selector') &&
    'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
  ({ name, call }) => {
    const wrong = name === 'run' ? call.flags.env?.find((pair) => !open(pair) && !/^[^=]+=/.test(pair)) : undefined
    return wrong !== undefined && `error: invalid env: ${wrong}`
  },
  ({ name, call }) => {
    if (name !== 'set env') return null
    const keys = call.pairs.map((pair) => (pair.includes('=') ? (pair.split('=')[0] ?? '') : pair.slice(0, -1)))
    const wrong = keys.find((key) => !open(key) && !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
    return (
      wrong !== undefined &&
      `error: "${wrong}" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit`
    )
  },
  ({ name, flag }) =>
    /^top /.test(name) && /,\s*$/.test(flag('selector') ?? '') && checkSelector(flag('selector')) === null
      ? "error: found '', expected: identifier after ','"
      : null,
]

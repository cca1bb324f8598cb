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

/** What single commands ask of the values of their flags and pairs. */
export const VALUE_RULES: readonly Rule[] = [
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
  ({ name, words }) => name === 'version' && words.length > 0 && `error: extra arguments: [${words.join(' ')}]`,
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

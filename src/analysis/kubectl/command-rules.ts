import { given, ONE_OR_MORE, open, type Rule } from './rule.ts'
import { checkExec, checkLogs, checkNames, checkOwnFormats, checkSet, checkTop, checkUpdates } from './word-rules.ts'

/** What each command asks of its words. */
export const COMMAND_RULES: readonly Rule[] = [
  ({ name, flag, words }) =>
    name === 'get' &&
    flag('raw') !== undefined &&
    words.length > 0 &&
    'error: arguments may not be passed when --raw is specified',
  ({ name, flag }) =>
    name !== 'config view' &&
    !open(flag('raw')) &&
    !/^(\/|\w+:\/\/)/.test(flag('raw') ?? '') &&
    `error: --raw must be a valid URL path: parse "${flag('raw')}": invalid URI for request`,
  ({ name, none, flag }) =>
    name === 'get' &&
    none &&
    !flag('raw') &&
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
  ({ name, none }) =>
    name === 'describe' &&
    none &&
    'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
  ({ name, none }) => /^rollout ./.test(name) && none && 'error: required resource not specified',
  ({ name, none, flag }) =>
    /^(delete|scale|edit|expose|autoscale|patch|wait)$/.test(name) && none && !flag('raw') && ONE_OR_MORE,
  checkUpdates,
  checkSet,
  checkLogs,
  checkExec,
  checkNames,
  ({ name, flag, file }) =>
    name === 'patch' && !file && !flag('patch') && !flag('patch-file')
      ? 'error: must specify --patch or --patch-file containing the contents of the patch'
      : null,
  ({ name, file, flag }) =>
    /^(apply|create|diff|replace)$/.test(name) && !file && !flag('raw') && 'error: must specify one of -f and -k',
  ({ name, words, see }) =>
    /^(apply|create|diff)$/.test(name) && words.length > 0 && `error: Unexpected args: [${words.join(' ')}]${see}`,
  ({ name, flag }) =>
    name === 'delete' &&
    !open(flag('output')) &&
    flag('output') !== 'name' &&
    flag('output') !== '' &&
    `error: unexpected -o output mode: ${flag('output')}. We only support '-o name'`,
  ({ name, none, flag, see }) =>
    /^(cordon|uncordon|drain)$/.test(name) &&
    none &&
    flag('selector') === undefined &&
    `error: USAGE: ${name} NODE [flags]${see}`,
  ({ name, words, flag, see }) =>
    /^(cordon|uncordon|drain)$/.test(name) &&
    words.length > 0 &&
    flag('selector') !== undefined &&
    `error: cannot specify both a node name and a --selector option${see}`,
  ({ name, flag }) =>
    name === 'wait' &&
    !/[$`<]/.test(flag('for') ?? '') &&
    !/^(delete$|create$|condition=|jsonpath=)/i.test(flag('for') ?? '') &&
    `error: unrecognized condition: ${JSON.stringify(flag('for') ?? '')}`,
  ({ flag }) =>
    /^0[smh]?$/.test(flag('pod-running-timeout') ?? '') && 'error: --pod-running-timeout must be higher than zero',
  ({ name, call, flag, file }) =>
    name === 'get' &&
    flag('subresource') !== undefined &&
    !file &&
    call.resources.some((resource) => resource.name === null) &&
    'error: subresource cannot be used when bulk resources are specified',
  ({ name, flag }) =>
    /^(apply|diff)$/.test(name) &&
    !given(flag('server-side')) &&
    (given(flag('force-conflicts'))
      ? 'error: --force-conflicts only works with --server-side'
      : flag('subresource') !== undefined && 'error: --subresource can only be specified for --server-side'),
  ({ name, flag }) =>
    name === 'logs' &&
    !open(flag('since-time')) &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(flag('since-time') ?? '') &&
    `error: parsing time "${flag('since-time')}" as "2006-01-02T15:04:05Z07:00": cannot parse`,
  ({ name, words, flag }) =>
    name === 'config set-context' &&
    words.length === 0 &&
    !given(flag('current')) &&
    'error: you must specify a non-empty context name or --current',
  ({ name, words, flag }) =>
    name === 'config set-context' &&
    words.length > 0 &&
    given(flag('current')) &&
    'error: you cannot specify both a context name and --current',
  ({ name, flag }) =>
    name === 'get' &&
    given(flag('output-watch-events')) &&
    !given(flag('watch')) &&
    !given(flag('watch-only')) &&
    'error: --output-watch-events option can only be used with --watch or --watch-only',
  ({ name, flag }) =>
    name === 'debug' &&
    !open(flag('profile')) &&
    !/^(legacy|general|baseline|netadmin|restricted|sysadmin|)$/.test(flag('profile') ?? '') &&
    `error: unknown profile: ${flag('profile')}`,
  ({ name, flag }) =>
    name === 'auth can-i' &&
    given(flag('no-headers')) &&
    !given(flag('list')) &&
    'error: --no-headers cannot be set without --list specified',
  ({ name, flag }) =>
    /^(debug|run)$/.test(name) &&
    given(flag('tty')) &&
    !given(flag('stdin')) &&
    'error: -i/--stdin is required for containers with -t/--tty=true',
  ({ name, words }) => name === 'cp' && words.length !== 2 && 'error: source and destination are required',
  ({ name, words, see }) =>
    name === 'port-forward' &&
    words.length < 2 &&
    `error: TYPE/NAME and list of ports are required for port-forward${see}`,
  checkTop,
  checkOwnFormats,
  ({ name, words, see }) =>
    /^(api-resources|api-versions|config view)$/.test(name) &&
    words.length > 0 &&
    `error: unexpected arguments: [${words.join(' ')}]${see}`,
  ({ name, words }) =>
    (name === 'config use-context' ? words.length !== 1 : name === 'config set-context' && words.length > 1) &&
    `error: Unexpected args: [${words.join(' ')}]`,
  ({ name, words, flag, see }) =>
    name === 'auth can-i' &&
    (given(flag('list')) ? words.length > 0 : words.length !== 2) &&
    (given(flag('list'))
      ? 'error: list option must be specified with no arguments'
      : `error: you must specify two arguments: verb resource or verb resource/resourceName.${see}.`),
  ({ name, words, file }) =>
    name === 'debug' && words.length === 0 && !file && 'error: NAME or filename is required for debug',
  ({ name, flag }) =>
    name === 'debug' &&
    !flag('image') &&
    !flag('copy-to') &&
    'error: you must specify --image when not using --copy-to.',
  ({ name, words, see }) =>
    name === 'explain' &&
    words.length === 0 &&
    `error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.${see}`,
  ({ name, words, see }) =>
    name === 'explain' && words.length > 1 && `error: We accept only this format: explain RESOURCE${see}`,
  ({ name, flag, call }) => {
    if (name !== 'patch') return null
    if (flag('patch') !== undefined && flag('patch-file') !== undefined)
      return 'error: cannot specify --patch and --patch-file together'
    return given(flag('local')) && call.resources.length > 0 && 'error: cannot specify --local and server resources'
  },
  ({ name, flag, see }) =>
    name === 'run' &&
    !open(flag('image-pull-policy')) &&
    !/^(Always|IfNotPresent|Never|)$/.test(flag('image-pull-policy') ?? '') &&
    `error: invalid image pull policy: ${flag('image-pull-policy')}${see}`,
  ({ name, flag }) =>
    name === 'run' &&
    !open(flag('labels')) &&
    !/^(?:[^=,]+=[^,]*,?)+$/.test(flag('labels') ?? '') &&
    `error: unexpected label spec: ${flag('labels')}`,
  ({ name, flag }) =>
    name === 'set env' &&
    flag('keys') !== undefined &&
    flag('from') === undefined &&
    'error: when specifying --keys, a configmap or secret must be provided with --from',
  ({ name, flag, see }) =>
    name === 'run' &&
    given(flag('rm')) &&
    !given(flag('attach')) &&
    !given(flag('stdin')) &&
    `error: --rm should only be used for attached containers${see}`,
  ({ name, call }) =>
    name === 'events' &&
    call.flags.types?.some((type) => !open(type) && !/^((normal|warning),?)+$/i.test(type)) &&
    'error: valid --types are Normal or Warning',
  ({ name, flag }) =>
    name === 'patch' &&
    !open(flag('type')) &&
    !/^(json|merge|strategic)$/i.test(flag('type') ?? '') &&
    `error: --type must be one of [json merge strategic], not "${flag('type')}"`,
  ({ name, words }) => name === 'attach' && words.length === 0 && 'error: at least 1 argument is required for attach',
  ({ name, call, words, flag, see }) => {
    if (name !== 'run') return null
    if (words.length === 0 && !call.command?.length) return `error: NAME is required for run${see}`
    const restart = flag('restart')
    return (
      !open(restart) &&
      !/^(Always|OnFailure|Never|)$/.test(restart ?? '') &&
      `error: invalid restart policy: ${restart}${see}`
    )
  },
]

import { customColumnsError, jsonPathError } from './jsonpath.ts'
import { open, type Rule } from './rule.ts'

/** Flags that cobra itself asks for. */
export const REQUIRED_FLAGS: readonly Rule[] = [
  ({ name, flag }) => name === 'autoscale' && flag('max') === undefined && 'error: required flag(s) "max" not set',
  ({ name, flag }) =>
    /^(run|create deployment)$/.test(name) && flag('image') === undefined && 'error: required flag(s) "image" not set',
  ({ name, flag }) =>
    name === 'scale' && flag('replicas') === undefined && 'error: required flag(s) "replicas" not set',
  ({ flag }) =>
    (flag('as-uid') ?? flag('as-group')) !== undefined &&
    flag('as') === undefined &&
    'error: requesting uid, groups or user-extra for user without impersonating a user',
]

// `true` is what a flag that stands alone has here.
const DRY_RUN = /^(none|server|client|unchanged|true)$/
const PROFILES = /^(none|cpu|heap|goroutine|threadcreate|block|mutex|trace)$/
// Names of formats may be written large, but for `wide`.
const PRINTERS =
  /^([jJ][sS][oO][nN]|[yY][aA][mM][lL]|[nN][aA][mM][eE]|(go-)?template(-?file)?(=.*)?|jsonpath(-as-json|-file)?(=.*)?|kyaml|)$/
/** Commands that print what they changed, in these formats only. */
const PRINTS =
  /^(set .*|events|wait|config view|rollout history|scale|annotate|create.*|expose|autoscale|run|cordon|replace|edit)$/

const GET_PRINTERS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml'

const GETS_IN = new Set([...GET_PRINTERS.split(','), 'custom-columns', 'kyaml', ''])

/** `-o jsonpath=…` and its like: whether the template can be read at all. */
function checkTemplate(output: string): string | null {
  const [, format = '', template] = /^([^=]+)(?:=([\s\S]*))?$/.exec(output) ?? []
  if (!/^(go-template|template|jsonpath|jsonpath-as-json|custom-columns)(-?file)?$/.test(format)) return null
  if (/file$/.test(format)) return null
  if (format === 'custom-columns') {
    const wrong = customColumnsError(template ?? '')
    return wrong === null ? null : `error: ${wrong}`
  }
  if (!template) return 'error: template format specified but no template given'
  const wrong = format.startsWith('jsonpath') ? jsonPathError(template) : null
  return wrong === null ? null : `error: error parsing jsonpath ${template}, ${wrong}`
}

/** What flags take, whatever the command. */
export const FLAG_RULES: readonly Rule[] = [
  ({ name, flag }) =>
    name === 'edit' &&
    !open(flag('output')) &&
    !/^(json|yaml|name|(go-)?template.*|)$/i.test(flag('output') ?? '') &&
    `error: unable to match a printer suitable for the output format "${flag('output')}", allowed formats are: json,yaml`,
  ({ name, flag }) => {
    const output = flag('output')
    if (!(PRINTS.test(name) || /^(get|label|patch|apply|rollout .*|delete|diff|taint)$/.test(name)) || open(output))
      return null
    const wrong = flag('template') === undefined ? checkTemplate(output ?? '') : null
    if (wrong !== null) return wrong
    return (
      name === 'get' &&
      !GETS_IN.has(output?.split('=')[0] ?? '') &&
      !/^(json|yaml|name)$/i.test(output ?? '') &&
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: ${GET_PRINTERS}`
    )
  },
  ({ flag }) =>
    !open(flag('dry-run')) &&
    !DRY_RUN.test(flag('dry-run') ?? '') &&
    `error: Invalid dry-run value (${flag('dry-run')}). Must be "none", "server", or "client".`,
  ({ name, flag }) =>
    name !== 'debug' &&
    !open(flag('profile')) &&
    !PROFILES.test(flag('profile') ?? '') &&
    `error: unknown profile '${flag('profile')}'`,
  ({ flag }) =>
    !open(flag('vmodule')) &&
    !/^([^=,]+=\d+,?)*$/.test(flag('vmodule') ?? '') &&
    `Error: invalid argument "${flag('vmodule')}" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N`,
  ({ flag }) =>
    !open(flag('validate')) &&
    !/^(strict|warn|ignore|true|false)$/.test(flag('validate') ?? '') &&
    `error: invalid - validate option "${flag('validate')}"; must be one of: strict (or true), warn, ignore (or false)`,
  ({ name, flag }) =>
    PRINTS.test(name) &&
    !open(flag('output')) &&
    !PRINTERS.test(flag('output') ?? '') &&
    `error: unable to match a printer suitable for the output format "${flag('output')}", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml`,
  ({ call }) =>
    call.flags['from-literal']?.some((pair) => !open(pair) && !/^[^=]+=/.test(pair)) &&
    `error: invalid literal source ${call.flags['from-literal'].find((pair) => !/^[^=]+=/.test(pair))}, expected key=value`,
  ({ name, flag }) =>
    name === 'scale' &&
    /^-[1-9]/.test(flag('replicas') ?? '') &&
    'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
]
